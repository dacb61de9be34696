"""What a schedule file would do to the flights on sale: created, changed, left as they are, refused; line by line.

Nothing is written here. Carrying a file out asks the same of every flight again, when its turn comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flight_service.domain.aircraft_codes import find_aircraft, is_of_code
from flight_service.domain.cabin import Cabin, CabinKey, split_seats
from flight_service.domain.errors import ClientError, InvalidInput
from flight_service.domain.flight import Flight, build_flight_id
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.ports import CabinOffer, FlightFilter, ReferenceData
from flight_service.domain.reference import AircraftType
from flight_service.domain.schedule_file import FileLine, ScheduleLine
from flight_service.domain.schedule_import import Outcome
from flight_service.usecases.checks import get_airport
from flight_service.usecases.create_flight import NewFlight
from flight_service.usecases.decide_import import PlannedFlight, decide_flight, find_flight_id
from flight_service.usecases.fares_for_import import ImportFares
from flight_service.usecases.stores import Stores
from flight_service.usecases.swap_aircraft import describe_too_small, find_too_small

# Each is created with its record and its announcement: so many take some minutes.
MOST_FLIGHTS = 20_000
# With those that are over, which are looked at within a request: some seconds.
MOST_DAYS = 100_000


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """`message` is for the line as a whole. Flights that would have left already are only counted."""

    line: FileLine
    flights: Sequence[PlannedFlight] = ()
    past_flights: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """`absent`: flights on sale under the designators of the file, in their periods, that the file does not have."""

    lines: Sequence[PlannedLine]
    absent: Sequence[Flight]

    @property
    def flights(self) -> Iterator[PlannedFlight]:
        return (flight for line in self.lines for flight in line.flights)

    def count(self, outcome: Outcome) -> int:
        return sum(flight.outcome is outcome for flight in self.flights)


@dataclass(slots=True)
class _Envelope:
    """The days about which the file says everything of one designator from one airport, by the calendar there."""

    first_day: date
    last_day: date
    planned: set[str] = field(default_factory=set)


def plan_import(stores: Stores, lines: Sequence[FileLine], fares: Mapping[Cabin, Money], now: datetime) -> ImportPlan:
    """Raise InvalidInput for a file of more flights than one import may have."""
    on_sale = OnSale(stores)
    planner = _Planner(stores.reference, on_sale, ImportFares(stores, fares, on_sale), now)
    planned: list[PlannedLine] = []
    count = days = 0
    for line in lines:
        days += sum(1 for _ in line.days()) if isinstance(line, ScheduleLine) else 0
        if days > MOST_DAYS:
            raise InvalidInput("input.text", f"At most {MOST_DAYS} days of flights at a time; send the file in parts.")
        planned.append(planner.plan_line(line) if isinstance(line, ScheduleLine) else PlannedLine(line))
        count += len(planned[-1].flights)
        if count > MOST_FLIGHTS:
            raise InvalidInput("input.text", f"At most {MOST_FLIGHTS} flights at a time; send the file in parts.")
    return ImportPlan(_refuse_swaps(stores, planned), planner.find_absent())


class OnSale:
    """Flights by designator, each asked for once: a file has hundreds of them, with a season of days each."""

    def __init__(self, stores: Stores) -> None:
        self._flights = stores.flights
        self._known: dict[str, Mapping[str, Flight]] = {}

    def find(self, designator: str) -> Mapping[str, Flight]:
        if designator not in self._known:
            found = self._flights.with_designator(designator, FlightFilter())
            self._known[designator] = {flight.id: flight for flight in found}
        return self._known[designator]


class _Planner:
    def __init__(self, reference: ReferenceData, on_sale: OnSale, fares: ImportFares, now: datetime) -> None:
        self._reference = reference
        self._on_sale = on_sale
        self._fares = fares
        self._now = now
        self._line_of: dict[str, int] = {}
        self._envelopes: dict[tuple[str, str], _Envelope] = {}

    def plan_line(self, line: ScheduleLine) -> PlannedLine:
        aircraft = self._find_aircraft(line)
        try:
            origin = get_airport(self._reference, "origin", line.origin).zone
            self._extend_envelope(line, origin)
            destination = get_airport(self._reference, "destination", line.destination).zone
            cabins = self._fares.find_cabins(line, aircraft)
        except ClientError as refusal:
            return PlannedLine(line, message=refusal.message)
        flights, past = [], 0
        for day in line.days():
            departs_at, arrives_at = line.find_times(day, origin, destination)
            if departs_at <= self._now:
                past += 1
                continue
            local_day = departs_at.astimezone(origin).date()
            new = _build_new(line, departs_at, arrives_at, aircraft.code if aircraft else line.aircraft_type, cabins)
            flights.append(self._plan_flight(line, new, local_day))
        message = "" if flights or past else "No day of the period is one of these weekdays."
        return PlannedLine(line, flights, past, message)

    def _find_aircraft(self, line: ScheduleLine) -> AircraftType | None:
        if line.aircraft_type is None:
            return None
        types = self._reference.aircraft_types()
        return find_aircraft(types, line.aircraft_type, sum(line.seats.values()))

    def _plan_flight(self, line: ScheduleLine, new: NewFlight, day: date) -> PlannedFlight:
        flight_id = find_flight_id(new, day)
        other = self._line_of.setdefault(flight_id, line.number)
        if other != line.number:
            return PlannedFlight(line.number, new, flight_id, Outcome.REFUSED, None, f"Line {other} has this flight.")
        current = self._on_sale.find(line.designator).get(flight_id)
        if current and line.aircraft_type and is_of_code(current.aircraft_type, line.aircraft_type):
            new = replace(new, aircraft_type=current.aircraft_type)  # which model of the same aircraft is not said
        try:
            return decide_flight(self._reference, line.number, new, current, self._now)
        except ClientError as refusal:
            return PlannedFlight(line.number, new, flight_id, Outcome.REFUSED, current, refusal.message)

    def _extend_envelope(self, line: ScheduleLine, origin: ZoneInfo) -> None:
        """Whatever else is wrong with the line: the file has its flights."""
        first_day, last_day = (line.find_departure_day(day, origin) for day in (line.first_day, line.last_day))
        key = line.designator, line.origin
        known = self._envelopes.setdefault(key, _Envelope(first_day, last_day))
        known.first_day, known.last_day = min(known.first_day, first_day), max(known.last_day, last_day)
        days = (line.find_departure_day(day, origin) for day in line.days())
        known.planned.update(build_flight_id(line.designator, day, line.origin) for day in days)

    def find_absent(self) -> list[Flight]:
        return [
            flight
            for (designator, origin), envelope in self._envelopes.items()
            for flight in self._on_sale.find(designator).values()
            if flight.origin == origin
            and envelope.first_day <= flight.departure_date <= envelope.last_day
            and flight.is_bookable(at=self._now)
            and flight.id not in envelope.planned
        ]


def _build_new(
    line: ScheduleLine,
    departs_at: datetime,
    arrives_at: datetime,
    aircraft_type: str | None,
    cabins: Mapping[Cabin, CabinOffer],
) -> NewFlight:
    return NewFlight(
        airline=line.airline,
        number=line.flight_number,
        origin=line.origin,
        destination=line.destination,
        departs_at=departs_at,
        arrives_at=arrives_at,
        aircraft_type=aircraft_type,
        cabins=cabins,
    )


def _refuse_swaps(stores: Stores, lines: Sequence[PlannedLine]) -> list[PlannedLine]:
    """Aircraft on which those who have seats would not fit are known beforehand."""
    swaps = [flight for line in lines for flight in line.flights if is_swap(flight)]
    cabins = stores.inventories.find_many([CabinKey(flight.id, cabin) for flight in swaps for cabin in Cabin])
    refused = {flight.id: message for flight in swaps if (message := _find_swap_refusal(stores, flight, cabins))}
    if not refused:
        return list(lines)
    return [
        replace(line, flights=[_refuse(one, refused[one.id]) if one.id in refused else one for one in line.flights])
        for line in lines
    ]


def is_swap(flight: PlannedFlight) -> bool:
    wanted, current = flight.new.aircraft_type, flight.current
    return flight.outcome is Outcome.CHANGED and current is not None and wanted not in (None, current.aircraft_type)


def _find_swap_refusal(stores: Stores, flight: PlannedFlight, cabins: Mapping[CabinKey, Inventory]) -> str | None:
    code = flight.new.aircraft_type or ""
    aircraft = stores.reference.find_aircraft_type(code)
    if aircraft is None:
        return f'There is no aircraft type "{code}".'
    present = {cabin: cabins[key] for cabin in Cabin if (key := CabinKey(flight.id, cabin)) in cabins}
    too_small = find_too_small(present, dict.fromkeys(present, 0) | split_seats(aircraft.seats))
    return describe_too_small(code, too_small) if too_small else None


def _refuse(flight: PlannedFlight, message: str) -> PlannedFlight:
    return replace(flight, outcome=Outcome.REFUSED, message=message)

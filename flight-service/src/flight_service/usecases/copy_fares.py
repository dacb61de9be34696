"""Staff give other flights the fares of one: filed fares, and if wanted its fare classes and its own seat prices.

What every flight would get is compared with what it has, so that it can be shown first, and so that a copy may be
repeated: flights that have it already are left alone. Price rules apply to the copied fares as to all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import ClientError, InvalidInput, NotFound
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import Announce, CabinPrices
from flight_service.usecases.checks import get_airport
from flight_service.usecases.search_flights import to_instant
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores
from flight_service.usecases.update_flight import FlightChanges, update_flight

Position = tuple[str, ...]

# Each is changed and announced by itself; more at a time would outlast a caller's patience.
MOST_AT_A_TIME = 50
_LONGEST_PERIOD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class FareCopy:
    """From one flight to those on sale on a route, in a period; days are those of departure. No weekdays: every day."""

    from_flight_id: str
    origin: str
    destination: str
    first_day: date
    last_day: date
    weekdays: frozenset[int] = frozenset()
    designator: str | None = None
    fare_classes: bool = True
    seat_prices: bool = False


@dataclass(frozen=True, slots=True)
class CopyTarget:
    """`prices` are what the flight would get and has not; `refusal` why it gets nothing."""

    flight: Flight
    cabins: Mapping[Cabin, Inventory]
    prices: CabinPrices
    refusal: str | None = None

    @property
    def position(self) -> Position:
        return to_instant(self.flight.departs_at), self.flight.id


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """By departure. Flights that have the fares already are only counted."""

    source: Mapping[Cabin, Inventory]
    targets: Sequence[CopyTarget]
    unchanged: int

    def to_change_after(self, position: Position | None) -> list[CopyTarget]:
        return [target for target in self.to_change if position is None or target.position > position]

    @property
    def to_change(self) -> list[CopyTarget]:
        return [target for target in self.targets if target.refusal is None]

    @property
    def refused(self) -> list[CopyTarget]:
        return [target for target in self.targets if target.refusal is not None]


@dataclass(frozen=True, slots=True)
class Copied:
    """`remaining` flights wait for the next time, which begins after the `last` one that was tried now."""

    changed: Sequence[Flight]
    refused: Sequence[CopyTarget]
    remaining: int
    last: Position | None


def plan_copy(stores: Stores, copy: FareCopy, now: datetime) -> CopyPlan:
    """Nothing is written."""
    source = _get_source(stores, copy)
    flights = sorted(_find_flights(stores, copy, now), key=lambda flight: (flight.departs_at, flight.id))
    found = stores.inventories.find_many([key for flight in flights for key in flight.cabin_keys])
    targets = []
    for flight in flights:
        cabins = {key.cabin: found[key] for key in flight.cabin_keys if key in found}
        targets.append(_compare(copy, source, flight, cabins))
    concerned = [target for target in targets if target.refusal or target.prices]
    return CopyPlan(source, concerned, len(targets) - len(concerned))


def copy_fares(
    stores: Stores,
    copy: FareCopy,
    staff: StaffMember,
    announce: Announce,
    now: datetime,
    *,
    after: Position | None = None,
) -> Copied:
    """The first flights that need it, after a position. Ask again from where it came to while some remain: what is
    refused is tried once, and does not stand in the way of the others.
    """
    plan = plan_copy(stores, copy, now)
    changed, refused = [], [target for target in plan.refused if after is None]
    wanted = plan.to_change_after(after)
    for target in wanted[:MOST_AT_A_TIME]:
        changes = FlightChanges(
            prices=target.prices,
            expected_version=target.flight.version,
            reason=f"fares of {copy.from_flight_id}",
        )
        try:
            changed.append(update_flight(stores, target.flight.id, changes, staff, announce, now))
        except ClientError as refusal:
            refused.append(CopyTarget(target.flight, target.cabins, target.prices, refusal.message))
    remaining = wanted[MOST_AT_A_TIME:]
    return Copied(changed, refused, len(remaining), wanted[MOST_AT_A_TIME - 1].position if remaining else None)


def _get_source(stores: Stores, copy: FareCopy) -> dict[Cabin, Inventory]:
    flight = stores.flights.find(copy.from_flight_id)
    if flight is None:
        raise NotFound(f'There is no flight "{copy.from_flight_id[:40]}".')
    return {key.cabin: one for key, one in stores.inventories.find_many(flight.cabin_keys).items()}


def _find_flights(stores: Stores, copy: FareCopy, now: datetime) -> Iterator[Flight]:
    get_airport(stores.reference, "input.origin", copy.origin)
    get_airport(stores.reference, "input.destination", copy.destination)
    for flight in stores.flights.on_routes([(copy.origin, copy.destination, day) for day in _days(copy)]):
        is_wanted = copy.designator in (None, flight.designator) and flight.id != copy.from_flight_id
        if is_wanted and flight.is_bookable(at=now):
            yield flight


def _days(copy: FareCopy) -> list[date]:
    period = copy.last_day - copy.first_day
    if not timedelta(0) <= period <= _LONGEST_PERIOD:
        message = f"A period ends after it begins, and has at most {_LONGEST_PERIOD.days} days."
        raise InvalidInput("input.lastDay", message)
    every_day = (copy.first_day + timedelta(days=offset) for offset in range(period.days + 1))
    return [day for day in every_day if not copy.weekdays or day.weekday() in copy.weekdays]


def _compare(
    copy: FareCopy, source: Mapping[Cabin, Inventory], flight: Flight, cabins: Mapping[Cabin, Inventory]
) -> CopyTarget:
    both = {cabin: (source[cabin], cabins[cabin]) for cabin in Cabin if cabin in source and cabin in cabins}
    prices = CabinPrices(
        fares={cabin: one.fare for cabin, (one, other) in both.items() if one.fare != other.fare},
        ladders={
            cabin: one.ladder
            for cabin, (one, other) in both.items()
            if copy.fare_classes and one.ladder != other.ladder
        },
        seat_prices={
            cabin: one.own_seat_prices
            for cabin, (one, other) in both.items()
            if copy.seat_prices and one.own_seat_prices != other.own_seat_prices
        },
    )
    return CopyTarget(flight, cabins, prices, _find_refusal(both))


def _find_refusal(both: Mapping[Cabin, tuple[Inventory, Inventory]]) -> str | None:
    if not both:
        return "The flight has none of these cabins."
    sold_in = {other.fare.currency for one, other in both.values() if other.fare.currency != one.fare.currency}
    return f"Fares of this flight are in {sold_in.pop()}." if sold_in else None

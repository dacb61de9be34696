"""What an airline has on sale in a period -> a schedule file that changes nothing when it is imported again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import Flight, FlightStatus, build_flight_id
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import FlightFilter
from flight_service.domain.schedule_file import ScheduleFileFormat
from flight_service.domain.schedule_file.compress import ExportedFlight, Same, compress
from flight_service.domain.schedule_file.read import LONGEST_FILE
from flight_service.domain.schedule_file.write import write_comma_separated, write_ssim
from flight_service.usecases.checks import get_airport
from flight_service.usecases.stores import Stores

# So many, with their seats and fares, are read while somebody waits.
MOST_FLIGHTS = 5_000
_LONGEST_PERIOD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ScheduleExport:
    """`left_out` cannot be said in a file: moved over midnight, or in the hour that the clocks have twice."""

    text: str
    lines: int
    flights: int
    left_out: tuple[str, ...]


def export_schedule(
    stores: Stores, airline: str, first_day: date, last_day: date, form: ScheduleFileFormat
) -> ScheduleExport:
    flights = list(_find_flights(stores, airline, first_day, last_day))
    cabins = stores.inventories.find_many([key for flight in flights for key in flight.cabin_keys])
    exported = {flight.id: _export(stores, flight, cabins, form) for flight in flights}
    lines = compress(one for one in exported.values() if one is not None)
    text = (
        write_ssim(airline, first_day, last_day, lines)
        if form is ScheduleFileFormat.SSIM
        else write_comma_separated(lines)
    )
    if len(text) > LONGEST_FILE:
        raise InvalidInput("lastDay", f"The file has more than {LONGEST_FILE} characters; choose a shorter period.")
    left_out = tuple(flight_id for flight_id, one in exported.items() if one is None)
    return ScheduleExport(text, len(lines), len(exported) - len(left_out), left_out)


def _find_flights(stores: Stores, airline: str, first_day: date, last_day: date) -> Iterator[Flight]:
    if stores.reference.find_airline(airline) is None:
        raise InvalidInput("airline", f'There is no airline "{airline}".')
    if not timedelta(0) <= last_day - first_day <= _LONGEST_PERIOD:
        message = f"A period ends after it begins, and has at most {_LONGEST_PERIOD.days} days."
        raise InvalidInput("lastDay", message)
    count = 0
    for offset in range((last_day - first_day).days + 1):
        for flight in stores.flights.on_day(first_day + timedelta(days=offset), FlightFilter(airline=airline)):
            if flight.status is not FlightStatus.CANCELLED:
                count += 1
                yield flight
        if count > MOST_FLIGHTS:
            raise InvalidInput("lastDay", f"At most {MOST_FLIGHTS} flights at a time; choose a shorter period.")


def _export(
    stores: Stores, flight: Flight, cabins: Mapping[CabinKey, Inventory], form: ScheduleFileFormat
) -> ExportedFlight | None:
    """None where the file would say another flight."""
    origin = get_airport(stores.reference, "origin", flight.origin).zone
    destination = get_airport(stores.reference, "destination", flight.destination).zone
    departs_at, arrives_at = flight.departs_at.astimezone(origin), flight.arrives_at.astimezone(destination)
    is_said = not (
        departs_at.fold or arrives_at.fold or departs_at.second or arrives_at.second
    ) and flight.id == build_flight_id(flight.designator, departs_at.date(), flight.origin)
    if not is_said:
        return None
    present = {key.cabin: cabins[key] for key in flight.cabin_keys if key in cabins}
    offsets = (f"{departs_at:%z}", f"{arrives_at:%z}") if form is ScheduleFileFormat.SSIM else ()
    same = Same(
        airline=flight.airline,
        number=flight.number,
        origin=flight.origin,
        destination=flight.destination,
        departs_at=departs_at.hour * 60 + departs_at.minute,
        arrives_at=arrives_at.hour * 60 + arrives_at.minute,
        arrives_after_days=(arrives_at.date() - departs_at.date()).days,
        aircraft_type=flight.aircraft_type,
        seats=tuple((cabin, present[cabin].capacity) for cabin in Cabin if cabin in present),
        offsets=offsets,
    )
    return ExportedFlight(same, departs_at.date(), {cabin: one.fare for cabin, one in present.items()})

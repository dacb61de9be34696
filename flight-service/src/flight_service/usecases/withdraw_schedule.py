"""Staff withdraw a schedule from a day on: first they see whom that concerns, then what they saw is cancelled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flight_service.domain.errors import ClientError, Conflict, InvalidInput, NotFound
from flight_service.domain.flight import Flight
from flight_service.domain.ports import Announce, AuditEntry
from flight_service.domain.schedule import ComparedSchedule, Schedule, compare
from flight_service.usecases.checks import get_airport
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores
from flight_service.usecases.update_flight import cancel_flight

# Each is cancelled and announced by itself; more at a time would outlast a caller's patience.
MOST_AT_A_TIME = 50


@dataclass(frozen=True, slots=True)
class ConcernedFlight:
    """`seats` are held or sold."""

    flight: Flight
    seats: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    schedule: Schedule
    cancelled: Sequence[Flight]
    refused: Mapping[str, str]


def get_schedule(stores: Stores, schedule_id: str) -> Schedule:
    found = stores.schedules.find(schedule_id)
    if found is None:
        raise NotFound(f'There is no schedule "{schedule_id[:60]}".')
    return found


def open_schedule(stores: Stores, schedule: Schedule, now: datetime) -> ComparedSchedule:
    """Its flights, next to what it says of them."""
    pattern = schedule.pattern
    origin = get_airport(stores.reference, "origin", pattern.origin).zone
    destination = get_airport(stores.reference, "destination", pattern.destination).zone
    return compare(schedule, stores.flights.of_schedule(schedule.id), (origin, destination), now)


def preview_withdrawal(stores: Stores, schedule_id: str, from_day: date, now: datetime) -> Sequence[ConcernedFlight]:
    """The flights that would be cancelled, by departure. Nothing is written."""
    schedule = get_schedule(stores, schedule_id)
    _check_day(stores, schedule, from_day, now)
    flights = [one for one in stores.flights.of_schedule(schedule.id) if _is_concerned(one, from_day, now)]
    cabins = stores.inventories.find_many([key for flight in flights for key in flight.cabin_keys])
    found = (cabins.get(key) for flight in flights for key in flight.cabin_keys)
    taken: dict[str, int] = {}
    for cabin in (one for one in found if one is not None):
        taken[cabin.key.flight_id] = taken.get(cabin.key.flight_id, 0) + cabin.held + cabin.sold
    ordered = sorted(flights, key=lambda flight: (flight.departs_at, flight.id))
    return [ConcernedFlight(flight, taken.get(flight.id, 0)) for flight in ordered]


def withdraw_schedule(
    stores: Stores,
    schedule_id: str,
    from_day: date,
    flight_ids: Collection[str],
    reason: str,
    staff: StaffMember,
    announce: Announce,
    now: datetime,
) -> Withdrawn:
    """Of its flights those that were seen are cancelled; ask again for more of them than are taken at a time."""
    schedule = get_schedule(stores, schedule_id)
    _check_day(stores, schedule, from_day, now)
    if len(flight_ids) > MOST_AT_A_TIME:
        raise InvalidInput("flightIds", f"At most {MOST_AT_A_TIME} flights at a time.")
    schedule = _end(stores, schedule, from_day, reason, staff, now)
    cancelled: list[Flight] = []
    refused: dict[str, str] = {}
    found = stores.flights.find_many(flight_ids)
    for flight_id in flight_ids:
        flight = found.get(flight_id)
        if flight is None or flight.schedule_id != schedule.id or flight.departure_date < from_day:
            refused[flight_id] = "It is no flight of this schedule from that day on."
            continue
        try:
            cancelled.append(cancel_flight(stores, flight_id, reason, staff, announce, now))
        except ClientError as refusal:
            refused[flight_id] = refusal.message
    return Withdrawn(schedule, cancelled, refused)


def _end(
    stores: Stores, schedule: Schedule, from_day: date, reason: str, staff: StaffMember, now: datetime
) -> Schedule:
    ended = schedule.withdrawn_from(from_day)
    if ended == schedule:
        return schedule
    details = {"from": from_day.isoformat(), "reason": reason}
    act = AuditEntry(ended.id, ended.version, staff.user_id, "schedule_withdrawn", now, details)
    if not stores.schedules.replace(ended, act):
        raise Conflict("The schedule was changed by someone else; look again.")
    return ended


def _is_concerned(flight: Flight, from_day: date, now: datetime) -> bool:
    return flight.departure_date >= from_day and flight.is_bookable(at=now)


def _check_day(stores: Stores, schedule: Schedule, from_day: date, now: datetime) -> None:
    origin = get_airport(stores.reference, "origin", schedule.pattern.origin).zone
    if from_day < now.astimezone(origin).date():
        raise InvalidInput("fromDay", f"{from_day.isoformat()} is in the past.")

"""Staff plan a flight for a period, one a day on these weekdays, at these hours of the airports' clocks: a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import Conflict, InvalidInput
from flight_service.domain.flight import Flight
from flight_service.domain.ports import Announce, CabinOffer
from flight_service.domain.schedule import Schedule
from flight_service.domain.schedule_file import Pattern
from flight_service.usecases.checks import check_day_ahead, get_airport
from flight_service.usecases.create_flight import NewFlight, check_new_flight, create_flight
from flight_service.usecases.decide_import import find_flight_id
from flight_service.usecases.keep_schedule import keep_schedule
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores

# Each is created and announced by itself; more at a time would outlast a caller's patience.
_MOST_FLIGHTS = 100
_LONGEST_PERIOD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSchedule:
    """`weekdays` count from Monday, 0. The arrival is the first `arrives_at` after the departure."""

    airline: str
    number: str
    origin: str
    destination: str
    departs_at: time
    arrives_at: time
    first_day: date
    last_day: date
    weekdays: frozenset[int]
    aircraft_type: str | None
    cabins: Mapping[Cabin, CabinOffer]


@dataclass(frozen=True, slots=True)
class Planned:
    """Days whose flight was there already are left as they are."""

    schedule: Schedule
    created: tuple[Flight, ...]
    existing_days: tuple[date, ...]


def create_schedule(
    stores: Stores, new_id: str, new: NewSchedule, staff: StaffMember, announce: Announce, now: datetime
) -> Planned:
    """Repeating it creates what is missing: after a failure in the middle, ask again."""
    flights = _plan(stores, new, now)
    first = next(iter(flights.values()))
    check_new_flight(stores.reference, first, now)
    ids = {find_flight_id(flight, day): day for day, flight in flights.items()}
    current = list(stores.flights.find_many(ids).values())
    schedule = keep_schedule(stores, new_id, _to_pattern(new), new.cabins, current, staff, now)
    created: list[Flight] = []
    existing: list[date] = []
    for day, flight in flights.items():
        try:
            planned = replace(flight, schedule_id=schedule.id)
            created.append(create_flight(stores, planned, staff, announce, now))
        except Conflict:
            existing.append(day)
    return Planned(schedule, tuple(created), tuple(existing))


def _plan(stores: Stores, schedule: NewSchedule, now: datetime) -> dict[date, NewFlight]:
    origin = get_airport(stores.reference, "input.origin", schedule.origin).zone
    today = now.astimezone(origin).date()
    check_day_ahead("input.firstDay", schedule.first_day, today)
    check_day_ahead("input.lastDay", schedule.last_day, today)
    days, pattern = _days(schedule), _to_pattern(schedule)
    destination = get_airport(stores.reference, "input.destination", schedule.destination).zone
    times = {day: pattern.find_times(day, origin, destination) for day in days}
    return {
        day: NewFlight(
            airline=schedule.airline,
            number=schedule.number,
            origin=schedule.origin,
            destination=schedule.destination,
            departs_at=departs_at,
            arrives_at=arrives_at,
            aircraft_type=schedule.aircraft_type,
            cabins=schedule.cabins,
        )
        for day, (departs_at, arrives_at) in times.items()
    }


def _to_pattern(schedule: NewSchedule) -> Pattern:
    return Pattern(
        airline=schedule.airline,
        flight_number=schedule.number,
        origin=schedule.origin,
        destination=schedule.destination,
        departs_at=schedule.departs_at.hour * 60 + schedule.departs_at.minute,
        arrives_at=schedule.arrives_at.hour * 60 + schedule.arrives_at.minute,
        first_day=schedule.first_day,
        last_day=schedule.last_day,
        weekdays=schedule.weekdays,
        aircraft_type=schedule.aircraft_type,
    )


def _days(schedule: NewSchedule) -> list[date]:
    period = schedule.last_day - schedule.first_day
    if period < timedelta(0):
        raise InvalidInput("input.lastDay", "The period ends before it begins.")
    if period > _LONGEST_PERIOD:
        raise InvalidInput("input.lastDay", f"A period has at most {_LONGEST_PERIOD.days} days.")
    every_day = (schedule.first_day + timedelta(days=offset) for offset in range(period.days + 1))
    days = [day for day in every_day if day.weekday() in schedule.weekdays]
    if not days:
        raise InvalidInput("input.weekdays", "No day of the period is one of these weekdays.")
    if len(days) > _MOST_FLIGHTS:
        raise InvalidInput("input.lastDay", f"At most {_MOST_FLIGHTS} flights at a time; choose a shorter period.")
    return days

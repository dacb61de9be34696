"""Staff plan a flight for a period: on these weekdays, at these hours of the airports' clocks, one flight a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import Conflict, InvalidInput
from flight_service.domain.flight import Flight
from flight_service.domain.ports import Announce, CabinOffer
from flight_service.usecases.checks import check_day_ahead, get_airport
from flight_service.usecases.create_flight import NewFlight, create_flight
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

    created: tuple[Flight, ...]
    existing_days: tuple[date, ...]


def create_schedule(
    stores: Stores, schedule: NewSchedule, staff: StaffMember, announce: Announce, now: datetime
) -> Planned:
    """Repeating it creates what is missing: after a failure in the middle, ask again."""
    created: list[Flight] = []
    existing: list[date] = []
    for day, flight in _plan(stores, schedule, now):
        try:
            created.append(create_flight(stores, flight, staff, announce, now))
        except Conflict:
            existing.append(day)
    return Planned(tuple(created), tuple(existing))


def _plan(stores: Stores, schedule: NewSchedule, now: datetime) -> Iterator[tuple[date, NewFlight]]:
    origin = get_airport(stores.reference, "input.origin", schedule.origin).zone
    today = now.astimezone(origin).date()
    check_day_ahead("input.firstDay", schedule.first_day, today)
    check_day_ahead("input.lastDay", schedule.last_day, today)
    days = _days(schedule)
    destination = get_airport(stores.reference, "input.destination", schedule.destination).zone
    for day in days:
        departs_at = datetime.combine(day, schedule.departs_at, origin).astimezone(UTC)
        arrives_at = datetime.combine(day, schedule.arrives_at, destination).astimezone(UTC)
        while arrives_at <= departs_at:
            arrives_at += timedelta(days=1)
        yield (
            day,
            NewFlight(
                airline=schedule.airline,
                number=schedule.number,
                origin=schedule.origin,
                destination=schedule.destination,
                departs_at=departs_at,
                arrives_at=arrives_at,
                aircraft_type=schedule.aircraft_type,
                cabins=schedule.cabins,
            ),
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

"""A schedule that is on sale: one flight that repeats in a period, and how the flights planned by it differ from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from flight_service.domain.aircraft_codes import is_of_code
from flight_service.domain.cabin import Cabin
from flight_service.domain.flight import Flight, FlightStatus, build_flight_id
from flight_service.domain.money import Money
from flight_service.domain.schedule_file import Pattern

_NAMESPACE = UUID("7a1c4d52-1f0b-5c7e-9b63-0d3f5a2e8c11")


def build_schedule_id(text: str) -> str:
    """The same from the same text."""
    return f"flight-schedule-{uuid5(_NAMESPACE, text).hex}"


class ScheduleState(StrEnum):
    """REPLACED: another schedule has all its flights. WITHDRAWN: none of its flights was to be flown."""

    ACTIVE = "ACTIVE"
    REPLACED = "REPLACED"
    WITHDRAWN = "WITHDRAWN"


class Difference(StrEnum):
    CANCELLED = "CANCELLED"
    RETIMED = "RETIMED"
    OTHER_AIRCRAFT = "OTHER_AIRCRAFT"
    NOT_PLANNED = "NOT_PLANNED"


@dataclass(frozen=True, slots=True)
class ScheduledCabin:
    """As its flights were put on sale; what they cost since is their own."""

    capacity: int
    fare: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    id: str
    pattern: Pattern
    cabins: Mapping[Cabin, ScheduledCabin]
    state: ScheduleState = ScheduleState.ACTIVE
    version: int = 1

    @property
    def place(self) -> str:
        """Where it stands among all: by designator, route and period."""
        one = self.pattern
        number = f"{one.airline}{one.flight_number:0>4}"
        return f"{number} {one.origin}-{one.destination} {one.first_day.isoformat()} {self.id}"

    def changed_to(self, pattern: Pattern, cabins: Mapping[Cabin, ScheduledCabin]) -> Schedule:
        return replace(self, pattern=pattern, cabins=cabins, state=ScheduleState.ACTIVE, version=self.version + 1)

    def withdrawn_from(self, day: date) -> Schedule:
        """Itself when it ends before that day already."""
        if self.state is not ScheduleState.ACTIVE or day > self.pattern.last_day:
            return self
        version = self.version + 1
        if day <= self.pattern.first_day:
            return replace(self, state=ScheduleState.WITHDRAWN, version=version)
        return replace(self, pattern=replace(self.pattern, last_day=day - timedelta(days=1)), version=version)

    def left_with(self, flights: Iterable[Flight]) -> Schedule:
        """What remains of it where another schedule took some of its flights."""
        days = sorted(flight.departure_date for flight in flights)
        if not days:
            return replace(self, state=ScheduleState.REPLACED, version=self.version + 1)
        first, last = max(self.pattern.first_day, days[0]), min(self.pattern.last_day, days[-1])
        if (first, last) == (self.pattern.first_day, self.pattern.last_day) or first > last:
            return self
        period = replace(self.pattern, first_day=first, last_day=last)
        return replace(self, pattern=period, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class ComparedFlight:
    flight: Flight
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ComparedSchedule:
    """By departure. `missing_days` are those to come on which no flight is planned by it, though it says so."""

    flights: Sequence[ComparedFlight]
    missing_days: Sequence[date]


def compare(
    schedule: Schedule, flights: Iterable[Flight], zones: tuple[ZoneInfo, ZoneInfo], now: datetime
) -> ComparedSchedule:
    """`zones` of its airports."""
    pattern, origin = schedule.pattern, zones[0]
    days = list(pattern.days()) if schedule.state is ScheduleState.ACTIVE else []
    planned = {_find_id(pattern, day, origin): pattern.find_times(day, *zones) for day in days}
    ordered = sorted(flights, key=lambda flight: (flight.departs_at, flight.id))
    compared = [ComparedFlight(one, tuple(_compare(pattern, one, planned.get(one.id)))) for one in ordered]
    known = {flight.id for flight in ordered}
    to_come = (day for day in days if pattern.find_times(day, *zones)[0] > now)
    return ComparedSchedule(compared, [day for day in to_come if _find_id(pattern, day, origin) not in known])


def _find_id(pattern: Pattern, day: date, origin: ZoneInfo) -> str:
    return build_flight_id(pattern.designator, pattern.find_departure_day(day, origin), pattern.origin)


def _compare(pattern: Pattern, flight: Flight, times: tuple[datetime, datetime] | None) -> Iterator[Difference]:
    if flight.status is FlightStatus.CANCELLED:
        yield Difference.CANCELLED
    if times is None:
        yield Difference.NOT_PLANNED
    elif times != (flight.departs_at, flight.arrives_at):
        yield Difference.RETIMED
    if pattern.aircraft_type and not is_of_code(flight.aircraft_type, pattern.aircraft_type):
        yield Difference.OTHER_AIRCRAFT

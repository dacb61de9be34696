"""A line of a schedule: a flight that repeats in a period, on some weekdays, at the same hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from flight_service.domain.cabin import Cabin
from flight_service.domain.money import Money

LONGEST_PERIOD = timedelta(days=366)


class ScheduleFileRefused(ValueError):
    """The file as a whole is not what it is said to be; the message is for whoever sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Clocks are minutes after midnight of the airports' clocks, or of UTC.

    Days are those on which the first leg of the flight departs: a later leg may leave `departs_after_days` later.
    Without `arrives_after_days` it arrives at the first such hour after its departure.
    """

    airline: str
    flight_number: str
    origin: str
    destination: str
    departs_at: int
    arrives_at: int
    departs_after_days: int = 0
    arrives_after_days: int | None = None
    is_utc: bool = False
    first_day: date
    last_day: date
    weekdays: frozenset[int]
    every_weeks: int = 1
    aircraft_type: str | None = None

    @property
    def designator(self) -> str:
        return self.airline + self.flight_number

    def days(self) -> Iterator[date]:
        for offset in range((self.last_day - self.first_day).days + 1):
            day = self.first_day + timedelta(days=offset)
            if day.weekday() in self.weekdays and offset // 7 % self.every_weeks == 0:
                yield day

    def find_times(self, day: date, origin: ZoneInfo, destination: ZoneInfo) -> tuple[datetime, datetime]:
        """Departure and arrival in UTC, of the flight whose first leg leaves on `day`."""
        departs_at = self._find_departure(day, origin)
        there = UTC if self.is_utc else destination
        if self.arrives_after_days is not None:
            return departs_at, _find_instant(day, self.arrives_after_days, self.arrives_at, there)
        # A day earlier to begin with: who flies west over the date line arrives the day before.
        after_days = self.departs_after_days - 1
        while (arrives_at := _find_instant(day, after_days, self.arrives_at, there)) <= departs_at:
            after_days += 1
        return departs_at, arrives_at

    def find_departure_day(self, day: date, origin: ZoneInfo) -> date:
        """By the calendar of the airport, of the flight whose first leg leaves on `day`."""
        return self._find_departure(day, origin).astimezone(origin).date()

    def _find_departure(self, day: date, origin: ZoneInfo) -> datetime:
        return _find_instant(day, self.departs_after_days, self.departs_at, UTC if self.is_utc else origin)

    def covers(self, other: Pattern) -> bool:
        """Every day of the other, under the same designator on the same route, whatever the hours."""
        mine = self.designator, self.origin, self.destination
        return (
            mine == (other.designator, other.origin, other.destination)
            and self.first_day <= other.first_day
            and other.last_day <= self.last_day
            and other.weekdays <= self.weekdays
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLine(Pattern):
    """`number` counts the file's lines from 1. Without `seats` its flights have those of their aircraft; `fares` are
    only those the file tells.
    """

    number: int
    seats: Mapping[Cabin, int] = field(default_factory=dict)
    fares: Mapping[Cabin, Money] = field(default_factory=dict)

    @property
    def pattern(self) -> Pattern:
        return Pattern(**{one.name: getattr(self, one.name) for one in fields(Pattern)})


@dataclass(frozen=True, slots=True)
class LineRefused:
    number: int
    message: str


@dataclass(frozen=True, slots=True)
class LineSkipped:
    """A line that is right, but not about seats that are sold here."""

    number: int
    message: str


FileLine = ScheduleLine | LineRefused | LineSkipped


def _find_instant(day: date, after_days: int, clock: int, zone: tzinfo) -> datetime:
    moment = datetime.combine(day, time()) + timedelta(days=after_days, minutes=clock)
    return moment.replace(tzinfo=zone).astimezone(UTC)

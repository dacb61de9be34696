"""A scheduled flight: a designator on a date, between two airports, and the states it may pass through."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import Conflict


class FlightStatus(StrEnum):
    SCHEDULED = "SCHEDULED"
    DELAYED = "DELAYED"
    BOARDING = "BOARDING"
    DEPARTED = "DEPARTED"
    ARRIVED = "ARRIVED"
    CANCELLED = "CANCELLED"


BOOKABLE_STATUSES = frozenset({FlightStatus.SCHEDULED, FlightStatus.DELAYED})

# A cancelled or arrived flight has reached its end; nothing brings it back.
_NEXT: dict[FlightStatus, frozenset[FlightStatus]] = {
    FlightStatus.SCHEDULED: frozenset({FlightStatus.DELAYED, FlightStatus.BOARDING, FlightStatus.CANCELLED}),
    FlightStatus.DELAYED: frozenset({FlightStatus.SCHEDULED, FlightStatus.BOARDING, FlightStatus.CANCELLED}),
    FlightStatus.BOARDING: frozenset({FlightStatus.DELAYED, FlightStatus.DEPARTED, FlightStatus.CANCELLED}),
    FlightStatus.DEPARTED: frozenset({FlightStatus.ARRIVED}),
    FlightStatus.ARRIVED: frozenset(),
    FlightStatus.CANCELLED: frozenset(),
}

_FLIGHT_ID = re.compile(r"[A-Z0-9]{2}[0-9]{1,4}-[0-9]{8}-[A-Z]{3}")

# The longest scheduled flights of the world take under 19 hours.
LONGEST_FLIGHT = timedelta(hours=20)


def build_flight_id(designator: str, departure_date: date, origin: str) -> str:
    """The origin is part of it: one designator may name two legs on the same day."""
    return f"{designator}-{departure_date:%Y%m%d}-{origin}"


def is_flight_id(text: str) -> bool:
    return _FLIGHT_ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """`departure_date` is the date at the origin, where travellers read their calendars. `schedule_id` is that of the
    schedule it is planned by, if it is by one.
    """

    id: str
    airline: str
    number: str
    origin: str
    destination: str
    departure_date: date
    departs_at: datetime
    arrives_at: datetime
    status: FlightStatus
    aircraft_type: str | None
    cabins: tuple[Cabin, ...]
    version: int
    schedule_id: str | None = None

    @property
    def designator(self) -> str:
        return self.airline + self.number

    @property
    def cabin_keys(self) -> tuple[CabinKey, ...]:
        return tuple(CabinKey(self.id, cabin) for cabin in self.cabins)

    @property
    def duration_minutes(self) -> int:
        return int((self.arrives_at - self.departs_at).total_seconds()) // 60

    def is_bookable(self, *, at: datetime) -> bool:
        return self.status in BOOKABLE_STATUSES and self.departs_at > at

    def with_status(self, status: FlightStatus) -> Flight:
        if status == self.status:
            return self
        if status not in _NEXT[self.status]:
            raise Conflict(f"Flight {self.designator} is {self.status} and cannot become {status}.")
        return replace(self, status=status)

    def with_times(self, departs_at: datetime, arrives_at: datetime, origin_zone: ZoneInfo) -> Flight:
        if (departs_at, arrives_at) == (self.departs_at, self.arrives_at):
            return self
        if self.status not in BOOKABLE_STATUSES | {FlightStatus.BOARDING}:
            raise Conflict(f"Flight {self.designator} is {self.status}; its times can no longer change.")
        return replace(
            self,
            departs_at=departs_at,
            arrives_at=arrives_at,
            departure_date=departs_at.astimezone(origin_zone).date(),
        )

    def next_version(self) -> Flight:
        return replace(self, version=self.version + 1)

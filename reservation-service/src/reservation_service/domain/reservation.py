"""A reservation and the states it passes through.

Every transition is a function from one `Reservation` to the next, or None when there is nothing to change. Terminal
states are FAILED, CANCELLED and EXPIRED; none is ever left. A semantic lock: while PENDING, only an answer of
flight-service, a cancellation or the deadline moves it on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.money import Money
from reservation_service.domain.passengers import Passenger, count_seats
from reservation_service.domain.refusals import Conflict


class ReservationStatus(StrEnum):
    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


ACTIVE = frozenset({ReservationStatus.PENDING, ReservationStatus.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code for programs, a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class StateChange:
    status: ReservationStatus
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FlightNotice:
    """A delay or cancellation of a flight that reached this reservation."""

    flight_id: str
    kind: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """`failure` says why a reservation that is no longer active came to its end."""

    id: str
    locator: RecordLocator
    user_id: str
    status: ReservationStatus
    version: int
    segments: tuple[Segment, ...]
    passengers: tuple[Passenger, ...]
    created_at: datetime
    expires_at: datetime
    quoted_total: Money | None = None
    total: Money | None = None
    failure: Reason | None = None
    history: tuple[StateChange, ...] = ()
    notices: tuple[FlightNotice, ...] = ()

    @property
    def seats(self) -> int:
        return count_seats(self.passengers)

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def departs_at(self) -> datetime | None:
        """Of the first flight, once flight-service has told."""
        return min((segment.departs_at for segment in self.segments if segment.departs_at), default=None)


@dataclass(frozen=True, slots=True)
class Change:
    """The reservation as it is to be, and whether the rest of the airline is told of its status."""

    after: Reservation
    announces: bool = False


def open_reservation(
    *,
    id: str,
    locator: RecordLocator,
    user_id: str,
    segments: tuple[Segment, ...],
    passengers: tuple[Passenger, ...],
    quoted_total: Money | None,
    at: datetime,
    expires_at: datetime,
) -> Reservation:
    return Reservation(
        id=id,
        locator=locator,
        user_id=user_id,
        status=ReservationStatus.PENDING,
        version=1,
        segments=segments,
        passengers=passengers,
        created_at=at,
        expires_at=expires_at,
        quoted_total=quoted_total,
        history=(StateChange(ReservationStatus.PENDING, at),),
    )


def move(
    before: Reservation,
    status: ReservationStatus,
    at: datetime,
    *,
    total: Money | None = None,
    why: Reason | None = None,
) -> Reservation:
    """The next state; the store gives it its version."""
    return replace(
        before,
        status=status,
        total=total or before.total,
        failure=why,
        history=(*before.history, StateChange(status, at, why.message if why else None)),
    )


def cancel(before: Reservation, reason: Reason, at: datetime) -> Change | None:
    """None if it is cancelled already: cancelling twice is cancelling once. Raises Conflict."""
    match before.status:
        case ReservationStatus.CANCELLED:
            return None
        case ReservationStatus.FAILED | ReservationStatus.EXPIRED:
            raise Conflict(f"Reservation {before.locator} is {before.status}; there is nothing to cancel.")
        case ReservationStatus.CONFIRMED if before.departs_at is not None and before.departs_at <= at:
            raise Conflict(f"Reservation {before.locator} has begun; its first flight has departed.")
    return Change(move(before, ReservationStatus.CANCELLED, at, why=reason), announces=True)


def expire(before: Reservation, at: datetime) -> Change | None:
    if before.status is not ReservationStatus.PENDING or before.expires_at > at:
        return None
    why = Reason("EXPIRED", "The airline did not answer in time. Nothing was booked.")
    return Change(move(before, ReservationStatus.EXPIRED, at, why=why), announces=True)

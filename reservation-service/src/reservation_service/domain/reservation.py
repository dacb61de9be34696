"""A reservation and the states it passes through.

Every transition is a function from one `Reservation` to the next, or None when there is nothing to change. Terminal
states are FAILED, CANCELLED and EXPIRED; none is ever left. PENDING waits for flight-service, HELD for a payment,
WAITLISTED for somebody else to give up seats, all until `expires_at`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import ItineraryChange, ItineraryChangeStatus
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.money import Money, add_up
from reservation_service.domain.partial_cancellation import PartialCancellation
from reservation_service.domain.passengers import Passenger, PassengerName, count_seats
from reservation_service.domain.payment import PAID, Payment
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refunds import CancellationQuote
from reservation_service.domain.seat_refund import SeatRefund


class ReservationStatus(StrEnum):
    PENDING = "PENDING"
    WAITLISTED = "WAITLISTED"
    HELD = "HELD"
    CONFIRMED = "CONFIRMED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


# These wait for somebody, until `expires_at`.
WAITING = frozenset({ReservationStatus.PENDING, ReservationStatus.WAITLISTED, ReservationStatus.HELD})
ACTIVE = WAITING | {ReservationStatus.CONFIRMED}


@dataclass(frozen=True, slots=True)
class StateChange:
    status: ReservationStatus
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FlightNotice:
    """A delay or cancellation of a flight that reached this reservation, or seats on it that were lost. Of the latter
    `flight_version` is kept.
    """

    flight_id: str
    kind: str
    message: str
    at: datetime
    flight_version: int = 0


@dataclass(frozen=True, slots=True)
class NameCorrection:
    """Passenger `number`, counted from 1, is called otherwise."""

    number: int
    before: PassengerName
    after: PassengerName
    by: str
    at: datetime
    by_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """`failure` says why one that is no longer active came to its end. The last payment and the last change are
    the ones that count.
    """

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
    offer_id: str | None = None
    total: Money | None = None
    failure: Reason | None = None
    history: tuple[StateChange, ...] = ()
    notices: tuple[FlightNotice, ...] = ()
    needs_payment: bool = False
    # When it is sold out, go on a list; there, when seats are asked for the next time, or the asking is given up.
    waits: bool = False
    next_try_at: datetime | None = None
    is_extended: bool = False
    payments: tuple[Payment, ...] = ()
    quote: CancellationQuote | None = None
    changes: tuple[ItineraryChange, ...] = ()
    # Parts of the journey that are not in `segments` any more.
    cancellations: tuple[PartialCancellation, ...] = ()
    corrections: tuple[NameCorrection, ...] = ()
    # What was paid for seats that were lost.
    seat_refunds: tuple[SeatRefund, ...] = ()
    # Where letters go; nobody is written to without one.
    contact_email: str | None = None
    # How often seats were asked for under a key of their own, see `Segment.hold_id`.
    attempts: int = 0

    @property
    def payment(self) -> Payment | None:
        return self.payments[-1] if self.payments else None

    @property
    def is_payment_under_way(self) -> bool:
        return self.payment is not None and self.payment.is_under_way

    @property
    def change(self) -> ItineraryChange | None:
        return self.changes[-1] if self.changes else None

    @property
    def exchanges(self) -> int:
        """How often the journey was changed, and the tickets with it."""
        return sum(one.status is ItineraryChangeStatus.DONE for one in self.changes)

    def find_deadline(self, payment: Payment) -> datetime:
        """Until when the payment can still buy something."""
        changes = {one.id: one for one in self.changes}
        return changes[payment.change_id].expires_at if payment.change_id in changes else self.expires_at

    @property
    def net_paid(self) -> Money | None:
        """What was paid and has not been given back; None if nothing ever was."""
        taken = [one.left for one in self.payments if one.status in PAID]
        return add_up(taken) if taken else None

    @property
    def paid_at(self) -> datetime | None:
        """When it was paid for the first time; None if it never was."""
        first = next((one for one in self.payments if one.status in PAID), None)
        return (first.settled_at or first.started_at) if first else None

    @property
    def flight_ids(self) -> frozenset[str]:
        """Those it flies with, or would after the change that is open."""
        new = self.change.segments if self.change and self.change.is_open else ()
        return frozenset(segment.flight_id for segment in (*self.segments, *new))

    @property
    def seats(self) -> int:
        return count_seats(self.passengers)

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def first_segment(self) -> Segment | None:
        return self.segments[0] if self.segments else None

    @property
    def departs_at(self) -> datetime | None:
        """Of the first flight, once flight-service has told."""
        return min((segment.departs_at for segment in self.segments if segment.departs_at), default=None)

    @property
    def last_day(self) -> date | None:
        """Of the last flight, by UTC: what ages and documents are counted to."""
        return find_last_day(self.segments)


def find_last_day(segments: Iterable[Segment]) -> date | None:
    known = [segment.departs_at for segment in segments if segment.departs_at]
    return max(known).date() if known else None


class Telling(StrEnum):
    """What the rest of the airline may be told besides the status: about the newest change of the journey, about the
    newest part of it that was given up, or about a try from the waitlist.
    """

    CHANGE_REQUESTED = "CHANGE_REQUESTED"
    CHANGED = "CHANGED"
    CHANGE_FAILED = "CHANGE_FAILED"
    CANCELLED_IN_PART = "CANCELLED_IN_PART"
    TRY_FAILED = "TRY_FAILED"


@dataclass(frozen=True, slots=True)
class Change:
    """The reservation as it is to be, whether the rest of the airline is told of its status, and what else it is."""

    after: Reservation
    announces: bool = False
    tells: tuple[Telling, ...] = ()


def open_reservation(
    *,
    id: str,
    locator: RecordLocator,
    user_id: str,
    segments: tuple[Segment, ...],
    passengers: tuple[Passenger, ...],
    quoted_total: Money | None,
    offer_id: str | None = None,
    contact_email: str | None = None,
    at: datetime,
    expires_at: datetime,
    needs_payment: bool = False,
    waits: bool = False,
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
        offer_id=offer_id,
        contact_email=contact_email,
        history=(StateChange(ReservationStatus.PENDING, at),),
        needs_payment=needs_payment,
        waits=waits,
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


_WHY_EXPIRED = {
    ReservationStatus.PENDING: "The airline did not answer in time. Nothing was booked.",
    ReservationStatus.WAITLISTED: "No seat came free before departure.",
    ReservationStatus.HELD: "It was not paid for in time.",
}


def expire(before: Reservation, at: datetime) -> Change | None:
    """None before its time, and while a payment is under way: that ends first."""
    if before.status not in WAITING or before.expires_at > at:
        return None
    if before.payment is not None and before.payment.is_under_way:
        return None
    why = Reason("EXPIRED", _WHY_EXPIRED[before.status])
    return Change(move(before, ReservationStatus.EXPIRED, at, why=why), announces=True)

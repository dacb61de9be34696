"""A reservation in one of its states -> the event that says so, as it stands in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, assert_never

from reservation_service.domain import itinerary, money
from reservation_service.domain.itinerary_change import ItineraryChangeStatus
from reservation_service.domain.ports import Announce, OutboxEntry
from reservation_service.domain.reservation import Reservation, ReservationStatus, Telling
from reservation_service.domain.saga import Direction, SagaStep, describe_event
from wire.envelope import Envelope, new_event, to_document
from wire.events import (
    Money,
    Refusal,
    ReservationCancelled,
    ReservationChanged,
    ReservationChangeFailed,
    ReservationChangeRequested,
    ReservationConfirmed,
    ReservationCreated,
    ReservationExpired,
    ReservationFailed,
    ReservationSettled,
    Segment,
)

EventData = ReservationCreated | ReservationConfirmed | ReservationFailed | ReservationCancelled | ReservationExpired
ChangeData = ReservationChangeRequested | ReservationChanged | ReservationChangeFailed
Settled = TypeVar("Settled", bound=ReservationSettled)


@dataclass(frozen=True, slots=True)
class EventWriter:
    """The event gets its id here, when it is written down. One reservation's saga is one conversation, by its id."""

    cause: Envelope | None = None
    traceparent: str | None = None

    @property
    def heard(self) -> SagaStep | None:
        if self.cause is None:
            return None
        return SagaStep(
            event_id=self.cause.id,
            type=self.cause.type,
            at=self.cause.occurred_at,
            direction=Direction.HEARD,
            because_of=self.cause.causation_id if self.cause.causation_id != self.cause.id else None,
            detail=describe_event(self.cause.data),
        )

    def __call__(self, reservation: Reservation) -> OutboxEntry:
        return self._write(reservation, to_event_data(reservation))

    def tell(self, reservation: Reservation, telling: Telling) -> OutboxEntry:
        return self._write(reservation, to_change_data(reservation, telling))

    def _write(self, reservation: Reservation, data: EventData | ChangeData) -> OutboxEntry:
        event = new_event(
            data.type,
            reservation.id,
            data,
            cause=self.cause,
            correlation_id=reservation.id,
            traceparent=self.traceparent,
        )
        return to_document(event)


def announce_because_of(cause: Envelope | None = None) -> Announce:
    return EventWriter(cause)


def to_event_data(reservation: Reservation) -> EventData:
    match reservation.status:
        case ReservationStatus.PENDING:
            return _to_created(reservation, reservation.expires_at)
        case ReservationStatus.WAITLISTED:
            return _to_created(reservation, reservation.next_try_at or reservation.expires_at)
        case ReservationStatus.HELD:
            raise ValueError("While a reservation is held nothing is told: its seats are held already")
        case ReservationStatus.CONFIRMED:
            return _to_settled(reservation, ReservationConfirmed)
        case ReservationStatus.FAILED:
            return _to_settled(reservation, ReservationFailed)
        case ReservationStatus.CANCELLED:
            return _to_settled(reservation, ReservationCancelled)
        case ReservationStatus.EXPIRED:
            return _to_settled(reservation, ReservationExpired)
        case never:
            assert_never(never)


def to_change_data(reservation: Reservation, telling: Telling) -> ChangeData:
    """About its newest change, the newest part of it that was given up, or its newest try from the waitlist."""
    if telling is Telling.TRY_FAILED:
        return _to_try_failed(reservation)
    if telling is Telling.CANCELLED_IN_PART:
        return _to_cancelled_in_part(reservation)
    change = reservation.change
    if change is None:
        raise ValueError(f"Reservation {reservation.id} has not been changed")
    new = tuple(_to_segment(one.segment, replaces=one.replaces) for one in change.replacements)
    match telling:
        case Telling.CHANGE_REQUESTED:
            return ReservationChangeRequested(
                reservation_id=reservation.id,
                record_locator=reservation.locator.text,
                user_id=reservation.user_id,
                change_id=change.id,
                segments=new,
                seats=reservation.seats,
                expires_at=change.expires_at,
                offer_id=change.offer_id,
            )
        case Telling.CHANGED:
            return ReservationChanged(
                reservation_id=reservation.id,
                record_locator=reservation.locator.text,
                user_id=reservation.user_id,
                change_id=change.id,
                seats=reservation.seats,
                sold=new,
                released=tuple(_to_segment(one) for one in change.given_up),
                total=_to_money(reservation.total),
            )
        case Telling.CHANGE_FAILED:
            why = change.failure
            return ReservationChangeFailed(
                reservation_id=reservation.id,
                record_locator=reservation.locator.text,
                user_id=reservation.user_id,
                change_id=change.id,
                segments=new,
                seats=reservation.seats,
                reason=Refusal(code=why.code, message=why.message) if why else None,
            )
        case never:
            assert_never(never)


def _to_try_failed(reservation: Reservation) -> ReservationChangeFailed:
    """To the inventory a try is what a change is: seats under a hold id of their own, which are to go back."""
    return ReservationChangeFailed(
        reservation_id=reservation.id,
        record_locator=reservation.locator.text,
        user_id=reservation.user_id,
        change_id=reservation.segments[0].hold_id or reservation.id,
        segments=_to_segments(reservation),
        seats=reservation.seats,
    )


def _to_cancelled_in_part(reservation: Reservation) -> ReservationChanged:
    """To the inventory it is a change by which nothing is taken."""
    part = reservation.cancellations[-1]
    return ReservationChanged(
        reservation_id=reservation.id,
        record_locator=reservation.locator.text,
        user_id=reservation.user_id,
        change_id=part.id,
        seats=reservation.seats,
        sold=(),
        released=tuple(_to_segment(one) for one in part.segments),
        total=_to_money(reservation.total),
    )


def _to_created(reservation: Reservation, expires_at: datetime) -> ReservationCreated:
    return ReservationCreated(
        reservation_id=reservation.id,
        record_locator=reservation.locator.text,
        user_id=reservation.user_id,
        segments=_to_segments(reservation),
        seats=reservation.seats,
        expires_at=expires_at,
        quoted_total=_to_money(reservation.quoted_total),
        offer_id=reservation.offer_id,
    )


def _to_settled(reservation: Reservation, settled: type[Settled]) -> Settled:
    why = reservation.failure
    return settled(
        reservation_id=reservation.id,
        record_locator=reservation.locator.text,
        user_id=reservation.user_id,
        segments=_to_segments(reservation),
        seats=reservation.seats,
        total=_to_money(reservation.total),
        reason=Refusal(code=why.code, message=why.message) if why else None,
    )


def _to_segments(reservation: Reservation) -> tuple[Segment, ...]:
    """Those of a change that has come to nothing too: once a reservation is over, nothing is kept for it."""
    change = reservation.change
    unused = change.segments if change and change.status is ItineraryChangeStatus.FAILED else ()
    over = unused if reservation.status is ReservationStatus.CANCELLED else ()
    return tuple(_to_segment(one) for one in (*reservation.segments, *over))


def _to_segment(segment: itinerary.Segment, replaces: str | None = None) -> Segment:
    return Segment(
        flight_id=segment.flight_id,
        cabin=segment.cabin.value,
        fare_family=segment.fare_family.value,
        hold_id=segment.hold_id or None,
        replaces=replaces,
        seat_charge=_to_money(segment.seat_charge),
    )


def _to_money(value: money.Money | None) -> Money | None:
    return Money(amount=value.amount_text, currency=value.currency) if value else None

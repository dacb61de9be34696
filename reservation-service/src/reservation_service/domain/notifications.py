"""What a traveller is told: derived from the history, notices and changes of her reservations.

Nothing is stored but how far she has read, so nothing is told twice, and nothing can be told that did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reservation_service.domain.clocks import tell_deadline
from reservation_service.domain.itinerary_change import ItineraryChange, ItineraryChangeStatus
from reservation_service.domain.partial_cancellation import PartialCancellation
from reservation_service.domain.reservation import Reservation, ReservationStatus, StateChange
from reservation_service.domain.seat_money import find_taken_along


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """`id` is made of what it tells, and stays the same however often it is asked for."""

    id: str
    reservation_id: str
    kind: str
    title: str
    message: str
    at: datetime


class Readers(Protocol):
    def find_read_until(self, user_id: str) -> datetime | None: ...

    def read_until(self, user_id: str, at: datetime) -> None:
        """Everything up to then has been read; never less than before."""

    def forget(self, user_id: str) -> None: ...


_NOTICE_TITLES = {
    "CANCELLED": "Your flight is cancelled",
    "RESCHEDULED": "Your flight has new times",
    "STATUS_CHANGED": "News of your flight",
    "AIRCRAFT_CHANGED": "Your seats have changed",
    "SEATS_MOVED": "Your seats have changed",
    "SEATS_UNPAID": "Please choose your seats again",
    "SEATS_REFUNDED": "You get money back for seats",
}
_TITLES = {
    ReservationStatus.WAITLISTED: "You are on the waitlist",
    ReservationStatus.HELD: "Your seats are held",
    ReservationStatus.CONFIRMED: "You are booked",
    ReservationStatus.FAILED: "Your reservation failed",
    ReservationStatus.CANCELLED: "Your reservation is cancelled",
    ReservationStatus.EXPIRED: "Your reservation expired",
}


def collect_notifications(reservations: Iterable[Reservation]) -> list[Notification]:
    """Newest first."""
    found = [notification for one in reservations for notification in _of(one)]
    return sorted(found, key=lambda notification: (notification.at, notification.id), reverse=True)


def _of(reservation: Reservation) -> Iterable[Notification]:
    for number, change in enumerate(reservation.history):
        if change.status in _TITLES:
            yield _of_change(reservation, number, change)
    for number, notice in enumerate(reservation.notices):
        yield Notification(
            id=f"{reservation.id}:notice:{number}",
            reservation_id=reservation.id,
            kind=f"FLIGHT_{notice.kind}",
            title=f"{_NOTICE_TITLES.get(notice.kind, 'News of your journey')}: {reservation.locator}",
            message=notice.message,
            at=notice.at,
        )
    for done in reservation.changes:
        if done.status is ItineraryChangeStatus.DONE and done.settled_at is not None:
            yield _of_exchange(reservation, done, done.settled_at)
    for part in reservation.cancellations:
        yield Notification(
            id=f"{reservation.id}:part:{part.id}",
            reservation_id=reservation.id,
            kind="CANCELLED_IN_PART",
            title=f"Part of your journey is cancelled: {reservation.locator}",
            message=_explain_part(part),
            at=part.at,
        )


def _of_change(reservation: Reservation, number: int, change: StateChange) -> Notification:
    return Notification(
        id=f"{reservation.id}:history:{number}",
        reservation_id=reservation.id,
        kind=change.status.value,
        title=f"{_TITLES[change.status]}: {reservation.locator}",
        message=_tell(reservation, change),
        at=change.at,
    )


def _tell(reservation: Reservation, change: StateChange) -> str:
    """What the traveller wrote herself is not sent on: nobody has proved that the address the letter goes to is hers,
    and a stranger who gets it should not read her words as the airline's.
    """
    is_her_own = change.status is ReservationStatus.CANCELLED and (
        reservation.failure is not None and reservation.failure.code == "CANCELLED_BY_CUSTOMER"
    )
    if is_her_own:
        return "Cancelled by the traveller."
    return change.reason or _explain(reservation, change.status)


def _of_exchange(reservation: Reservation, done: ItineraryChange, at: datetime) -> Notification:
    return Notification(
        id=f"{reservation.id}:change:{done.id}",
        reservation_id=reservation.id,
        kind="CHANGED",
        title=f"Your journey is changed: {reservation.locator}",
        message=_explain_change(done),
        at=at,
    )


def _explain(reservation: Reservation, status: ReservationStatus) -> str:
    if status is ReservationStatus.HELD:
        return _explain_hold(reservation)
    party = _count(len(reservation.passengers), "passenger")
    if _has_changed(reservation):
        # How many flights there were, and what they cost then, is told by what has been told since.
        return f"{party}."
    price = f" for {reservation.total}" if reservation.total else ""
    return f"{party}, {_count(len(reservation.segments), 'flight')}{price}."


def _explain_hold(reservation: Reservation) -> str:
    """Nobody should read that she has to pay for what is paid for, or gone."""
    if reservation.status is not ReservationStatus.HELD:
        return "They were kept for you until you paid, or the time was over."
    price = f" {reservation.total}" if reservation.total else ""
    deadline = tell_deadline(reservation.first_segment, reservation.expires_at)
    return f"Pay{price} before {deadline}, or they are free for others again."


def _has_changed(reservation: Reservation) -> bool:
    """Since it was booked."""
    return bool(reservation.exchanges or reservation.cancellations or reservation.seat_refunds)


def _explain_change(change: ItineraryChange) -> str:
    new, old = (", ".join(one.name for one in segments) for segments in (change.segments, change.given_up))
    told = f"You fly with {new} instead of {old}."
    if change.price is not None and change.price.due.amount > 0:
        told += f" You paid {change.price.due} for it."
    if change.price is not None and change.price.refund.amount > 0:
        told += f" You get back {change.price.refund}."
    if change.price is not None and change.price.seat_refund is not None:
        told += f" What you paid for seats goes back, too: {change.price.seat_refund}."
    for segment, money in find_taken_along(change):
        told += f" Please choose seats on {segment.name}: {money} that you paid for seats came along."
    return told


def _explain_part(part: PartialCancellation) -> str:
    told = f"You do not fly with {', '.join(one.name for one in part.segments)}."
    return f"{told} You get back {part.refund}." if part.refund.amount > 0 else told


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

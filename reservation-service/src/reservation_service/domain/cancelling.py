"""Giving a reservation up: at once, or first quoted and then confirmed; what was paid goes back by the same rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from reservation_service.domain.money import Money
from reservation_service.domain.payment import PaymentStatus
from reservation_service.domain.refunds import QUOTE_LIFETIME, CancellationQuote, Paid, quote_refund
from reservation_service.domain.refusals import Conflict
from reservation_service.domain.reservation import Change, Reason, Reservation, ReservationStatus, move


def cancel(before: Reservation, why: Reason, at: datetime) -> Change | None:
    """None if it is cancelled already: cancelling twice is cancelling once. Raises Conflict."""
    if before.status is ReservationStatus.CANCELLED:
        return None
    _require_cancellable(before, at)
    return _cancel(before, why, at, _quote(before, "", at).refund)


def quote_cancellation(before: Reservation, quote_id: str, at: datetime) -> Change:
    """Say what would come back, and stand by it for a while. Raises Conflict."""
    if before.status is ReservationStatus.CANCELLED:
        raise Conflict(f"Reservation {before.locator} is cancelled.")
    _require_cancellable(before, at)
    return Change(replace(before, quote=_quote(before, quote_id, at)))


def confirm_cancellation(before: Reservation, quote_id: str, why: Reason, at: datetime) -> Change | None:
    """None if that has been done. Raises Conflict."""
    if before.quote is None or before.quote.id != quote_id:
        raise Conflict("This quote has been replaced by another; ask again.")
    if before.status is ReservationStatus.CANCELLED:
        return None
    if before.quote.expires_at <= at:
        raise Conflict("This quote has expired; ask again.")
    _require_cancellable(before, at)
    return _cancel(before, why, at, before.quote.refund)


def _require_cancellable(reservation: Reservation, at: datetime) -> None:
    if not reservation.is_active:
        raise Conflict(f"Reservation {reservation.locator} is {reservation.status}; there is nothing to cancel.")
    if reservation.payment is not None and reservation.payment.is_under_way:
        raise Conflict(f"A payment for reservation {reservation.locator} is under way; wait for its end.")
    is_confirmed = reservation.status is ReservationStatus.CONFIRMED
    if is_confirmed and reservation.departs_at is not None and reservation.departs_at <= at:
        raise Conflict(f"Reservation {reservation.locator} has begun; its first flight has departed.")


def _cancel(before: Reservation, why: Reason, at: datetime, refund: Money) -> Change:
    after = move(before, ReservationStatus.CANCELLED, at, why=why)
    payment = before.payment
    if payment is not None and payment.status is PaymentStatus.CAPTURED:
        refunding = replace(payment, status=PaymentStatus.REFUNDING, refund=refund)
        after = replace(after, payments=(*before.payments[:-1], refunding))
    return Change(after, announces=True)


def _quote(reservation: Reservation, quote_id: str, at: datetime) -> CancellationQuote:
    payment = reservation.payment
    if payment is None or payment.status is not PaymentStatus.CAPTURED:
        nothing = Money(Decimal(0), reservation.total.currency if reservation.total else "USD")
        condition = "Nothing has been paid, so nothing is refunded."
        return CancellationQuote(
            id=quote_id, refund=nothing, fee=nothing, condition=condition, expires_at=at + QUOTE_LIFETIME
        )
    paid = Paid(
        amount=payment.amount,
        paid_at=payment.settled_at or payment.started_at,
        departs_at=reservation.departs_at,
        is_flight_cancelled=any(notice.kind == "CANCELLED" for notice in reservation.notices),
    )
    return quote_refund(quote_id, paid, at)

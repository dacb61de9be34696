"""The transitions of a reservation that is held until it is paid for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from reservation_service.domain.money import Money
from reservation_service.domain.payment import (
    MAX_ATTEMPTS,
    Captured,
    Challenged,
    Declined,
    Payment,
    PaymentAnswer,
    PaymentStatus,
    Processing,
    Voided,
)
from reservation_service.domain.refused import HoldExpired, NotExtendable, NotPayable, PaymentUnderWay
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus, move
from reservation_service.domain.seat_charges import count_waiting_choices
from reservation_service.domain.swapping import complete_change

HOLD_LIFETIME = timedelta(minutes=15)


def extend_hold(before: Reservation, at: datetime) -> Change | HoldExpired | NotExtendable:
    """Once, by as long again."""
    if _has_run_out(before, at):
        return HoldExpired(before, f"The hold of reservation {before.locator} has run out; reserve again.")
    if before.status is not ReservationStatus.HELD:
        return NotExtendable(before, f"Reservation {before.locator} is {before.status}; there is no hold to extend.")
    if before.is_extended:
        return NotExtendable(before, f"The hold of reservation {before.locator} has been extended once before.")
    return Change(replace(before, expires_at=before.expires_at + HOLD_LIFETIME, is_extended=True))


def start_payment(
    before: Reservation, payment_id: str, at: datetime, shown: Money | None = None
) -> Change | HoldExpired | NotPayable | PaymentUnderWay | None:
    """Lock the reservation for this payment; None if it has been started before. `shown` is what the payer agreed to:
    seats that were chosen since make it another sum.
    """
    if any(one.id == payment_id for one in before.payments):
        return None
    if _has_run_out(before, at):
        return HoldExpired(before, f"The hold of reservation {before.locator} has run out; reserve again.")
    if before.status is not ReservationStatus.HELD or before.total is None:
        return NotPayable(before, f"Reservation {before.locator} is {before.status}; it is not waiting for a payment.")
    if cancelled := [segment.flight_id for segment in before.segments if segment.is_cancelled]:
        return NotPayable(before, f"Flight {cancelled[0]} is cancelled; reserve another.")
    if before.departs_at is not None and before.departs_at <= at:
        return NotPayable(before, "The first flight has departed; reserve another.")
    if before.payment is not None and before.payment.is_under_way:
        return PaymentUnderWay(before, f"Another payment for reservation {before.locator} is under way.")
    if sum(not one.change_id for one in before.payments) >= MAX_ATTEMPTS:
        return NotPayable(before, f"Reservation {before.locator} cannot be paid for any more; reserve again.")
    if shown is not None and shown != before.total:
        return NotPayable(
            before, f"The price is now {before.total}; you were shown {shown}. Look again before you pay."
        )
    started = Payment(id=payment_id, amount=before.total, status=PaymentStatus.PROCESSING, started_at=at)
    return Change(replace(before, payments=(*before.payments, started)))


def hear_payment(before: Reservation, payment_id: str, answer: PaymentAnswer, at: datetime) -> Change | None:
    """What the provider says of the payment under way; None if it is no news."""
    payment = before.payment
    if payment is None or payment.id != payment_id or not payment.is_under_way:
        return None
    match answer:
        case Captured():
            paid = _with_payment(before, replace(payment, status=PaymentStatus.CAPTURED, settled_at=at, challenge=None))
            if payment.change_id:
                return complete_change(paid, at)
            return Change(move(paid, ReservationStatus.CONFIRMED, at), announces=True)
        case Declined(message):
            declined = replace(payment, status=PaymentStatus.DECLINED, settled_at=at, challenge=None, note=message)
            return Change(count_waiting_choices(_with_payment(before, declined)))
        case Voided():
            voided = replace(payment, status=PaymentStatus.VOIDED, settled_at=at, challenge=None)
            return Change(count_waiting_choices(_with_payment(before, voided)))
        case Challenged(question):
            if payment.status is PaymentStatus.CHALLENGED:
                return None
            return Change(_with_payment(before, replace(payment, status=PaymentStatus.CHALLENGED, challenge=question)))
        case Processing():
            return None
        case never:
            assert_never(never)


def _has_run_out(reservation: Reservation, at: datetime) -> bool:
    """Whether or not the sweeper has been there."""
    if reservation.status is ReservationStatus.HELD:
        return reservation.expires_at <= at
    return reservation.status is ReservationStatus.EXPIRED


def _with_payment(reservation: Reservation, payment: Payment) -> Reservation:
    return replace(reservation, payments=(*reservation.payments[:-1], payment))

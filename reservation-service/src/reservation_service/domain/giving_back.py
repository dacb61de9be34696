"""Money goes back to where it came from: an amount -> refunds of the payments it was paid with, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from reservation_service.domain.money import Money
from reservation_service.domain.payment import Payment, PaymentRefund, PaymentStatus
from reservation_service.domain.reservation import Change, Reservation


def give_back(payments: Sequence[Payment], amount: Money) -> tuple[Payment, ...]:
    """The payments with what has to go back of each; never more than is left of it."""
    rest, after = amount.amount, list[Payment]()
    for payment in reversed(payments):
        part = min(rest, payment.left.amount)
        after.append(_refund(payment, part) if part > 0 else payment)
        rest -= max(part, Decimal(0))
    return tuple(reversed(after))


def hear_refunded(before: Reservation, payment_id: str, at_provider: Sequence[str]) -> Change | None:
    """The provider has done these refunds; None if that was known. What is not wholly given back stays a payment."""
    return _settle(before, payment_id, lambda one: replace(one, is_done=one.is_done or one.id in at_provider))


def list_waiting_refunds(reservation: Reservation, payment_id: str) -> list[PaymentRefund]:
    """What the provider has not done."""
    payments = (one for one in reservation.payments if one.id == payment_id)
    return [refund for payment in payments for refund in payment.refunds if not refund.is_done]


def take_over_refunds(before: Reservation, payment_id: str, how: str) -> Change | None:
    """What the provider has not done, staff do; None if nothing is left to be done."""
    return _settle(before, payment_id, lambda one: one if one.is_done else replace(one, is_done=True, taken_over=how))


def _settle(before: Reservation, payment_id: str, end: Callable[[PaymentRefund], PaymentRefund]) -> Change | None:
    payment = next((one for one in before.payments if one.id == payment_id), None)
    if payment is None or payment.status is not PaymentStatus.REFUNDING:
        return None
    refunds = tuple(end(one) for one in payment.refunds)
    status = PaymentStatus.REFUNDING
    if all(one.is_done for one in refunds):
        is_over = not before.is_active or payment.left.amount <= 0
        status = PaymentStatus.REFUNDED if is_over else PaymentStatus.CAPTURED
    settled = replace(payment, status=status, refunds=refunds)
    return Change(replace(before, payments=tuple(settled if one is payment else one for one in before.payments)))


def _refund(payment: Payment, amount: Decimal) -> Payment:
    number = len(payment.refunds) + 1
    refund = PaymentRefund(id=f"{payment.id}-{number}", amount=Money(amount, payment.amount.currency))
    return replace(payment, status=PaymentStatus.REFUNDING, refunds=(*payment.refunds, refund))

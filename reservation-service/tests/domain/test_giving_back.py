"""Money goes back to the payments it came from, newest first, and never more than was taken."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from reservation_service.domain.giving_back import give_back
from reservation_service.domain.money import Money
from reservation_service.domain.payment import Payment, PaymentStatus

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def pay(id: str, amount: str, status: PaymentStatus = PaymentStatus.CAPTURED) -> Payment:
    return Payment(id=id, amount=usd(amount), status=status, started_at=NOW)


def refunds(payments: tuple[Payment, ...]) -> dict[str, str]:
    return {refund.id: refund.amount.amount_text for payment in payments for refund in payment.refunds}


def test_the_newest_payment_is_given_back_first() -> None:
    payments = give_back([pay("p1", "100"), pay("p2", "30")], usd("50"))
    assert refunds(payments) == {"p1-1": "20.00", "p2-1": "30.00"}
    assert [one.status for one in payments] == [PaymentStatus.REFUNDING] * 2


def test_what_was_declined_or_voided_gives_nothing_back() -> None:
    payments = give_back([pay("p1", "100"), pay("p2", "30", PaymentStatus.DECLINED)], usd("50"))
    assert refunds(payments) == {"p1-1": "50.00"}


def test_never_more_goes_back_than_was_taken() -> None:
    once = give_back([pay("p1", "100")], usd("70"))
    twice = give_back(once, usd("70"))
    assert refunds(twice) == {"p1-1": "70.00", "p1-2": "30.00"}
    assert give_back(twice, usd("70")) == twice
    assert twice[0].left == usd("0")


def test_nothing_to_give_back_changes_nothing() -> None:
    payments = (pay("p1", "100"),)
    assert give_back(payments, usd("0")) == payments

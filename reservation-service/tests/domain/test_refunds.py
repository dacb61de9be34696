from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from reservation_service.domain.money import Money
from reservation_service.domain.refunds import Paid, quote_refund

NOW = datetime(2026, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("paid_ago", "departs_in", "is_flight_cancelled", "refund"),
    [
        (timedelta(hours=1), 30 * DAY, False, "99.99"),
        (DAY, 30 * DAY, False, "99.99"),
        (DAY + timedelta(seconds=1), 30 * DAY, False, "79.99"),
        (5 * DAY, DAY, False, "79.99"),
        (5 * DAY, DAY - timedelta(seconds=1), False, "50.00"),
        (timedelta(hours=1), timedelta(hours=2), False, "99.99"),
        (5 * DAY, timedelta(hours=2), True, "99.99"),
        (5 * DAY, None, False, "79.99"),
    ],
)
def test_the_refund_depends_on_when_and_why(
    paid_ago: timedelta, departs_in: timedelta | None, is_flight_cancelled: bool, refund: str
) -> None:
    price = Money(Decimal("99.99"), "USD")
    paid = Paid(
        amount=price,
        paid_at=NOW - paid_ago,
        departs_at=NOW + departs_in if departs_in is not None else None,
        is_flight_cancelled=is_flight_cancelled,
    )
    quote = quote_refund("q", paid, NOW)
    assert (quote.refund.amount_text, quote.refund.currency) == (refund, "USD")
    assert quote.refund.amount + quote.fee.amount == price.amount
    assert quote.condition
    assert quote.expires_at == NOW + timedelta(minutes=10)

"""Money as people read it, the same as in the web client."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reservation_service.domain.money import Money


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("4494.00", "USD", "$4,494.00"),
        ("1234567.50", "EUR", "€1,234,567.50"),
        ("0.05", "GBP", "£0.05"),
        ("1500.00", "JPY", "¥1,500"),
        ("80.00", "CHF", "CHF\N{NO-BREAK SPACE}80.00"),
        ("-12.30", "CAD", "-CA$12.30"),
    ],
)
def test_money_is_told_as_the_web_client_shows_it(amount: str, currency: str, words: str) -> None:
    assert str(Money(Decimal(amount), currency)) == words

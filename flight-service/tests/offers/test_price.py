"""What a fare is made of, by where the flight begins and ends."""

from __future__ import annotations

from decimal import Decimal

import pytest

from flight_service.domain.money import Money
from flight_service.domain.price import build_price


@pytest.mark.parametrize(
    ("currency", "origin", "destination", "taxes"),
    [
        ("USD", "US", "US", ["US", "ZP", "AY", "XF"]),
        ("USD", "US", "DE", None),
        # What is not taxed by the United States, or not in their money, is told as one amount.
        ("USD", "DE", "US", []),
        ("EUR", "US", "US", []),
        ("EUR", "DE", "FR", []),
    ],
)
def test_taxes_are_those_of_a_departure_in_the_united_states(
    currency: str, origin: str, destination: str, taxes: list[str] | None
) -> None:
    price = build_price(Money(Decimal("199.00"), currency), 2, origin, destination)
    codes = [tax.code for tax in price.taxes]
    assert codes == taxes if taxes is not None else codes and codes != ["US", "ZP", "AY", "XF"]
    assert price.base.amount + sum(tax.amount.amount for tax in price.taxes) == price.total.amount == Decimal("398.00")

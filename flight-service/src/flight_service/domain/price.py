"""What a party pays for a seat each: the fare as sold, taken apart into the base fare and the taxes inside it.

A fare is one amount that includes everything. The parts add up to it to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flight_service.domain.money import Money

_CENT = Decimal("0.01")
_UNITED_STATES = "US"

# United States, per passenger and segment: IATA tax code, what it is, amount in USD.
_DOMESTIC = (
    ("ZP", "Flight segment tax", Decimal("5.30")),
    ("AY", "September 11 security fee", Decimal("5.60")),
    ("XF", "Passenger facility charge", Decimal("4.50")),
)
_DEPARTING_ABROAD = (
    ("US", "International transportation tax", Decimal("22.90")),
    ("AY", "September 11 security fee", Decimal("5.60")),
    ("XF", "Passenger facility charge", Decimal("4.50")),
)
_EXCISE_RATE = Decimal("0.075")
_EXCISE = ("US", "Transportation tax, 7.5 % of the base fare")
# Below this nothing sensible is left as a base fare: a staff or test fare, shown whole.
_SMALLEST_BASE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Tax:
    code: str
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Price:
    base: Money
    taxes: tuple[Tax, ...]
    total: Money


def build_price(fare: Money, seats: int, origin_country: str, destination_country: str) -> Price:
    """For `seats` passengers on one segment, each paying `fare`."""
    fixed = _fixed_taxes(fare, origin_country, destination_country)
    is_domestic = fixed == _DOMESTIC
    rest = fare.amount - sum((amount for _, _, amount in fixed), Decimal(0))
    base = (rest / (1 + _EXCISE_RATE)).quantize(_CENT, ROUND_HALF_UP) if is_domestic else rest
    if base < _SMALLEST_BASE:
        return Price(fare.times(seats), (), fare.times(seats))
    amounts = [(*_EXCISE, rest - base)] if is_domestic else []
    taxes = (Tax(code, name, Money(amount, fare.currency).times(seats)) for code, name, amount in (*amounts, *fixed))
    return Price(Money(base, fare.currency).times(seats), tuple(taxes), fare.times(seats))


def add_prices(prices: Sequence[Price]) -> Price:
    """Of several segments; the same tax on each is one line."""
    base, total = prices[0].base, prices[0].total
    for price in prices[1:]:
        base, total = base + price.base, total + price.total
    return Price(base, tuple(_merge(tax for price in prices for tax in price.taxes)), total)


def _fixed_taxes(fare: Money, origin_country: str, destination_country: str) -> tuple[tuple[str, str, Decimal], ...]:
    if origin_country != _UNITED_STATES or fare.currency != "USD":
        return ()
    return _DOMESTIC if destination_country == _UNITED_STATES else _DEPARTING_ABROAD


def _merge(taxes: Iterable[Tax]) -> Iterable[Tax]:
    merged: dict[tuple[str, str], Tax] = {}
    for tax in taxes:
        same = merged.get((tax.code, tax.name))
        merged[tax.code, tax.name] = Tax(tax.code, tax.name, same.amount + tax.amount) if same else tax
    return merged.values()

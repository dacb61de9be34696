"""Money: an exact decimal amount in one currency (ISO 4217). Never a float.

As text it is what people read, the same as in the web client: `$4,494.00`, `¥1,500`, `CHF 80.00`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_CENT = Decimal("0.01")
# As the CLDR writes them in English; every other currency is written by its code.
_SYMBOLS = {
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "CA$",
    "CNY": "CN¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "ILS": "₪",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "MXN": "MX$",
    "NZD": "NZ$",
    "PHP": "₱",
    "TWD": "NT$",
    "USD": "$",
    "VND": "₫",
}
_WITHOUT_CENTS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"})
_NO_BREAK = "\N{NO-BREAK SPACE}"


class MixedCurrencies(Exception):
    """Amounts of several currencies have no sum."""


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, amount: str, currency: str) -> Money:
        """Raises ValueError with a sentence for whoever wrote it."""
        if not _AMOUNT.fullmatch(amount):
            raise ValueError('An amount is a decimal string with at most two decimals, such as "129.90".')
        if not _CURRENCY.fullmatch(currency):
            raise ValueError('A currency is an ISO 4217 code of three capital letters, such as "USD".')
        return cls(Decimal(amount).quantize(_CENT), currency)

    @property
    def amount_text(self) -> str:
        return f"{self.amount.quantize(_CENT)}"

    def __mul__(self, count: int) -> Money:
        return Money(self.amount * count, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Raises MixedCurrencies."""
        if other.currency != self.currency:
            raise MixedCurrencies
        return Money(self.amount - other.amount, self.currency)

    def __str__(self) -> str:
        is_whole = self.currency in _WITHOUT_CENTS and self.amount == self.amount.to_integral_value()
        number = f"{abs(self.amount):,.{0 if is_whole else 2}f}"
        minus = "-" if self.amount < 0 else ""
        return f"{minus}{_SYMBOLS.get(self.currency, self.currency + _NO_BREAK)}{number}"


def add_up(parts: Iterable[Money]) -> Money:
    """The sum of at least one amount. Raises MixedCurrencies."""
    amounts = list(parts)
    [currency, *others] = dict.fromkeys(part.currency for part in amounts)
    if others:
        raise MixedCurrencies
    return Money(sum((part.amount for part in amounts), Decimal(0)), currency)

"""Money: an exact decimal amount and an ISO 4217 currency. Never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, amount: str, currency: str) -> Money:
        """Raise ValueError, with a message for the caller, unless both are well formed. No amount is negative."""
        if not _AMOUNT.fullmatch(amount):
            raise ValueError(f'"{amount[:20]}" is not an amount; write it like "129.50".')
        if not _CURRENCY.fullmatch(currency):
            raise ValueError(f'"{currency[:10]}" is not a currency; write its ISO 4217 code, like "USD".')
        return cls(Decimal(amount).quantize(Decimal("0.01")), currency)

    def __str__(self) -> str:
        return f"{self.amount:.2f} {self.currency}"

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} cannot be added to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def times(self, count: int) -> Money:
        return Money(self.amount * count, self.currency)

    @property
    def amount_text(self) -> str:
        return f"{self.amount:.2f}"

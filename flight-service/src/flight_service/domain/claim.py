"""What an inventory knows of one hold: from nothing to held to sold, and closed for good in the end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from flight_service.domain.fare_family import FareFamily
from flight_service.domain.money import Money


class ClaimState(StrEnum):
    NONE = "NONE"
    HELD = "HELD"
    SOLD = "SOLD"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Claim:
    """What an inventory knows of one hold: how many seats, whose they are, which were chosen, and how they are sold.

    `reservation_id` is empty when it is the hold's own key. Those of the numbers that have `prices` cost `charge`
    together; once the seats are sold it is what was paid for them, and may be more: it may be spent on others.
    """

    state: ClaimState
    seats: int = 0
    user_id: str = ""
    numbers: tuple[str, ...] = ()
    family: FareFamily = FareFamily.STANDARD
    fare_class: str = ""
    reservation_id: str = ""
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    charge: Money | None = None

    @property
    def seating(self) -> Seating:
        return Seating(self.numbers, self.prices, self.charge)


NO_CLAIM = Claim(ClaimState.NONE)


@dataclass(frozen=True, slots=True)
class Seating:
    """Where a party sits, and what those of the seats cost that have a price."""

    numbers: tuple[str, ...]
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    charge: Money | None = None

    def without(self, lost: Collection[str]) -> Seating:
        """At the same charge."""
        kept = tuple(number for number in self.numbers if number not in lost)
        prices = {number: price for number, price in self.prices.items() if number not in lost}
        return Seating(kept, prices, self.charge)

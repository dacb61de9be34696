"""What an inventory knows of one hold: from nothing to held to sold, and closed for good in the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
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

    `reservation_id` is empty when it is the hold's own key. Those of the numbers that are `priced` cost `charge`
    together; once the seats are sold it is what was paid for them.
    """

    state: ClaimState
    seats: int = 0
    user_id: str = ""
    numbers: tuple[str, ...] = ()
    family: FareFamily = FareFamily.STANDARD
    fare_class: str = ""
    reservation_id: str = ""
    priced: tuple[str, ...] = ()
    charge: Money | None = None

    @property
    def seating(self) -> Seating:
        return Seating(self.numbers, self.priced, self.charge)


NO_CLAIM = Claim(ClaimState.NONE)


@dataclass(frozen=True, slots=True)
class Seating:
    """Where a party sits, and what those of the seats cost that have a price."""

    numbers: tuple[str, ...]
    priced: tuple[str, ...] = ()
    charge: Money | None = None

    def without(self, lost: Collection[str]) -> Seating:
        """What was charged stays: it may be spent on other seats."""
        kept = tuple(number for number in self.numbers if number not in lost)
        return Seating(kept, tuple(number for number in self.priced if number not in lost), self.charge)

"""A price for one seat, and everything that comes with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flight_service.domain.fare_family import FareConditions, FareFamily, build_conditions
from flight_service.domain.money import Money


@dataclass(frozen=True, slots=True)
class Quote:
    """`keeps_free` seats must be left in the cabin when it is sold at this price: those its class protects."""

    fare: Money
    family: FareFamily
    fare_class: str
    keeps_free: int = 0

    def promised(self) -> Quote:
        """As an offer carries it: it stands though the class closes meanwhile."""
        return replace(self, keeps_free=0)

    @property
    def conditions(self) -> FareConditions:
        return build_conditions(self.family, self.fare)

"""What a seat costs now: the one place where fares, fare classes, price rules and fare families meet.

Search, the days around, offers and holds all ask here, so that nobody is shown one price and asked for another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flight_service.domain.fare_class import FareClass
from flight_service.domain.fare_family import FareFamily, family_factor
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.price_rule import PriceRule, apply_rules
from flight_service.domain.quote import Quote

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price rules in force at one moment."""

    rules: Sequence[PriceRule] = ()

    def quote(
        self,
        flight: Flight | None,
        inventory: Inventory,
        *,
        seats: int = 1,
        family: FareFamily = FareFamily.STANDARD,
    ) -> Quote:
        """For a party that sits in one class together. A cabin without room for it is quoted at its dearest class."""
        fare_class = inventory.ladder.find_class(inventory.free, seats) or inventory.ladder.dearest
        return self.quote_class(flight, inventory, fare_class, family)

    def quote_class(
        self, flight: Flight | None, inventory: Inventory, fare_class: FareClass, family: FareFamily
    ) -> Quote:
        price = Money(inventory.fare.amount * fare_class.factor, inventory.fare.currency)
        if flight is not None:
            price = apply_rules(self.rules, flight, inventory.key.cabin, price)
        amount = (price.amount * family_factor(family)).quantize(_CENT, ROUND_HALF_UP)
        return Quote(Money(amount, price.currency), family, fare_class.letter, fare_class.protected)

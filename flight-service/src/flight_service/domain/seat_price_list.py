"""Seat prices of an aircraft type: what its flights ask for their seats, unless something else was said of a flight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flight_service.domain.cabin import Cabin
from flight_service.domain.inventory import Inventory
from flight_service.domain.seat_prices import SeatPrices


@dataclass(frozen=True, slots=True)
class SeatPriceList:
    """Cabins that are not in it have the prices of their schedules. Version 0: nobody has written one yet."""

    aircraft_type: str
    cabins: Mapping[Cabin, SeatPrices] = field(default_factory=dict)
    version: int = 0

    def find_in_force(self, inventory: Inventory) -> SeatPrices:
        """What was said of the flight goes before what was said of the type, and that before the schedule."""
        if inventory.own_seat_prices is not None:
            return inventory.own_seat_prices
        return self.cabins.get(inventory.key.cabin, inventory.seat_prices)

"""Seats of one cabin of one flight, and what they are sold at.

Always: free >= 0 and free + held + sold = capacity. Who may have which of them is for `decide`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flight_service.domain.cabin import CabinKey
from flight_service.domain.fare_class import Ladder, flat_ladder
from flight_service.domain.flight import FlightStatus
from flight_service.domain.money import Money
from flight_service.domain.seat_prices import NO_SEAT_PRICES, SeatPrices


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The flight's status and times are kept here too: a hold must be refused by the very document it writes.

    `fare` is the filed fare, which the ladder's classes and the price rules begin with. `seat_prices` are those of its
    schedule; `own_seat_prices` what staff said of this flight, None for nothing: see `SeatPriceList`.
    """

    key: CabinKey
    capacity: int
    free: int
    held: int
    sold: int
    fare: Money
    ladder: Ladder
    seat_prices: SeatPrices
    own_seat_prices: SeatPrices | None
    flight_status: FlightStatus
    flight_version: int
    departs_at: datetime
    arrives_at: datetime
    version: int

    @classmethod
    def opened(
        cls,
        key: CabinKey,
        capacity: int,
        fare: Money,
        *,
        flight_status: FlightStatus,
        departs_at: datetime,
        arrives_at: datetime,
        ladder: Ladder | None = None,
        seat_prices: SeatPrices = NO_SEAT_PRICES,
        own_seat_prices: SeatPrices | None = None,
    ) -> Inventory:
        return cls(
            key=key,
            capacity=capacity,
            free=capacity,
            held=0,
            sold=0,
            fare=fare,
            ladder=ladder or flat_ladder(key.cabin),
            seat_prices=seat_prices,
            own_seat_prices=own_seat_prices,
            flight_status=flight_status,
            flight_version=1,
            departs_at=departs_at,
            arrives_at=arrives_at,
            version=1,
        )

    def following(self, *, free: int = 0, held: int = 0, sold: int = 0) -> Inventory:
        """As it is after a decision that moves so many seats."""
        return replace(
            self,
            free=self.free + free,
            held=self.held + held,
            sold=self.sold + sold,
            version=self.version + 1,
        )


def resize(inventory: Inventory, capacity: int) -> Inventory | None:
    """None when those who have seats would not fit."""
    free = capacity - inventory.held - inventory.sold
    if free < 0:
        return None
    return replace(inventory, capacity=capacity, free=free, version=inventory.version + 1)

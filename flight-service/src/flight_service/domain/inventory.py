"""Seats of one cabin of one flight, and what they are sold at.

Always: free >= 0 and free + held + sold + blocked = capacity. Who may have which of them is for `decide`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from flight_service.domain.cabin import CabinKey
from flight_service.domain.fare_class import Ladder, flat_ladder
from flight_service.domain.flight import FlightStatus
from flight_service.domain.money import Money
from flight_service.domain.seat_block import SeatBlock
from flight_service.domain.seat_prices import NO_SEAT_PRICES, SeatPrices


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The flight's status and times are kept here too: a hold must be refused by the very document it writes.

    `fare` is the filed fare, which the ladder's classes and the price rules begin with. `seat_prices` are those of its
    schedule; `own_seat_prices` what staff said of this flight, None for nothing: see `SeatPriceList`. `blocks` are
    seats that staff have taken out, by number.
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
    blocks: Mapping[str, SeatBlock] = field(default_factory=dict)

    @property
    def blocked(self) -> int:
        return len(self.blocks)

    @property
    def unavailable(self) -> int:
        """Seats that are somebody's, or nobody's to have: so many must fit into whatever aircraft flies."""
        return self.held + self.sold + self.blocked

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
    """None when those who have seats would not fit, beside the seats that are blocked."""
    free = capacity - inventory.unavailable
    if free < 0:
        return None
    return replace(inventory, capacity=capacity, free=free, version=inventory.version + 1)


def block_seats(inventory: Inventory, numbers: Iterable[str], block: SeatBlock) -> Inventory | None:
    """None when so many seats are not free any more. One that is blocked already is now for this reason."""
    return _with_blocks(inventory, {**inventory.blocks, **dict.fromkeys(numbers, block)})


def unblock_seats(inventory: Inventory, numbers: Collection[str]) -> Inventory | None:
    """None when none of them is blocked."""
    kept = {number: block for number, block in inventory.blocks.items() if number not in numbers}
    return _with_blocks(inventory, kept) if len(kept) < inventory.blocked else None


def _with_blocks(inventory: Inventory, blocks: Mapping[str, SeatBlock]) -> Inventory | None:
    free = inventory.free + inventory.blocked - len(blocks)
    if free < 0:
        return None
    return replace(inventory, free=free, blocks=blocks, version=inventory.version + 1)

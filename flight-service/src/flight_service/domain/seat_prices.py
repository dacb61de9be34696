"""What it costs to sit where one likes best: room for the legs, and windows and aisles in front.

For one seat, in the currency of the cabin's fare. Every other seat is free of charge, and so is every seat for FLEX.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from flight_service.domain.cabin import Cabin
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.seat_map import SeatCharacteristic, SeatMap

_PRICE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
# The part of a cabin, from the front, that people pay for.
_FRONT_SHARE = 3
_BEST_PLACES = frozenset({SeatCharacteristic.WINDOW, SeatCharacteristic.AISLE})


@dataclass(frozen=True, slots=True)
class SeatPrices:
    extra_legroom: Decimal
    front: Decimal

    @classmethod
    def parse(cls, text: str) -> SeatPrices:
        """From how it is stored, "39.00 12.00". ValueError, with a message for the caller, for what are no prices."""
        return _parse(text)

    def __str__(self) -> str:
        return f"{self.extra_legroom:.2f} {self.front:.2f}"


NO_SEAT_PRICES = SeatPrices(Decimal(0), Decimal(0))


def usual_seat_prices(cabin: Cabin) -> SeatPrices:
    """Of the cabins in front every seat is a good one."""
    return SeatPrices.parse("39.00 12.00") if cabin is Cabin.ECONOMY else NO_SEAT_PRICES


def price_seats(seat_map: SeatMap, prices: SeatPrices, family: FareFamily) -> dict[str, Decimal]:
    """Seat number -> its price, for the seats that have one."""
    if prices == NO_SEAT_PRICES or family is FareFamily.FLEX:
        return {}
    priced: dict[str, Decimal] = {}
    front_rows = len(seat_map.rows) // _FRONT_SHARE
    for place, row in enumerate(seat_map.rows):
        for seat in row:
            price = _find_price(seat.characteristics, prices, is_front=place < front_rows)
            if price:
                priced[seat.number] = price
    return priced


def _find_price(
    characteristics: Collection[SeatCharacteristic], prices: SeatPrices, *, is_front: bool
) -> Decimal | None:
    if SeatCharacteristic.EXTRA_LEGROOM in characteristics:
        return prices.extra_legroom
    return prices.front if is_front and not _BEST_PLACES.isdisjoint(characteristics) else None


@lru_cache(maxsize=1024)
def _parse(text: str) -> SeatPrices:
    parts = text.split(" ")
    if len(parts) != 2 or not all(_PRICE.fullmatch(part) for part in parts):
        raise ValueError('A seat costs less than 10000; write prices like "39.00".')
    return SeatPrices(Decimal(parts[0]), Decimal(parts[1]))

"""What it costs to sit where one likes best: a list of prices, each for seats of a kind, of some rows, or of the front.

The first price of the list that fits a seat is its price; a seat that none fits is free of charge, and so is every seat
for FLEX. For one seat, in the currency of the cabin's fare.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from flight_service.domain.cabin import Cabin
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.seat_map import Seat, SeatCharacteristic, SeatMap

MOST_SEAT_PRICES = 20
_PRICE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
_LAST_ROW = 99
# The part of a cabin, from the front, that people pay for.
_FRONT_SHARE = 3
_FRONT, _ANY = "front", "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPrice:
    """What is None is every kind, and every row. `front`: the first third of the cabin's rows, however many it has."""

    price: Decimal
    characteristic: SeatCharacteristic | None = None
    rows: tuple[int, int] | None = None
    front: bool = False

    def fits(self, seat: Seat, *, is_front: bool) -> bool:
        return (
            (self.characteristic is None or self.characteristic in seat.characteristics)
            and (self.rows is None or self.rows[0] <= seat.row <= self.rows[1])
            and (is_front or not self.front)
        )

    @classmethod
    def parse(cls, text: str) -> SeatPrice:
        price, kind, where = text.split(":")
        first, _, last = where.partition("-")
        return cls(
            price=parse_price(price),
            characteristic=None if kind == _ANY else SeatCharacteristic(kind),
            rows=(int(first), int(last)) if last else None,
            front=where == _FRONT,
        )

    def __str__(self) -> str:
        rows = f"{self.rows[0]}-{self.rows[1]}" if self.rows else _ANY
        return f"{self.price:.2f}:{self.characteristic or _ANY}:{_FRONT if self.front else rows}"


@dataclass(frozen=True, slots=True)
class SeatPrices:
    """In the order in which they are tried."""

    prices: tuple[SeatPrice, ...]

    @classmethod
    def of(cls, prices: Sequence[SeatPrice]) -> SeatPrices:
        """Raise ValueError, with a message for the caller, unless they make a list."""
        if len(prices) > MOST_SEAT_PRICES:
            raise ValueError(f"A cabin has at most {MOST_SEAT_PRICES} seat prices.")
        for one in prices:
            if one.rows and not 1 <= one.rows[0] <= one.rows[1] <= _LAST_ROW:
                raise ValueError(f"Rows are counted from 1 to {_LAST_ROW}, the first of them first.")
            if one.rows and one.front:
                raise ValueError("A seat price is for some rows or for the front, not for both.")
        return cls(tuple(prices))

    @classmethod
    def of_places(cls, extra_legroom: Decimal, front: Decimal) -> SeatPrices:
        """Legroom costs the one, windows and aisles in front the other: how most airlines do it."""
        if not extra_legroom and not front:
            return NO_SEAT_PRICES
        legroom = SeatPrice(price=extra_legroom, characteristic=SeatCharacteristic.EXTRA_LEGROOM)
        places = (SeatCharacteristic.WINDOW, SeatCharacteristic.AISLE)
        return cls((legroom, *(SeatPrice(price=front, characteristic=one, front=True) for one in places)))

    @classmethod
    def parse(cls, text: str) -> SeatPrices:
        """From how it is stored: "39.00 12.00" for legroom and front, or "25.00:*:10-12 12.00:WINDOW:front"."""
        return _parse(text)

    def __str__(self) -> str:
        """Most of a million cabins have the usual kind of list, which is written short."""
        if not self.prices:
            return "0.00 0.00"
        legroom, front = self.prices[0].price, self.prices[-1].price
        is_usual = self == SeatPrices.of_places(legroom, front)
        return f"{legroom:.2f} {front:.2f}" if is_usual else " ".join(map(str, self.prices))


NO_SEAT_PRICES = SeatPrices(())


def usual_seat_prices(cabin: Cabin) -> SeatPrices:
    """Of the cabins in front every seat is a good one."""
    return SeatPrices.parse("39.00 12.00") if cabin is Cabin.ECONOMY else NO_SEAT_PRICES


def price_seats(seat_map: SeatMap, prices: SeatPrices, family: FareFamily) -> dict[str, Decimal]:
    """Seat number -> its price, for the seats that have one."""
    if not prices.prices or family is FareFamily.FLEX:
        return {}
    priced: dict[str, Decimal] = {}
    front_rows = len(seat_map.rows) // _FRONT_SHARE
    for place, row in enumerate(seat_map.rows):
        for seat in row:
            fitting = (one.price for one in prices.prices if one.fits(seat, is_front=place < front_rows))
            if price := next(fitting, None):
                priced[seat.number] = price
    return priced


def parse_price(text: str) -> Decimal:
    if not _PRICE.fullmatch(text):
        raise ValueError('A seat costs less than 10000; write prices like "39.00".')
    return Decimal(text)


@lru_cache(maxsize=1024)
def _parse(text: str) -> SeatPrices:
    parts = text.split(" ")
    if ":" in text:
        return SeatPrices.of([SeatPrice.parse(part) for part in parts])
    if len(parts) != 2:
        raise ValueError('Write the prices of a cabin like "39.00 12.00".')
    return SeatPrices.of_places(*map(parse_price, parts))

"""Fares of a generated schedule: by distance, cabin, day and hour of departure. A flight always costs the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zlib import crc32

from flight_service.domain.cabin import Cabin
from flight_service.domain.money import Money

# US domestic fares run at about a fixed part for the airport and the ticket, and twelve cents a mile.
_FIXED = Decimal(48)
_PER_MILE = Decimal("0.12")

_CABIN_FACTOR = {
    Cabin.ECONOMY: Decimal("1.0"),
    Cabin.PREMIUM_ECONOMY: Decimal("1.55"),
    Cabin.BUSINESS: Decimal("2.9"),
    Cabin.FIRST: Decimal("4.4"),
}
_FRIDAY, _SUNDAY = 4, 6
_PEAK_DAYS = frozenset({_FRIDAY, _SUNDAY})
_PEAK_HOURS = frozenset({7, 8, 9, 16, 17, 18})


def build_fare(designator: str, distance_miles: int, cabin: Cabin, departs_local: datetime) -> Money:
    price = (_FIXED + _PER_MILE * distance_miles) * _CABIN_FACTOR[cabin]
    if departs_local.weekday() in _PEAK_DAYS:
        price *= Decimal("1.15")
    if departs_local.hour in _PEAK_HOURS:
        price *= Decimal("1.10")
    return Money((price * _variation(designator)).quantize(Decimal(1), ROUND_HALF_UP).quantize(Decimal("0.01")), "USD")


def derive_fare(known: Mapping[Cabin, Money], cabin: Cabin) -> Money:
    """For a cabin that nobody has priced yet: as the cabins usually stand to each other. One at least is known."""
    like, fare = next(iter(known.items()))
    price = fare.amount * _CABIN_FACTOR[cabin] / _CABIN_FACTOR[like]
    return Money(price.quantize(Decimal(1), ROUND_HALF_UP).quantize(Decimal("0.01")), fare.currency)


def _variation(designator: str) -> Decimal:
    """Between 0.90 and 1.10, so that flights of one route differ as airlines' prices do."""
    return Decimal(90 + crc32(designator.encode()) % 21) / 100

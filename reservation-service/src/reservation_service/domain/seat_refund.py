"""Money that went back for chosen seats which the traveller lost, kept beside the journey for the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reservation_service.domain.itinerary import Cabin, FareFamily
from reservation_service.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRefund:
    """`numbers` are the seats it was paid for and that are gone, as far as they are known."""

    flight_id: str
    cabin: Cabin
    fare_family: FareFamily
    numbers: tuple[str, ...]
    amount: Money
    at: datetime

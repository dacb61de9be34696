"""An offer: what seats of some flights cost, at a price that stands until the offer expires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flight_service.domain.cabin import CabinKey
from flight_service.domain.money import Money

# Long enough to type the names of nine passengers.
OFFER_LIFETIME = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class OfferedSegment:
    """`fare` is for one seat."""

    key: CabinKey
    fare: Money


@dataclass(frozen=True, slots=True)
class Offer:
    segments: tuple[OfferedSegment, ...]
    seats: int
    expires_at: datetime

    def find_fare(self, key: CabinKey, seats: int, *, at: datetime) -> Money | None:
        """None when the offer says nothing of this, any more or at all; then the fare is the one of the moment."""
        if at >= self.expires_at or seats > self.seats:
            return None
        return next((segment.fare for segment in self.segments if segment.key == key), None)

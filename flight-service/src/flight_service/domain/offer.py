"""An offer: what seats of some flights cost, at a price that stands until the offer expires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flight_service.domain.cabin import CabinKey
from flight_service.domain.quote import Quote

# Long enough to type the names of nine passengers.
OFFER_LIFETIME = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class OfferedSegment:
    """At the quoted price whatever becomes of its fare class: the quote keeps no seat free for others."""

    key: CabinKey
    quote: Quote


@dataclass(frozen=True, slots=True)
class Offer:
    segments: tuple[OfferedSegment, ...]
    seats: int
    expires_at: datetime

    def find_quote(self, key: CabinKey, seats: int, *, at: datetime) -> Quote | None:
        """None when the offer says nothing of this, any more or at all; then the price is the one of the moment."""
        if at >= self.expires_at or seats > self.seats:
            return None
        return next((one.quote for one in self.segments if one.key == key), None)

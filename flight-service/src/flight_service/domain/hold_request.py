"""What a reservation asks of the inventory: seats of a cabin, until when, and at which price if one was offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.money import Money
from flight_service.domain.offer import Offer
from flight_service.domain.quote import Quote


@dataclass(frozen=True, slots=True)
class Segment:
    """A cabin of a flight as a reservation names it: there need be no such flight, nor such a cabin.

    `hold_id` is the key its seats are held under, empty for the reservation's own id. `replaces` is the flight it is
    taken instead of.
    """

    flight_id: str
    cabin: str
    hold_id: str = ""
    fare_family: str | None = None
    replaces: str | None = None
    paid_for_seats: Money | None = None

    def find_key(self) -> CabinKey | None:
        return CabinKey(self.flight_id, Cabin(self.cabin)) if self.cabin in Cabin.__members__ else None


@dataclass(frozen=True, slots=True)
class HoldRequest:
    reservation_id: str
    seats: int
    expires_at: datetime
    user_id: str = ""
    offer: Offer | None = None
    # When the traveller asked: an offer that stood then still stands when a busy worker gets to it.
    asked_at: datetime | None = None
    hold_id: str = ""
    fare_family: str | None = None
    # Of a flight taken instead of another: whether it leads from and to the same airports.
    same_route: bool | None = None

    @property
    def key(self) -> str:
        """What the claim is found under."""
        return self.hold_id or self.reservation_id

    @property
    def family(self) -> FareFamily:
        """STANDARD for whoever did not choose."""
        return FareFamily.__members__.get(self.fare_family or "", FareFamily.STANDARD)

    def find_offered(self, key: CabinKey, now: datetime) -> Quote | None:
        """Whoever names no family gets the one that was offered."""
        if self.offer is None:
            return None
        offered = self.offer.find_quote(key, self.seats, at=self.asked_at or now)
        return offered if offered and self.fare_family in (None, offered.family) else None

"""Some flights of a journey that were given up while the rest of it stands: kept beside the journey, for the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.money import Money
from reservation_service.domain.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialCancellation:
    """`id` is that of the quote it was confirmed by. `places` are where its segments stood in the journey, counted from
    0, and `issue` which issue of the tickets they were coupons of. `fee` is what was kept of what they cost.
    """

    id: str
    at: datetime
    issue: int
    segments: tuple[Segment, ...]
    places: tuple[int, ...]
    refund: Money
    fee: Money
    why: Reason

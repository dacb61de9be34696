"""A change of a journey: other flights instead of some of those that were bought.

First the new seats are held beside the old ones, then the traveller sees what it costs and confirms, then they are
swapped; until then she keeps what she has, and whatever fails leaves it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reservation_service.domain.itinerary import FareConditions, Segment
from reservation_service.domain.money import Money
from reservation_service.domain.reasons import Reason


class ItineraryChangeStatus(StrEnum):
    """REQUESTED waits for flight-service, OFFERED for the traveller, both until it expires."""

    REQUESTED = "REQUESTED"
    OFFERED = "OFFERED"
    DONE = "DONE"
    FAILED = "FAILED"


OPEN = frozenset({ItineraryChangeStatus.REQUESTED, ItineraryChangeStatus.OFFERED})


@dataclass(frozen=True, slots=True)
class Replacement:
    """A segment taken instead of flight `replaces`. With its seats are told `same_route` and `seats_worth`, the most
    that chosen ones of them could cost. `own_terms` are those of its fare, once what it replaces has put others in
    their place.
    """

    segment: Segment
    replaces: str
    same_route: bool | None = None
    own_terms: FareConditions | None = None
    seats_worth: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrice:
    """`total` is the price of the journey afterwards; the `difference` from that of before may be negative. With the
    `fee` it becomes what is `due` now, or what goes back. What was paid for seats goes back besides, once it is done.
    """

    total: Money
    difference: Money
    fee: Money
    due: Money
    refund: Money
    seat_refund: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItineraryChange:
    """`given_up` are the segments as they were when it was done, or the ones it would give up."""

    id: str
    status: ItineraryChangeStatus
    replacements: tuple[Replacement, ...]
    given_up: tuple[Segment, ...]
    requested_at: datetime
    expires_at: datetime
    offer_id: str | None = None
    price: ChangePrice | None = None
    failure: Reason | None = None
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The new ones."""
        return tuple(one.segment for one in self.replacements)

"""What a fare would keep if it were given up, and how that follows the money into the flights it is spent on next.

Airlines let the residual value of an exchanged ticket keep the stricter of both conditions. Otherwise whoever has a
fare that costs something to refund would change to one that does not, or to a cheaper one, and escape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import Replacement
from reservation_service.domain.money import Money
from reservation_service.domain.refunds import keep_by_fare


def find_withheld(segment: Segment, at: datetime) -> Decimal:
    """Of one seat; nothing when the airline does not fly as agreed."""
    if segment.disruption is not None:
        return Decimal(0)
    kept, _ = keep_by_fare(segment.price, 1, segment.conditions, segment.departs_at, at)
    return min(kept, segment.price.amount)


def carry_over(withheld: Decimal, replacements: Sequence[Replacement]) -> tuple[list[Replacement], Decimal]:
    """The replacements of one flight, bound by what it withheld, and by nothing that was said before; and what they are
    too cheap to be bound by.
    """
    rest, bound = withheld, list[Replacement]()
    for one in replacements:
        part, own = min(rest, one.segment.price.amount), one.own_terms or one.segment.conditions
        bound.append(replace(one, segment=_bind(replace(one.segment, conditions=own), part), own_terms=own))
        rest -= part
    return bound, rest


def _bind(segment: Segment, part: Decimal) -> Segment:
    """Its refund keeps so much of a seat at least."""
    terms = segment.conditions
    if terms is None or not terms.refundable or part <= 0:
        return segment
    own = terms.refund_fee.amount if terms.refund_fee else Decimal(0)
    return replace(segment, conditions=replace(terms, refund_fee=Money(max(own, part), segment.price.currency)))

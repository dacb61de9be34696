"""Chosen seats that have a price are paid for with the journey: they join its total while it waits for its payment.

A choice that is heard of while a payment is under way, or after it, is not charged any more; flight-service learns from
the confirmation what was paid, and takes back what was not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.money import Money
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCharge:
    """What the chosen seats of one segment cost together; of two the one of the larger revision counts."""

    flight_id: str
    cabin: str
    hold_id: str
    charge: Money
    revision: int


def hear_seat_charge(before: Reservation, heard: SeatCharge) -> Change | None:
    """None when it can no longer be paid with the journey, or something newer was heard."""
    if before.status is not ReservationStatus.HELD or before.is_payment_under_way or before.total is None:
        return None
    concerned = [one for one in before.segments if _is_meant(one, heard)]
    if not concerned or concerned[0].seat_charge_revision >= heard.revision:
        return None
    charge = heard.charge if heard.charge.amount else None
    charged = replace(concerned[0], seat_charge=charge, seat_charge_revision=heard.revision)
    total = before.total.amount + heard.charge.amount - _amount(concerned[0].seat_charge)
    segments = tuple(charged if one is concerned[0] else one for one in before.segments)
    return Change(replace(before, segments=segments, total=Money(total, before.total.currency)))


def _is_meant(segment: Segment, heard: SeatCharge) -> bool:
    named = (segment.flight_id, segment.cabin, segment.hold_id) == (heard.flight_id, heard.cabin, heard.hold_id)
    return named and segment.price.currency == heard.charge.currency


def _amount(charge: Money | None) -> Decimal:
    return charge.amount if charge else Decimal(0)

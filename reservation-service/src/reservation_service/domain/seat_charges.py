"""Chosen seats that have a price are paid for with the journey: they join its total while it waits for its payment.

A choice that is heard of before all seats are held waits for that. One that is heard of while a payment is under way
waits for its end: it counts if the payment comes to nothing. After the payment none is charged any more; flight-service
learns from the confirmation what was paid, takes back what was not, and says what stands: see `refunding_seats`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from reservation_service.domain.itinerary import SeatChoice, Segment
from reservation_service.domain.money import Money
from reservation_service.domain.reservation import WAITING, Change, Reservation, ReservationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCharge:
    """A choice of seats, and the segment that it is meant for. `is_sold` says that the seats are: then it is what
    stands of what was paid for them.
    """

    flight_id: str
    cabin: str
    hold_id: str
    choice: SeatChoice
    is_sold: bool = False


def hear_seat_charge(before: Reservation, heard: SeatCharge) -> Change | None:
    """None when it can no longer be paid with the journey, or something newer was heard."""
    if before.status not in WAITING or heard.is_sold:
        return None
    concerned = find_charged(before.segments, heard)
    if concerned is None or _find_newest(concerned) >= heard.choice.revision:
        return None
    if before.status is not ReservationStatus.HELD or before.is_payment_under_way:
        waits = replace(concerned, next_choice=heard.choice)
        return Change(replace(before, segments=tuple(waits if one is concerned else one for one in before.segments)))
    charged = _charge(before, concerned, heard.choice)
    return Change(charged) if charged != before else None


def count_waiting_choices(before: Reservation) -> Reservation:
    """All seats are held, or the payment under way came to nothing. After one that did not, nothing is charged with the
    journey any more.
    """
    after = before
    for segment in before.segments if before.status is ReservationStatus.HELD else ():
        if segment.next_choice is not None:
            after = _charge(after, segment, segment.next_choice)
    return after


def _charge(before: Reservation, segment: Segment, choice: SeatChoice) -> Reservation:
    """The same if it is other money than the journey's."""
    if before.total is None or choice.charge.currency != before.total.currency:
        return before
    charged = replace(
        segment,
        seat_charge=choice.charge if choice.charge.amount else None,
        seat_charge_revision=choice.revision,
        charged_seats=choice.seats,
        next_choice=None,
    )
    segments = tuple(charged if one is segment else one for one in before.segments)
    more = choice.charge.amount - _amount(segment.seat_charge)
    return replace(before, segments=segments, total=Money(before.total.amount + more, before.total.currency))


def find_charged(segments: Iterable[Segment], heard: SeatCharge) -> Segment | None:
    """The one that is meant."""
    return next((one for one in segments if _is_meant(one, heard)), None)


def _find_newest(segment: Segment) -> int:
    return max(segment.seat_charge_revision, segment.next_choice.revision if segment.next_choice else 0)


def _is_meant(segment: Segment, heard: SeatCharge) -> bool:
    return (segment.flight_id, segment.cabin, segment.hold_id) == (heard.flight_id, heard.cabin, heard.hold_id)


def _amount(charge: Money | None) -> Decimal:
    return charge.amount if charge else Decimal(0)

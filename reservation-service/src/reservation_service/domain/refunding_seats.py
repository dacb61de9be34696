"""What was paid for chosen seats goes back when the traveller lost them and did not give them up.

flight-service says what stands of the charge after another aircraft took seats away, or after a sale that found others
chosen than paid for. Whoever leaves a flight that the airline does not fly as agreed leaves her seats there, too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from reservation_service.domain.giving_back import give_back
from reservation_service.domain.itinerary import Segment
from reservation_service.domain.money import Money
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.domain.seat_charges import SeatCharge, find_charged
from reservation_service.domain.seat_refund import SeatRefund


def hear_what_stands(before: Reservation, heard: SeatCharge, at: datetime) -> Reservation:
    """The same when nothing was paid for, or something newer was heard. It says what stands, not what is gone: so it
    may come twice, late and in any order.
    """
    segment = find_charged(before.segments, heard)
    if before.status is not ReservationStatus.CONFIRMED or segment is None or segment.seat_charge is None:
        return before
    paid, stands = segment.seat_charge, heard.choice.charge
    if heard.choice.revision <= segment.seat_charge_revision or stands.currency != paid.currency:
        return before
    stands = Money(min(stands.amount, paid.amount), paid.currency)
    kept = replace(
        segment,
        seat_charge=stands if stands.amount else None,
        seat_charge_revision=heard.choice.revision,
        charged_seats=heard.choice.seats,
    )
    return _give_back(before, segment, kept, at)


def give_back_seats(before: Reservation, flights: Collection[str], at: datetime) -> Reservation:
    """All that was paid for seats on these flights; the same when that is nothing."""
    after = before
    for segment in before.segments:
        if segment.flight_id in flights and segment.seat_charge is not None:
            after = _give_back(after, segment, replace(segment, seat_charge=None, charged_seats=()), at)
    return after


def _give_back(before: Reservation, segment: Segment, kept: Segment, at: datetime) -> Reservation:
    """The difference between what was paid for this segment's seats and what is kept of it."""
    segments = tuple(kept if one is segment else one for one in before.segments)
    returned = _find_difference(segment, kept)
    if returned is None or before.total is None:
        return replace(before, segments=segments)
    still = {one.number for one in kept.charged_seats}
    refund = SeatRefund(
        flight_id=segment.flight_id,
        cabin=segment.cabin,
        fare_family=segment.fare_family,
        numbers=tuple(one.number for one in segment.charged_seats if one.number not in still),
        amount=returned,
        at=at,
    )
    return replace(
        _lower_offer(before, returned),
        segments=segments,
        total=before.total - returned,
        payments=give_back(before.payments, returned),
        seat_refunds=(*before.seat_refunds, refund),
        # What cancelling would give back is another sum now.
        quote=None,
    )


def _lower_offer(before: Reservation, returned: Money) -> Reservation:
    """A change that waits to be confirmed was added to a total with those seats in it."""
    change = before.change
    if change is None or not change.is_open or change.price is None:
        return before
    priced = replace(change, price=replace(change.price, total=change.price.total - returned))
    return replace(before, changes=(*before.changes[:-1], priced))


def _find_difference(segment: Segment, kept: Segment) -> Money | None:
    if segment.seat_charge is None or segment.seat_charge == kept.seat_charge:
        return None
    return segment.seat_charge - kept.seat_charge if kept.seat_charge else segment.seat_charge

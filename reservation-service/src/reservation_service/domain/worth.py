"""What flights of a reservation are worth: what was paid for them, and what comes back when they are given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.money import Money
from reservation_service.domain.refunds import QUOTE_LIFETIME, CancellationQuote, Paid, PaidFlight, quote_refund
from reservation_service.domain.reservation import Reservation


def find_value(segment: Segment, seats: int) -> Decimal:
    """What it cost all passengers together, chosen seats included."""
    chosen = segment.seat_charge.amount if segment.seat_charge else Decimal(0)
    return segment.price.amount * seats + chosen


def quote_cancellation_of(
    reservation: Reservation, given_up: Sequence[Segment], quote_id: str, at: datetime, *, is_waived: bool = False
) -> CancellationQuote:
    paid_at = reservation.paid_at
    amount = _find_paid(reservation, given_up, at)
    if paid_at is None or amount is None:
        return _quote_nothing(reservation, given_up, quote_id, at)
    to_come = [one for one in reservation.segments if not one.has_departed(at)]
    paid = Paid(
        amount=amount,
        paid_at=paid_at,
        departs_at=min((one.departs_at for one in given_up if one.departs_at), default=None),
        is_disrupted=any(segment.disruption for segment in to_come),
        is_waived=is_waived,
        flights=tuple(
            PaidFlight(flight_id=one.flight_id, fare=one.price, seats=reservation.seats, conditions=one.conditions)
            for one in given_up
        ),
    )
    return quote_refund(quote_id, paid, at)


def _find_paid(reservation: Reservation, given_up: Sequence[Segment], at: datetime) -> Money | None:
    """What is still ours of all payments, but for what was flown and what earlier cancellations kept. Whoever keeps a
    flight that is still to come gets back no more than what those given up have cost.
    """
    net = reservation.net_paid
    if net is None:
        return None
    kept = [one for one in reservation.segments if one not in given_up]
    used = sum((find_value(one, reservation.seats) for one in kept), Decimal(0))
    fees = sum((one.fee.amount for one in reservation.cancellations), Decimal(0))
    amount = max(net.amount - used - fees, Decimal(0))
    if any(not one.has_departed(at) for one in kept):
        amount = min(amount, sum((find_value(one, reservation.seats) for one in given_up), Decimal(0)))
    return Money(amount, net.currency)


def _quote_nothing(
    reservation: Reservation, given_up: Sequence[Segment], quote_id: str, at: datetime
) -> CancellationQuote:
    nothing = Money(Decimal(0), reservation.total.currency if reservation.total else "USD")
    return CancellationQuote(
        id=quote_id,
        refund=nothing,
        fee=nothing,
        condition="Nothing has been paid, so nothing is refunded.",
        expires_at=at + QUOTE_LIFETIME,
        flight_ids=tuple(one.flight_id for one in given_up),
    )

"""Giving a reservation up: at once, or first quoted and then confirmed; what was paid goes back by the same rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from reservation_service.domain.giving_back import give_back
from reservation_service.domain.money import Money
from reservation_service.domain.payment import PAID
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refunds import QUOTE_LIFETIME, CancellationQuote, Paid, PaidFlight, quote_refund
from reservation_service.domain.refused import NotCancellable, PaymentUnderWay, QuoteExpired
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus, move
from reservation_service.domain.swapping import with_failed_change


def cancel(before: Reservation, why: Reason, at: datetime) -> Change | NotCancellable | PaymentUnderWay | None:
    """None if it is cancelled already: cancelling twice is cancelling once."""
    if before.status is ReservationStatus.CANCELLED:
        return None
    return _find_obstacle(before, at) or _cancel(before, why, at, _quote(before, "", at).refund)


def quote_cancellation(before: Reservation, quote_id: str, at: datetime) -> Change | NotCancellable | PaymentUnderWay:
    """Say what would come back, and stand by it for a while."""
    return _find_obstacle(before, at) or Change(replace(before, quote=_quote(before, quote_id, at)))


def confirm_cancellation(
    before: Reservation, quote_id: str, why: Reason, at: datetime
) -> Change | QuoteExpired | NotCancellable | PaymentUnderWay | None:
    """None if that has been done."""
    if before.quote is None or before.quote.id != quote_id:
        return QuoteExpired(before, "This quote has been replaced by another; ask again.")
    if before.status is ReservationStatus.CANCELLED:
        return None
    if before.quote.expires_at <= at:
        return QuoteExpired(before, "This quote has expired; ask again.")
    if obstacle := _find_obstacle(before, at):
        return obstacle
    # A flight that was cancelled since is refunded as such: a quote promises so much at least.
    best = max(before.quote, _quote(before, quote_id, at), key=lambda quote: quote.refund.amount)
    return _cancel(replace(before, quote=best), why, at, best.refund)


def _find_obstacle(before: Reservation, at: datetime) -> NotCancellable | PaymentUnderWay | None:
    if not before.is_active:
        return NotCancellable(before, f"Reservation {before.locator} is {before.status}; there is nothing to cancel.")
    if before.is_payment_under_way:
        return PaymentUnderWay(before, f"A payment for reservation {before.locator} is under way; wait for its end.")
    is_confirmed = before.status is ReservationStatus.CONFIRMED
    flown = [one for one in before.segments if not one.is_cancelled and one.departs_at and one.departs_at <= at]
    if is_confirmed and flown:
        return NotCancellable(before, f"Reservation {before.locator} has begun; its first flight has departed.")
    return None


def _cancel(before: Reservation, why: Reason, at: datetime, refund: Money) -> Change:
    after = move(before, ReservationStatus.CANCELLED, at, why=why)
    given_up = with_failed_change(after, Reason("CANCELLED", "The reservation was cancelled."), at)
    return Change(replace(given_up, payments=give_back(before.payments, refund)), announces=True)


def _quote(reservation: Reservation, quote_id: str, at: datetime) -> CancellationQuote:
    paid_first = next((one for one in reservation.payments if one.status in PAID), None)
    if paid_first is None or reservation.net_paid is None:
        nothing = Money(Decimal(0), reservation.total.currency if reservation.total else "USD")
        condition = "Nothing has been paid, so nothing is refunded."
        return CancellationQuote(
            id=quote_id, refund=nothing, fee=nothing, condition=condition, expires_at=at + QUOTE_LIFETIME
        )
    paid = Paid(
        amount=reservation.net_paid,
        paid_at=paid_first.settled_at or paid_first.started_at,
        departs_at=reservation.departs_at,
        is_disrupted=any(segment.disruption for segment in reservation.segments),
        flights=tuple(
            PaidFlight(flight_id=one.flight_id, fare=one.price, seats=reservation.seats, conditions=one.conditions)
            for one in reservation.segments
        ),
    )
    return quote_refund(quote_id, paid, at)

"""The price of a change: once its seats are held, and again when the airline does not fly what it would give up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from reservation_service.domain.change_price import Bought, price_change
from reservation_service.domain.itinerary_change import ChangePrice, ItineraryChange, ItineraryChangeStatus
from reservation_service.domain.money import MixedCurrencies
from reservation_service.domain.reasons import Reason
from reservation_service.domain.reservation import Reservation
from reservation_service.domain.swapping import with_change


def price_offer(now: Reservation, change: ItineraryChange, at: datetime) -> ItineraryChange | Reason:
    """The change at what it costs, or why it cannot be."""
    if now.total is None or any(one.fare is None for one in (*change.segments, *change.given_up)):
        return Reason("PRICE_UNKNOWN", "The airline did not say what these seats cost.")
    try:
        priced = price_change(Bought(now.total, now.seats, now.paid_at), change.given_up, change.replacements, at)
    except MixedCurrencies:
        return Reason("MIXED_CURRENCIES", "These flights are priced in another currency.")
    if isinstance(priced, Reason):
        return priced
    price, replacements = priced
    return replace(change, price=price, replacements=replacements)


def improve_offer(now: Reservation, at: datetime) -> Reservation:
    """An offer may become better while it stands, never worse. What is being paid for it meanwhile and is too much goes
    back at the end, see `complete_change`.
    """
    change = now.change
    if change is None or change.price is None or change.status is not ItineraryChangeStatus.OFFERED:
        return now
    again = price_offer(now, change, at)
    if isinstance(again, Reason) or again.price is None or _rate(again, again.price) >= _rate(change, change.price):
        return now
    return with_change(now, again)


def _rate(change: ItineraryChange, price: ChangePrice) -> tuple[Decimal, Decimal]:
    """Less is better: what it costs now, and what it would keep if it were cancelled."""
    terms = [one.conditions for one in change.segments if one.conditions is not None]
    kept = sum((one.refund_fee.amount for one in terms if one.refund_fee), Decimal(0))
    return price.due.amount - price.refund.amount, kept

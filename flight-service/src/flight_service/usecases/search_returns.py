"""There and back on days around those wished for: what the cheapest pair of itineraries costs, for each pair of days.

Of each day what a search of it would list, and of that only pairs in which the way back is caught.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flight_service.domain.money import Money
from flight_service.usecases.search_journeys import PricedItinerary, Slice, Wishes, search_each_day
from flight_service.usecases.stores import Stores


@dataclass(frozen=True, slots=True)
class ReturnPrice:
    """None when no pair of these days can be booked, or nothing catches the way back."""

    leaves: date
    comes_back: date
    cheapest: Money | None


def search_returns(stores: Stores, out: Slice, back: Slice, wishes: Wishes, now: datetime) -> list[ReturnPrice]:
    """Pairs of days that come back before they leave are not among them."""
    there, home = (search_each_day(stores, part, wishes, now) for part in (out, back))
    return [
        ReturnPrice(leaves, comes_back, _find_cheapest(there[leaves], home[comes_back]))
        for leaves in there
        for comes_back in home
        if leaves <= comes_back
    ]


def _find_cheapest(there: Sequence[PricedItinerary], home: Sequence[PricedItinerary]) -> Money | None:
    """Of pairs in one currency, the only ones that have a total; of totals in several, the least amount."""
    currencies = sorted({one.price.total.currency for one in home})
    found = (_find_cheapest_in(currency, there, home) for currency in currencies)
    return min((total for total in found if total is not None), key=lambda total: total.amount, default=None)


def _find_cheapest_in(currency: str, there: Sequence[PricedItinerary], home: Sequence[PricedItinerary]) -> Money | None:
    """The ways back by departure: whatever has arrived when one leaves can be had with it."""
    waiting = sorted(_in(currency, there), key=lambda one: one.itinerary.arrives_at, reverse=True)
    best: Decimal | None = None
    cheapest_there: Decimal | None = None
    for way in sorted(_in(currency, home), key=lambda one: one.itinerary.departs_at):
        while waiting and waiting[-1].itinerary.arrives_at < way.itinerary.departs_at:
            arrived = waiting.pop().price.total.amount
            cheapest_there = arrived if cheapest_there is None else min(cheapest_there, arrived)
        if cheapest_there is not None:
            total = cheapest_there + way.price.total.amount
            best = total if best is None else min(best, total)
    return None if best is None else Money(best, currency)


def _in(currency: str, found: Sequence[PricedItinerary]) -> list[PricedItinerary]:
    return [one for one in found if one.price.total.currency == currency]

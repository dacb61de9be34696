"""What cancelling gives back: quoted first, flight by flight, and confirmed before the quote expires.

All of it for a day after paying, always when the airline does not fly as agreed, and when staff decides so. Otherwise
as the fare of each flight says; a fare that says nothing gives back 80 % until a day before departure and half of it
after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from reservation_service.domain.itinerary import FareConditions
from reservation_service.domain.money import Money

QUOTE_LIFETIME = timedelta(minutes=10)
FREE_AFTER_PAYING = timedelta(hours=24)
LATE_BEFORE_DEPARTURE = timedelta(hours=24)
EARLY_SHARE = Decimal("0.80")
LATE_SHARE = Decimal("0.50")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundItem:
    """Of one flight, for all seats; without one it is what chosen seats and changes of the journey cost."""

    flight_id: str | None
    paid: Money
    refund: Money
    condition: str

    @property
    def fee(self) -> Money:
        return Money(self.paid.amount - self.refund.amount, self.paid.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationQuote:
    """`flight_ids` are those that would be given up; older quotes name none and mean all."""

    id: str
    refund: Money
    fee: Money
    condition: str
    expires_at: datetime
    items: tuple[RefundItem, ...] = ()
    flight_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidFlight:
    """`fare` and `conditions` are for one seat."""

    flight_id: str
    fare: Money
    seats: int
    conditions: FareConditions | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The facts a refund depends on. `amount` is more than the flights cost when chosen seats or changes cost
    something; `is_waived` says that the airline asks for no fee.
    """

    amount: Money
    paid_at: datetime
    departs_at: datetime | None
    is_disrupted: bool
    is_waived: bool = False
    flights: tuple[PaidFlight, ...]


def quote_refund(id: str, paid: Paid, at: datetime) -> CancellationQuote:
    items = tuple(_build_items(paid, at))
    refund = Money(sum((one.refund.amount for one in items), Decimal(0)), paid.amount.currency)
    conditions = {one.condition for one in items if one.flight_id}
    return CancellationQuote(
        id=id,
        refund=refund,
        fee=Money(paid.amount.amount - refund.amount, paid.amount.currency),
        condition=conditions.pop() if len(conditions) == 1 else "Each flight is refunded as its fare says.",
        expires_at=at + QUOTE_LIFETIME,
        items=items,
        flight_ids=tuple(one.flight_id for one in paid.flights),
    )


def is_free_to_cancel(paid_at: datetime, at: datetime) -> bool:
    return at - paid_at <= FREE_AFTER_PAYING


def keep_by_fare(
    fare: Money, seats: int, conditions: FareConditions | None, departs_at: datetime | None, at: datetime
) -> tuple[Decimal, str]:
    """What the fare keeps of so many seats, and the condition that says so; perhaps more than was paid for them."""
    paid = fare.amount * seats
    if conditions is None:
        return _keep_by_time(paid, departs_at, at)
    if not conditions.refundable:
        return paid, "This fare is not refunded."
    if conditions.refund_fee is None:
        return Decimal(0), "This fare is refunded free of charge."
    return conditions.refund_fee.amount * seats, f"This fare is refunded for {conditions.refund_fee} a seat."


def _build_items(paid: Paid, at: datetime) -> Iterable[RefundItem]:
    everything, rest = _find_reason_for_everything(paid, at), paid.amount.amount
    for flight in paid.flights:
        part = min(flight.fare.amount * flight.seats, rest)
        rest -= part
        refund, condition = (part, everything) if everything else _refund_by_fare(flight, part, paid, at)
        yield _build_item(flight.flight_id, part, refund, condition, paid.amount.currency)
    if rest > 0:
        condition = everything or "Chosen seats and changes of the journey are not refunded."
        yield _build_item(None, rest, rest if everything else Decimal(0), condition, paid.amount.currency)


def _find_reason_for_everything(paid: Paid, at: datetime) -> str | None:
    if paid.is_waived:
        return "The airline refunds everything."
    if paid.is_disrupted:
        return "The airline does not fly as agreed: everything is refunded."
    if is_free_to_cancel(paid.paid_at, at):
        return "Within 24 hours of paying everything is refunded."
    return None


def _refund_by_fare(flight: PaidFlight, part: Decimal, paid: Paid, at: datetime) -> tuple[Decimal, str]:
    if flight.conditions is None:
        return _refund_by_time(part, paid.departs_at, at)
    kept, condition = keep_by_fare(flight.fare, flight.seats, flight.conditions, paid.departs_at, at)
    return max(part - kept, Decimal(0)), condition


def _keep_by_time(paid: Decimal, departs_at: datetime | None, at: datetime) -> tuple[Decimal, str]:
    refund, condition = _refund_by_time(paid, departs_at, at)
    return paid - refund, condition


def _refund_by_time(part: Decimal, departs_at: datetime | None, at: datetime) -> tuple[Decimal, str]:
    """For reservations of before there were fare families."""
    if departs_at is not None and departs_at - at < LATE_BEFORE_DEPARTURE:
        return _share(part, LATE_SHARE), "Within 24 hours of departure half of the price is refunded."
    return _share(part, EARLY_SHARE), "Up to 24 hours before departure 80 % of the price is refunded."


def _share(amount: Decimal, share: Decimal) -> Decimal:
    return (amount * share).quantize(_CENT, ROUND_HALF_UP)


def _build_item(flight_id: str | None, paid: Decimal, refund: Decimal, condition: str, currency: str) -> RefundItem:
    return RefundItem(
        flight_id=flight_id, paid=Money(paid, currency), refund=Money(refund, currency), condition=condition
    )

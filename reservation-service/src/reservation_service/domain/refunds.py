"""What cancelling gives back: quoted first, confirmed before the quote expires.

The same for every fare: all of it for a day after paying, and always when the airline cancelled a flight; 80 % until a
day before departure, half of it after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from reservation_service.domain.money import Money

QUOTE_LIFETIME = timedelta(minutes=10)
FREE_AFTER_PAYING = timedelta(hours=24)
LATE_BEFORE_DEPARTURE = timedelta(hours=24)
EARLY_SHARE = Decimal("0.80")
LATE_SHARE = Decimal("0.50")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationQuote:
    id: str
    refund: Money
    fee: Money
    condition: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The facts a refund depends on."""

    amount: Money
    paid_at: datetime
    departs_at: datetime | None
    is_flight_cancelled: bool


def quote_refund(id: str, paid: Paid, at: datetime) -> CancellationQuote:
    share, condition = _find_share(paid, at)
    refund = Money((paid.amount.amount * share).quantize(_CENT, ROUND_HALF_UP), paid.amount.currency)
    fee = Money(paid.amount.amount - refund.amount, paid.amount.currency)
    return CancellationQuote(id=id, refund=refund, fee=fee, condition=condition, expires_at=at + QUOTE_LIFETIME)


def _find_share(paid: Paid, at: datetime) -> tuple[Decimal, str]:
    if paid.is_flight_cancelled:
        return Decimal(1), "The airline cancelled a flight: everything is refunded."
    if at - paid.paid_at <= FREE_AFTER_PAYING:
        return Decimal(1), "Within 24 hours of paying everything is refunded."
    if paid.departs_at is not None and paid.departs_at - at < LATE_BEFORE_DEPARTURE:
        return LATE_SHARE, "Within 24 hours of departure half of the price is refunded."
    return EARLY_SHARE, "Up to 24 hours before departure 80 % of the price is refunded."

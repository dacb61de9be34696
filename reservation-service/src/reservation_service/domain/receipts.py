"""What a traveller has paid, for what: a reservation -> its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reservation_service.domain.itinerary import Cabin, FareFamily
from reservation_service.domain.money import Money, add_up
from reservation_service.domain.payment import PAID
from reservation_service.domain.reservation import Reservation

# The one way there is: a payment token stands for a card.
METHOD = "Card"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """Seats on one flight, at `fare` for each, taxes included."""

    flight_id: str
    cabin: Cabin
    fare_family: FareFamily
    seats: int
    fare: Money

    @property
    def amount(self) -> Money:
        return self.fare * self.seats


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPayment:
    amount: Money
    paid_at: datetime
    method: str = METHOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`changes` is what changes of the journey cost beyond its fares. `refunded` has gone back, or is on its way."""

    number: str
    lines: tuple[ReceiptLine, ...]
    payments: tuple[ReceiptPayment, ...]
    total: Money
    changes: Money | None
    refunded: Money | None


def build_receipt(reservation: Reservation) -> Receipt | None:
    """None until something has been paid."""
    paid = [one for one in reservation.payments if one.status in PAID]
    if not paid:
        return None
    lines = tuple(
        ReceiptLine(
            flight_id=one.flight_id,
            cabin=one.cabin,
            fare_family=one.fare_family,
            seats=reservation.seats,
            fare=one.fare,
        )
        for one in reservation.segments
        if one.fare is not None
    )
    total = add_up(one.amount for one in paid)
    refunds = [one.refund for one in paid if one.refund is not None]
    return Receipt(
        number=f"{reservation.locator}-{len(paid)}",
        lines=lines,
        payments=tuple(ReceiptPayment(amount=one.amount, paid_at=one.settled_at or one.started_at) for one in paid),
        total=total,
        changes=_find_changes(reservation, lines, total),
        refunded=add_up(refunds) if refunds else None,
    )


def _find_changes(reservation: Reservation, lines: tuple[ReceiptLine, ...], total: Money) -> Money | None:
    """While it stands, what is kept is what the journey costs; after the end refunds say nothing about changes."""
    kept = reservation.net_paid if reservation.is_active and reservation.net_paid else total
    rest = Money(kept.amount - add_up(line.amount for line in lines).amount, total.currency)
    return rest if reservation.exchanges and rest.amount > 0 else None

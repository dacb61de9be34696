"""What becomes of the money paid for chosen seats when a change is confirmed, as far as it can be told before.

Seats on a flight that the airline does not fly as agreed are paid back. Of one's own wish the money comes along, for
seats of the first flight taken instead; what cannot be spent there goes back as soon as its seats are sold. How much
that is flight-service said with the seats it held: others may have chosen some meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.itinerary_change import ItineraryChange, Replacement
from reservation_service.domain.money import Money
from reservation_service.domain.reservation import Reservation


@dataclass(frozen=True, slots=True)
class SeatMoney:
    """None is nothing."""

    goes_back: Money | None
    comes_along: Money | None


def foresee_seat_money(reservation: Reservation, change: ItineraryChange) -> SeatMoney:
    """Of an open change."""
    left = {one.replaces for one in change.replacements}
    charged = [one for one in reservation.segments if one.flight_id in left and one.seat_charge is not None]
    if not charged or charged[0].seat_charge is None:
        return SeatMoney(None, None)
    paid = sum((_amount(one.seat_charge) for one in charged), Decimal(0))
    spent = sum((_find_spent(one, change.replacements) for one in charged), Decimal(0))
    currency = charged[0].seat_charge.currency
    return SeatMoney(_some(paid - spent, currency), _some(spent, currency))


def find_taken_along(change: ItineraryChange) -> list[tuple[Segment, Money]]:
    """Of a change that is done: what may be spent on seats of which flight."""
    found = (
        (one.segment, one.segment.seat_charge, _limit(one.segment.seat_charge, one)) for one in change.replacements
    )
    return [(segment, Money(spent, charge.currency)) for segment, charge, spent in found if charge and spent > 0]


def _find_spent(old: Segment, replacements: Iterable[Replacement]) -> Decimal:
    if old.disruption is not None:
        return Decimal(0)
    first = next(one for one in replacements if one.replaces == old.flight_id)
    return _limit(old.seat_charge, first)


def _limit(charge: Money | None, new: Replacement) -> Decimal:
    """Changes that were asked for by earlier versions know no limit."""
    return _amount(charge) if new.seats_worth is None else min(_amount(charge), new.seats_worth.amount)


def _amount(money: Money | None) -> Decimal:
    return money.amount if money else Decimal(0)


def _some(amount: Decimal, currency: str) -> Money | None:
    return Money(amount, currency) if amount > 0 else None

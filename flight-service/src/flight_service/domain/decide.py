"""Every decision that may be made about the seats of a cabin: held, refused, sold, given back, seated.

An `Inventory` and what it knows of one hold (its `Claim`) go in, a decision comes out. A hold is decided once: a second
request finds its claim and changes nothing, and a claim that has ended stays closed, so a message that comes late or
twice cannot take seats again. Hence a reservation that tries again (from a waitlist, or for another journey) does so
under another hold id; the first is the reservation's own id.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flight_service.domain.claim import Claim, ClaimState, Seating
from flight_service.domain.decision import (
    ReservationClosed,
    SeatsAssigned,
    SeatsHeld,
    SeatsRefused,
    SeatsReleased,
    SeatsSold,
)
from flight_service.domain.hold_request import HoldRequest
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.quote import Quote
from flight_service.domain.refusal import find_refusal


def decide_hold(
    inventory: Inventory, claim: Claim, request: HoldRequest, quote: Quote, now: datetime
) -> SeatsHeld | SeatsRefused | None:
    """None when this hold has been decided before. `quote` is what a seat of this inventory costs the party."""
    if claim.state is not ClaimState.NONE:
        return None
    refusal = find_refusal(inventory, request, now)
    if refusal is not None:
        return SeatsRefused(inventory, inventory.following(), request.key, request.seats, refusal)
    after = inventory.following(free=-request.seats, held=request.seats)
    claim = Claim(
        ClaimState.HELD,
        request.seats,
        request.user_id,
        family=quote.family,
        fare_class=quote.fare_class,
        reservation_id=request.reservation_id if request.hold_id else "",
    )
    return SeatsHeld(inventory, after, request.key, request.reservation_id, claim, quote, request.same_route)


def decide_release(inventory: Inventory, claim: Claim, hold_id: str) -> SeatsReleased | ReservationClosed | None:
    """How many seats come back is what this inventory recorded, never what a message says."""
    match claim.state:
        case ClaimState.CLOSED:
            return None
        case ClaimState.NONE:
            return ReservationClosed(inventory, inventory.following(), hold_id)
        case ClaimState.HELD:
            after = inventory.following(free=claim.seats, held=-claim.seats)
        case ClaimState.SOLD:
            after = inventory.following(free=claim.seats, sold=-claim.seats)
    return SeatsReleased(inventory, after, hold_id, claim)


def decide_sale(
    inventory: Inventory, claim: Claim, hold_id: str, paid: Money | None = None, spendable: Money | None = None
) -> SeatsSold | None:
    """None unless the seats are held: sold already, or given back before the confirmation came.

    Chosen seats that cost more than was `paid` for them are not sold with the rest. Whoever paid for seats that she
    does not have gets it back, but what was paid on a flight given up may be spent on the one taken instead, as far as
    that is possible there: `spendable` is None when no flight was given up.
    """
    if claim.state is not ClaimState.HELD:
        return None
    is_paid = claim.charge is None or (paid is not None and paid.amount >= claim.charge.amount)
    unpaid = () if is_paid else tuple(claim.prices)
    seating = claim.seating.without(unpaid)
    worth = claim.charge if is_paid else None
    charge = _limit(paid, spendable) if paid and spendable else worth
    sold = replace(claim, state=ClaimState.SOLD, numbers=seating.numbers, prices=seating.prices, charge=charge)
    return SeatsSold(inventory, inventory.following(held=-claim.seats, sold=claim.seats), hold_id, sold, unpaid, paid)


def _limit(paid: Money, spendable: Money) -> Money | None:
    """None when nothing of it can be spent. Another currency never gets here, see the change's price."""
    amount = min(paid.amount, spendable.amount)
    return Money(amount, paid.currency) if amount else None


def decide_assignment(inventory: Inventory, claim: Claim, hold_id: str, seating: Seating) -> SeatsAssigned:
    """They are seats of this cabin, as many as the party takes at most, and nobody else's: see `choose_seats`."""
    return SeatsAssigned(inventory, inventory.following(), hold_id, claim, seating)

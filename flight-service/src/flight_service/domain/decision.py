"""What may become of the seats of a cabin: each decision with the inventory before it and after it, for one hold.

A store applies it in one conditional write; `announcements` tells the rest of the airline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flight_service.domain.claim import Claim, Seating
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.quote import Quote
from flight_service.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SeatsHeld:
    """`claim` is the traveller's from now on, each seat at the price quoted."""

    before: Inventory
    after: Inventory
    hold_id: str
    reservation_id: str
    claim: Claim
    quote: Quote
    same_route: bool | None = None

    @property
    def seats(self) -> int:
        return self.claim.seats


@dataclass(frozen=True, slots=True)
class SeatsRefused:
    before: Inventory
    after: Inventory
    hold_id: str
    seats: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class SeatsReleased:
    """`claim` is what is given back: seats that were held, or seats that were sold."""

    before: Inventory
    after: Inventory
    hold_id: str
    claim: Claim

    @property
    def seats(self) -> int:
        return self.claim.seats


@dataclass(frozen=True, slots=True)
class SeatsSold:
    """`claim` is the sale that a hold has become; `unpaid` are seats it had chosen and not paid for. Of what was `paid`
    for chosen seats whatever is more than the sale's charge goes back.
    """

    before: Inventory
    after: Inventory
    hold_id: str
    claim: Claim
    unpaid: tuple[str, ...] = ()
    paid: Money | None = None

    @property
    def seats(self) -> int:
        return self.claim.seats


@dataclass(frozen=True, slots=True)
class SeatsAssigned:
    """The party of `claim` sits at `seating` from now on, no longer at those it had."""

    before: Inventory
    after: Inventory
    hold_id: str
    claim: Claim
    seating: Seating

    @property
    def numbers(self) -> tuple[str, ...]:
        return self.seating.numbers

    @property
    def claim_after(self) -> Claim:
        seating = self.seating
        return replace(self.claim, numbers=seating.numbers, prices=seating.prices, charge=seating.charge)


@dataclass(frozen=True, slots=True)
class ReservationClosed:
    """A release came before its hold: nothing to give back, but the hold must find the door shut."""

    before: Inventory
    after: Inventory
    hold_id: str


Decision = SeatsHeld | SeatsRefused | SeatsReleased | SeatsSold | SeatsAssigned | ReservationClosed

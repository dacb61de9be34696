"""Seats of one cabin of one flight, and every decision that may be made about them.

An `Inventory` and what it knows of one hold (its `Claim`) go in, a decision comes out; the store applies it in one
conditional write. A hold is decided once: a second request finds its claim and changes nothing, and a claim that has
ended stays closed, so a message that comes late or twice cannot take seats again. Hence a reservation that tries again
(from a waitlist, or for another journey) does so under another hold id; the first is the reservation's own id.
Always: free >= 0 and free + held + sold = capacity.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.fare_class import Ladder, flat_ladder
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import FlightStatus
from flight_service.domain.money import Money
from flight_service.domain.offer import Offer
from flight_service.domain.quote import Quote
from flight_service.domain.seat_prices import NO_SEAT_PRICES, SeatPrices


@dataclass(frozen=True, slots=True)
class Segment:
    """A cabin of a flight as a reservation names it: there need be no such flight, nor such a cabin.

    `hold_id` is the key its seats are held under, empty for the reservation's own id. `replaces` is the flight it is
    taken instead of.
    """

    flight_id: str
    cabin: str
    hold_id: str = ""
    fare_family: str | None = None
    replaces: str | None = None
    paid_for_seats: Money | None = None

    def find_key(self) -> CabinKey | None:
        return CabinKey(self.flight_id, Cabin(self.cabin)) if self.cabin in Cabin.__members__ else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The flight's status and times are kept here too: a hold must be refused by the very document it writes.

    `fare` is the filed fare, which the ladder's classes and the price rules begin with.
    """

    key: CabinKey
    capacity: int
    free: int
    held: int
    sold: int
    fare: Money
    ladder: Ladder
    seat_prices: SeatPrices
    flight_status: FlightStatus
    flight_version: int
    departs_at: datetime
    arrives_at: datetime
    version: int

    @classmethod
    def opened(
        cls,
        key: CabinKey,
        capacity: int,
        fare: Money,
        *,
        flight_status: FlightStatus,
        departs_at: datetime,
        arrives_at: datetime,
        ladder: Ladder | None = None,
        seat_prices: SeatPrices = NO_SEAT_PRICES,
    ) -> Inventory:
        return cls(
            key=key,
            capacity=capacity,
            free=capacity,
            held=0,
            sold=0,
            fare=fare,
            ladder=ladder or flat_ladder(key.cabin),
            seat_prices=seat_prices,
            flight_status=flight_status,
            flight_version=1,
            departs_at=departs_at,
            arrives_at=arrives_at,
            version=1,
        )


class ClaimState(StrEnum):
    NONE = "NONE"
    HELD = "HELD"
    SOLD = "SOLD"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Claim:
    """What an inventory knows of one hold: how many seats, whose they are, which were chosen, and how they are sold.

    `reservation_id` is empty when it is the hold's own key. Those of the numbers that are `priced` cost `charge`
    together; once the seats are sold it is what was paid for them.
    """

    state: ClaimState
    seats: int = 0
    user_id: str = ""
    numbers: tuple[str, ...] = ()
    family: FareFamily = FareFamily.STANDARD
    fare_class: str = ""
    reservation_id: str = ""
    priced: tuple[str, ...] = ()
    charge: Money | None = None

    @property
    def seating(self) -> Seating:
        return Seating(self.numbers, self.priced, self.charge)


NO_CLAIM = Claim(ClaimState.NONE)


class RefusalCode(StrEnum):
    SOLD_OUT = "SOLD_OUT"
    FLIGHT_CANCELLED = "FLIGHT_CANCELLED"
    FLIGHT_DEPARTED = "FLIGHT_DEPARTED"
    EXPIRED = "EXPIRED"
    UNKNOWN_FLIGHT = "UNKNOWN_FLIGHT"


@dataclass(frozen=True, slots=True)
class Refusal:
    code: RefusalCode
    message: str


@dataclass(frozen=True, slots=True)
class HoldRequest:
    reservation_id: str
    seats: int
    expires_at: datetime
    user_id: str = ""
    offer: Offer | None = None
    # When the traveller asked: an offer that stood then still stands when a busy worker gets to it.
    asked_at: datetime | None = None
    hold_id: str = ""
    fare_family: str | None = None
    # Of a flight taken instead of another: whether it leads from and to the same airports.
    same_route: bool | None = None

    @property
    def key(self) -> str:
        """What the claim is found under."""
        return self.hold_id or self.reservation_id

    @property
    def family(self) -> FareFamily:
        """STANDARD for whoever did not choose."""
        return FareFamily.__members__.get(self.fare_family or "", FareFamily.STANDARD)

    def find_offered(self, key: CabinKey, now: datetime) -> Quote | None:
        """Whoever names no family gets the one that was offered."""
        if self.offer is None:
            return None
        offered = self.offer.find_quote(key, self.seats, at=self.asked_at or now)
        return offered if offered and self.fare_family in (None, offered.family) else None


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
    """`claim` is the sale that a hold has become; `unpaid` are seats it had chosen and not paid for."""

    before: Inventory
    after: Inventory
    hold_id: str
    claim: Claim
    unpaid: tuple[str, ...] = ()

    @property
    def seats(self) -> int:
        return self.claim.seats


@dataclass(frozen=True, slots=True)
class Seating:
    """Where a party sits, and what those of the seats cost that have a price."""

    numbers: tuple[str, ...]
    priced: tuple[str, ...] = ()
    charge: Money | None = None

    def without(self, lost: Collection[str]) -> Seating:
        """What was charged stays: it may be spent on other seats."""
        kept = tuple(number for number in self.numbers if number not in lost)
        return Seating(kept, tuple(number for number in self.priced if number not in lost), self.charge)


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


@dataclass(frozen=True, slots=True)
class ReservationClosed:
    """A release came before its hold: nothing to give back, but the hold must find the door shut."""

    before: Inventory
    after: Inventory
    hold_id: str


Decision = SeatsHeld | SeatsRefused | SeatsReleased | SeatsSold | SeatsAssigned | ReservationClosed


def decide_hold(
    inventory: Inventory, claim: Claim, request: HoldRequest, quote: Quote, now: datetime
) -> SeatsHeld | SeatsRefused | None:
    """None when this hold has been decided before. `quote` is what a seat of this inventory costs the party."""
    if claim.state is not ClaimState.NONE:
        return None
    refusal = find_refusal(inventory, request, now)
    if refusal is not None:
        return SeatsRefused(inventory, _next(inventory), request.key, request.seats, refusal)
    after = _next(inventory, free=-request.seats, held=request.seats)
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
            return ReservationClosed(inventory, _next(inventory), hold_id)
        case ClaimState.HELD:
            after = _next(inventory, free=claim.seats, held=-claim.seats)
        case ClaimState.SOLD:
            after = _next(inventory, free=claim.seats, sold=-claim.seats)
    return SeatsReleased(inventory, after, hold_id, claim)


def decide_sale(inventory: Inventory, claim: Claim, hold_id: str, paid: Money | None = None) -> SeatsSold | None:
    """None unless the seats are held: sold already, or given back before the confirmation came.

    Chosen seats that cost more than was `paid` for them are not sold with the rest; what was paid may be spent on
    others.
    """
    if claim.state is not ClaimState.HELD:
        return None
    is_paid = claim.charge is None or (paid is not None and paid.amount >= claim.charge.amount)
    unpaid = () if is_paid else claim.priced
    seating = claim.seating.without(unpaid)
    sold = replace(claim, state=ClaimState.SOLD, numbers=seating.numbers, priced=seating.priced, charge=paid)
    return SeatsSold(inventory, _next(inventory, held=-claim.seats, sold=claim.seats), hold_id, sold, unpaid)


def decide_assignment(inventory: Inventory, claim: Claim, hold_id: str, seating: Seating) -> SeatsAssigned:
    """They are seats of this cabin, as many as the party takes at most, and nobody else's: see `choose_seats`."""
    return SeatsAssigned(inventory, _next(inventory), hold_id, claim, seating)


def resize(inventory: Inventory, capacity: int) -> Inventory | None:
    """None when those who have seats would not fit."""
    free = capacity - inventory.held - inventory.sold
    if free < 0:
        return None
    return replace(inventory, capacity=capacity, free=free, version=inventory.version + 1)


def find_refusal(inventory: Inventory, request: HoldRequest, now: datetime) -> Refusal | None:
    """Why seats cannot be held now, if they cannot."""
    flight_id = inventory.key.flight_id
    if inventory.flight_status is FlightStatus.CANCELLED:
        return Refusal(RefusalCode.FLIGHT_CANCELLED, f"Flight {flight_id} is cancelled.")
    if inventory.flight_status not in (FlightStatus.SCHEDULED, FlightStatus.DELAYED) or inventory.departs_at <= now:
        return Refusal(
            RefusalCode.FLIGHT_DEPARTED, f"Flight {flight_id} is boarding or has left; it can no longer be booked."
        )
    if request.expires_at <= now:
        return Refusal(RefusalCode.EXPIRED, "The reservation's deadline passed before seats were held.")
    if inventory.free < request.seats:
        return Refusal(
            RefusalCode.SOLD_OUT,
            f"Only {inventory.free} seats are left in {inventory.key.cabin} of flight {flight_id}.",
        )
    return None


def _next(inventory: Inventory, *, free: int = 0, held: int = 0, sold: int = 0) -> Inventory:
    return replace(
        inventory,
        free=inventory.free + free,
        held=inventory.held + held,
        sold=inventory.sold + sold,
        version=inventory.version + 1,
    )

"""What the rest of the airline is told: one `FlightUpdate` per change of a flight or of its seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from flight_service.domain.claim import ClaimState, Seating
from flight_service.domain.decision import (
    Decision,
    ReservationClosed,
    SeatsAssigned,
    SeatsHeld,
    SeatsRefused,
    SeatsReleased,
    SeatsSold,
)
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.hold_request import HoldRequest, Segment
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.quote import Quote
from flight_service.domain.refusal import Refusal
from flight_service.domain.reseating import Reseating


class Change(StrEnum):
    SEATS_HELD = "seats_held"
    SEATS_REFUSED = "seats_refused"
    SEATS_RELEASED = "seats_released"
    SEATS_SOLD = "seats_sold"
    CREATED = "created"
    RESCHEDULED = "rescheduled"
    STATUS_CHANGED = "status_changed"
    FARE_CHANGED = "fare_changed"
    CANCELLED = "cancelled"
    AIRCRAFT_CHANGED = "aircraft_changed"
    CAPACITY_CHANGED = "capacity_changed"
    SEATS_CHOSEN = "seats_chosen"
    SEATS_UNPAID = "seats_unpaid"
    SEATS_BLOCKED = "seats_blocked"
    SEATS_UNBLOCKED = "seats_unblocked"
    SEATS_MOVED = "seats_moved"


class HoldOutcome(StrEnum):
    HELD = "held"
    REFUSED = "refused"
    RELEASED = "released"
    SOLD = "sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldResult:
    """`quote` is what each seat was held at, and with. `hold_id` is the reservation's own id when empty."""

    reservation_id: str
    cabin: str
    outcome: HoldOutcome
    seats: int
    quote: Quote | None = None
    refusal: Refusal | None = None
    hold_id: str = ""
    same_route: bool | None = None
    # Of a flight taken instead of another: the most that chosen seats could cost the party there.
    seats_worth: Money | None = None


@dataclass(frozen=True, slots=True)
class SeatsTakenBack:
    """Chosen seats that the party has no more; it still has its places in the cabin. For those `moved` it has others,
    as good; those `ordinary` are its own still, but no longer what it paid for.
    """

    reservation_id: str
    cabin: str
    numbers: tuple[str, ...]
    moved: Mapping[str, str] = field(default_factory=dict)
    ordinary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCharge:
    """What the seats that a party has chosen in a cabin cost together, as of `revision`; `prices` are those of the
    seats that have one. Once they are sold it is what stands of what was paid for them.
    """

    reservation_id: str
    hold_id: str
    cabin: str
    charge: Money
    revision: int
    prices: Mapping[str, Money]
    is_sold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What travellers call a flight, and between which airports it flies."""

    designator: str
    origin: str
    destination: str
    origin_zone: str
    destination_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightUpdate:
    """`inventories` are the cabins touched, as they are afterwards. An unknown flight has version 0 and no status."""

    flight_id: str
    flight_version: int
    change: Change
    status: FlightStatus | None = None
    departs_at: datetime | None = None
    arrives_at: datetime | None = None
    inventories: tuple[Inventory, ...] = ()
    route: Route | None = None
    hold: HoldResult | None = None
    taken_back: SeatsTakenBack | None = None
    seat_charge: SeatCharge | None = None


def announce_flight(flight: Flight, change: Change, inventories: tuple[Inventory, ...] = ()) -> FlightUpdate:
    return FlightUpdate(
        flight_id=flight.id,
        flight_version=flight.version,
        change=change,
        status=flight.status,
        departs_at=flight.departs_at,
        arrives_at=flight.arrives_at,
        inventories=inventories,
    )


def announce_decision(decision: Decision, reservation_id: str) -> Iterator[FlightUpdate]:
    """Nothing when the counts have not changed."""
    quote: Quote | None = None
    same_route: bool | None = None
    refusal: Refusal | None = None
    match decision:
        case ReservationClosed() | SeatsAssigned():
            return
        case SeatsHeld():
            change, outcome, quote = Change.SEATS_HELD, HoldOutcome.HELD, decision.quote
            same_route = decision.same_route
        case SeatsRefused():
            change, outcome, refusal = Change.SEATS_REFUSED, HoldOutcome.REFUSED, decision.refusal
        case SeatsReleased():
            change, outcome = Change.SEATS_RELEASED, HoldOutcome.RELEASED
        case SeatsSold():
            change, outcome = Change.SEATS_SOLD, HoldOutcome.SOLD
    after = decision.after
    yield FlightUpdate(
        flight_id=after.key.flight_id,
        flight_version=after.flight_version,
        change=change,
        status=after.flight_status,
        departs_at=after.departs_at,
        arrives_at=after.arrives_at,
        inventories=(after,),
        hold=HoldResult(
            reservation_id=reservation_id,
            hold_id=decision.hold_id if decision.hold_id != reservation_id else "",
            cabin=after.key.cabin,
            outcome=outcome,
            seats=decision.seats,
            quote=quote,
            refusal=refusal,
            same_route=same_route,
        ),
    )


def announce_seats_unpaid(decision: SeatsSold) -> FlightUpdate | None:
    """None unless it sells other seats than it had chosen, or than were paid for."""
    taken_back = None
    if decision.unpaid:
        taken_back = SeatsTakenBack(_find_reservation_id(decision), decision.after.key.cabin, decision.unpaid)
    is_as_paid = decision.paid == decision.claim.charge
    if taken_back is None and is_as_paid:
        return None
    update = _announce_inventory(decision.after, Change.SEATS_UNPAID if decision.unpaid else Change.SEATS_CHOSEN)
    charge = None if is_as_paid else _build_charge(decision, decision.claim.seating, is_sold=True)
    return replace(update, taken_back=taken_back, seat_charge=charge)


def announce_reseating(decision: SeatsAssigned, reseating: Reseating) -> FlightUpdate:
    """With another aircraft: what it cost, too, if any of it was for seats that are no more what they were."""
    before, now = decision.claim, decision.seating
    taken_back = SeatsTakenBack(
        _find_reservation_id(decision),
        decision.after.key.cabin,
        reseating.lost,
        reseating.moved,
        reseating.ordinary,
    )
    update = replace(_announce_inventory(decision.after, Change.AIRCRAFT_CHANGED), taken_back=taken_back)
    if (before.charge, before.prices) == (now.charge, now.prices):
        return update
    return replace(update, seat_charge=_build_charge(decision, now, is_sold=before.state is ClaimState.SOLD))


def announce_seat_moved(decision: SeatsAssigned, number: str, other: str) -> FlightUpdate:
    """Staff have said that the party sits at the other seat: what it pays for that has not become more."""
    reservation_id, cabin = _find_reservation_id(decision), decision.after.key.cabin
    update = replace(
        _announce_inventory(decision.after, Change.SEATS_MOVED),
        taken_back=SeatsTakenBack(reservation_id, cabin, (), {number: other}),
    )
    if set(decision.claim.prices) == set(decision.seating.prices):
        return update
    is_sold = decision.claim.state is ClaimState.SOLD
    return replace(update, seat_charge=_build_charge(decision, decision.seating, is_sold=is_sold))


def announce_capacity(after: Inventory) -> FlightUpdate:
    return _announce_inventory(after, Change.CAPACITY_CHANGED)


def announce_blocks(before: Inventory, after: Inventory) -> FlightUpdate:
    """Whoever waits for a seat hears of those that have come free."""
    change = Change.SEATS_UNBLOCKED if after.free > before.free else Change.SEATS_BLOCKED
    return _announce_inventory(after, change)


def announce_seats_chosen(decision: SeatsAssigned) -> FlightUpdate | None:
    """None unless what is charged has changed, or for which seats while they are not sold."""
    before, now = decision.claim, decision.seating
    is_sold = before.state is ClaimState.SOLD
    if before.charge == now.charge and (is_sold or set(before.prices) == set(now.prices)):
        return None
    charge = _build_charge(decision, now, is_sold=is_sold)
    return replace(_announce_inventory(decision.after, Change.SEATS_CHOSEN), seat_charge=charge)


def _build_charge(decision: SeatsAssigned | SeatsSold, now: Seating, *, is_sold: bool) -> SeatCharge:
    """The inventory's version says which is the newest."""
    after, claim = decision.after, decision.claim
    return SeatCharge(
        reservation_id=_find_reservation_id(decision),
        hold_id=decision.hold_id if claim.reservation_id else "",
        cabin=after.key.cabin,
        charge=now.charge or Money(Decimal(0), after.fare.currency),
        revision=after.version,
        prices={number: Money(price, after.fare.currency) for number, price in now.prices.items()},
        is_sold=is_sold,
    )


def _find_reservation_id(decision: SeatsAssigned | SeatsSold) -> str:
    return decision.claim.reservation_id or decision.hold_id


def _announce_inventory(after: Inventory, change: Change) -> FlightUpdate:
    return FlightUpdate(
        flight_id=after.key.flight_id,
        flight_version=after.flight_version,
        change=change,
        status=after.flight_status,
        departs_at=after.departs_at,
        arrives_at=after.arrives_at,
        inventories=(after,),
    )


def announce_unknown_cabin(segment: Segment, request: HoldRequest, refusal: Refusal) -> FlightUpdate:
    return FlightUpdate(
        flight_id=segment.flight_id,
        flight_version=0,
        change=Change.SEATS_REFUSED,
        hold=HoldResult(
            reservation_id=request.reservation_id,
            hold_id=segment.hold_id,
            cabin=segment.cabin,
            outcome=HoldOutcome.REFUSED,
            seats=request.seats,
            refusal=refusal,
        ),
    )

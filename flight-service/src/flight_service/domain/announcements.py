"""What the rest of the airline is told: one `FlightUpdate` per change of a flight or of its seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from flight_service.domain.claim import ClaimState
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


@dataclass(frozen=True, slots=True)
class SeatsTakenBack:
    """Chosen seats that the party has no more; it still has its places in the cabin."""

    reservation_id: str
    cabin: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCharge:
    """What the seats that a party has chosen in a cabin cost together, as of `revision`; `prices` are those of the
    seats that have one.
    """

    reservation_id: str
    hold_id: str
    cabin: str
    charge: Money
    revision: int
    prices: Mapping[str, Money]


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


def announce_seats_taken_back(
    decision: SeatsAssigned | SeatsSold, lost: tuple[str, ...], change: Change
) -> FlightUpdate:
    reservation_id = decision.claim.reservation_id or decision.hold_id
    taken_back = SeatsTakenBack(reservation_id, decision.after.key.cabin, lost)
    return replace(_announce_inventory(decision.after, change), taken_back=taken_back)


def announce_capacity(after: Inventory) -> FlightUpdate:
    return _announce_inventory(after, Change.CAPACITY_CHANGED)


def announce_seats_chosen(decision: SeatsAssigned, prices: Mapping[str, Decimal]) -> FlightUpdate | None:
    """None unless what is charged has changed, or for which seats while they are not sold. The inventory's version says
    which choice is the newest.
    """
    before, now, after = decision.claim, decision.seating, decision.after
    is_same = before.state is ClaimState.SOLD or set(before.priced) == set(now.priced)
    if before.charge == now.charge and is_same:
        return None
    charge = SeatCharge(
        reservation_id=before.reservation_id or decision.hold_id,
        hold_id=decision.hold_id if before.reservation_id else "",
        cabin=after.key.cabin,
        charge=now.charge or Money(Decimal(0), after.fare.currency),
        revision=after.version,
        prices={number: Money(prices[number], after.fare.currency) for number in now.priced},
    )
    return replace(_announce_inventory(after, Change.SEATS_CHOSEN), seat_charge=charge)


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

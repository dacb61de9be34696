"""`FlightUpdate` -> `flight.updated` event, as it stands in an outbox."""

from __future__ import annotations

from typing import Any

from flight_service.domain import announcements, fare_family, money
from flight_service.domain.announcements import FlightUpdate, HoldResult
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import Announce, OutboxEntry
from flight_service.domain.quote import Quote
from wire.envelope import Envelope, new_event, to_document
from wire.events import (
    CabinAvailability,
    ChargedSeat,
    FareConditions,
    FlightUpdated,
    Hold,
    Money,
    Refusal,
    Route,
    SeatCharge,
    SeatMove,
    SeatsTakenBack,
)


def announce_because_of(cause: Envelope | None = None) -> Announce:
    """The event gets its id here, when it is written down, and keeps it however often it is sent."""

    def announce(update: FlightUpdate) -> OutboxEntry:
        event = new_event(FlightUpdated.type, update.flight_id, to_flight_updated(update), cause=cause)
        return to_document(event)

    return announce


def to_flight_updated(update: FlightUpdate) -> FlightUpdated:
    return FlightUpdated(
        flight_id=update.flight_id,
        flight_version=update.flight_version,
        change=update.change.value,
        status=update.status.value if update.status else None,
        departs_at=update.departs_at,
        arrives_at=update.arrives_at,
        availability={inventory.key.cabin.value: _to_availability(inventory) for inventory in update.inventories},
        route=_to_route(update.route) if update.route else None,
        hold=_to_hold(update.hold) if update.hold else None,
        taken_back=_to_taken_back(update.taken_back) if update.taken_back else None,
        seat_charge=_to_seat_charge(update.seat_charge) if update.seat_charge else None,
    )


def _to_availability(inventory: Inventory) -> CabinAvailability:
    return CabinAvailability(
        capacity=inventory.capacity,
        free=inventory.free,
        held=inventory.held,
        sold=inventory.sold,
        blocked=inventory.blocked,
        revision=inventory.version,
    )


def _to_route(route: announcements.Route) -> Route:
    return Route(
        designator=route.designator,
        origin=route.origin,
        destination=route.destination,
        origin_zone=route.origin_zone,
        destination_zone=route.destination_zone,
    )


def _to_hold(hold: HoldResult) -> Hold:
    return Hold(
        reservation_id=hold.reservation_id,
        cabin=hold.cabin,
        outcome=hold.outcome.value,
        seats=hold.seats,
        **_to_quoted(hold.quote),
        refusal=Refusal(code=hold.refusal.code.value, message=hold.refusal.message) if hold.refusal else None,
        hold_id=hold.hold_id or None,
        same_route=hold.same_route,
        seats_worth=_to_money(hold.seats_worth) if hold.seats_worth else None,
    )


def _to_taken_back(lost: announcements.SeatsTakenBack) -> SeatsTakenBack:
    return SeatsTakenBack(
        reservation_id=lost.reservation_id,
        cabin=lost.cabin,
        seats=lost.numbers,
        moved=tuple(SeatMove(before=before, after=after) for before, after in lost.moved.items()),
        ordinary=lost.ordinary,
    )


def _to_seat_charge(value: announcements.SeatCharge) -> SeatCharge:
    return SeatCharge(
        reservation_id=value.reservation_id,
        hold_id=value.hold_id or None,
        cabin=value.cabin,
        charge=_to_money(value.charge),
        revision=value.revision,
        seats=tuple(ChargedSeat(number=number, price=_to_money(price)) for number, price in value.prices.items()),
        is_sold=value.is_sold,
    )


def _to_quoted(quote: Quote | None) -> dict[str, Any]:
    if quote is None:
        return {}
    return {
        "fare": _to_money(quote.fare),
        "fare_family": quote.family.value,
        "fare_class": quote.fare_class,
        "conditions": _to_conditions(quote.conditions),
    }


def _to_conditions(value: fare_family.FareConditions) -> FareConditions:
    return FareConditions(
        changeable=value.changeable,
        refundable=value.refundable,
        change_fee=_to_money(value.change_fee) if value.change_fee else None,
        refund_fee=_to_money(value.refund_fee) if value.refund_fee else None,
    )


def _to_money(value: money.Money) -> Money:
    return Money(amount=value.amount_text, currency=value.currency)

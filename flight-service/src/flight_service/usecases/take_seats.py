"""A reservation was created: hold its seats on every segment, or on none.

Safe to run twice and to die anywhere: each segment is decided once by its inventory, and a refusal gives back what the
other segments hold, as often as it is met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flight_service.domain.announcements import announce_decision, announce_unknown_cabin
from flight_service.domain.inventory import (
    ClaimState,
    HoldRequest,
    Inventory,
    Refusal,
    RefusalCode,
    SeatsHeld,
    Segment,
    decide_hold,
)
from flight_service.domain.ports import Announce
from flight_service.domain.pricing import Tariff
from flight_service.domain.quote import Quote
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.stores import Stores


def take_seats(
    stores: Stores, segments: Sequence[Segment], request: HoldRequest, announce: Announce, now: datetime
) -> bool:
    """False when a segment was refused; then nothing is held any more."""
    routes = _find_routes(stores, segments)
    taken: list[Segment] = []
    for segment in segments:
        if not _hold(stores, segment, _ask_for(segment, request, routes), announce, now):
            release_seats(stores, taken, request.reservation_id, announce)
            return False
        taken.append(segment)
    return True


def _find_routes(stores: Stores, segments: Sequence[Segment]) -> Mapping[str, tuple[str, str]]:
    """From where to where the flights lead that are to stand for others, and those others: in one query, or none."""
    concerned = {flight_id for one in segments if one.replaces for flight_id in (one.flight_id, one.replaces)}
    flights = stores.flights.find_many(concerned) if concerned else {}
    return {flight_id: (flight.origin, flight.destination) for flight_id, flight in flights.items()}


def _ask_for(segment: Segment, request: HoldRequest, routes: Mapping[str, tuple[str, str]]) -> HoldRequest:
    same_route = None
    if segment.replaces:
        same_route = segment.flight_id in routes and routes[segment.flight_id] == routes.get(segment.replaces)
    return replace(request, hold_id=segment.hold_id, fare_family=segment.fare_family, same_route=same_route)


def _hold(stores: Stores, segment: Segment, request: HoldRequest, announce: Announce, now: datetime) -> bool:
    """Whether its seats in this cabin are held. Repeats when another decision came in between."""
    if stores.refusals.is_recorded(segment, request.key):
        return False
    key = segment.find_key()
    while key and (found := stores.inventories.find(key, request.key)):
        inventory, claim = found
        decision = decide_hold(inventory, claim, request, _quote(stores, inventory, request, now), now)
        if decision is None:
            return claim.state is not ClaimState.CLOSED
        update = announce_decision(decision, request.reservation_id)
        if stores.inventories.apply(decision, [announce(update)] if update else []):
            return isinstance(decision, SeatsHeld)
    _refuse_unknown(stores, segment, request, announce)
    return False


def _quote(stores: Stores, inventory: Inventory, request: HoldRequest, now: datetime) -> Quote:
    """What was offered, or else what a seat costs at this moment."""
    if (offered := request.find_offered(inventory.key, now)) is not None:
        return offered
    tariff = Tariff(stores.price_rules.in_force())
    flight = stores.flights.find(inventory.key.flight_id) if tariff.rules else None
    return tariff.quote(flight, inventory, seats=request.seats, family=request.family)


def _refuse_unknown(stores: Stores, segment: Segment, request: HoldRequest, announce: Announce) -> None:
    refusal = Refusal(RefusalCode.UNKNOWN_FLIGHT, f"There is no {segment.cabin} cabin on a flight {segment.flight_id}.")
    update = announce_unknown_cabin(segment, request, refusal)
    stores.refusals.record(segment, request.key, refusal.code, announce(update))

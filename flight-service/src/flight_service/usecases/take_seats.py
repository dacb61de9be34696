"""A reservation was created: hold its seats on every segment, or on none.

Safe to run twice and to die anywhere: each segment is decided once by its inventory. A refusal gives back what the
other segments hold. Dying before that is mended by the reservation, which hears of the refusal and says that it failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum

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
    answers: dict[Segment, _Answer] = {}
    for segment in segments:
        answer = _hold(stores, segment, _ask_for(segment, request, routes), announce, now)
        if answer in (_Answer.REFUSED, _Answer.CLOSED):
            release_seats(stores, _find_given_back(answers, answer), request.reservation_id, announce)
            return False
        answers[segment] = answer
    return True


class _Answer(Enum):
    """What became of one segment: decided now, or found as it was decided before."""

    HELD = "held now"
    KEPT = "held or sold before"
    REFUSED = "refused now"
    CLOSED = "refused or given back before"


def _find_given_back(answers: Mapping[Segment, _Answer], end: _Answer) -> list[Segment]:
    """Refused now, nobody has been told yet that the journey stands, so all of it goes back. But a door that was closed
    before may be one the traveller has left for another flight, and this an old message: what she kept stays hers.
    """
    is_new = end is _Answer.REFUSED
    return [segment for segment, answer in answers.items() if is_new or answer is _Answer.HELD]


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


def _hold(stores: Stores, segment: Segment, request: HoldRequest, announce: Announce, now: datetime) -> _Answer:
    """Repeats when another decision came in between."""
    if stores.refusals.is_recorded(segment, request.key):
        return _Answer.CLOSED
    key = segment.find_key()
    while key and (found := stores.inventories.find(key, request.key)):
        inventory, claim = found
        decision = decide_hold(inventory, claim, request, _quote(stores, inventory, request, now), now)
        if decision is None:
            return _Answer.CLOSED if claim.state is ClaimState.CLOSED else _Answer.KEPT
        update = announce_decision(decision, request.reservation_id)
        if stores.inventories.apply(decision, [announce(update)] if update else []):
            return _Answer.HELD if isinstance(decision, SeatsHeld) else _Answer.REFUSED
    _refuse_unknown(stores, segment, request, announce)
    return _Answer.REFUSED


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

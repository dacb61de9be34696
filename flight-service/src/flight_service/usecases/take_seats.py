"""A reservation was created: hold its seats on every segment, or on none.

Safe to run twice and to die anywhere: each segment is decided once by its inventory. A refusal gives back what the
other segments hold. Dying before that is mended by the reservation, which hears of the refusal and says that it failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum

from flight_service.domain.announcements import FlightUpdate, Route, announce_decision, announce_unknown_cabin
from flight_service.domain.claim import Claim, ClaimState
from flight_service.domain.decide import decide_hold
from flight_service.domain.decision import Decision, SeatsHeld, SeatsRefused
from flight_service.domain.flight import Flight
from flight_service.domain.hold_request import HoldRequest, Segment
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import Announce, ReferenceData
from flight_service.domain.pricing import Tariff
from flight_service.domain.quote import Quote
from flight_service.domain.refusal import Refusal, RefusalCode
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.seat_credit import find_spendable
from flight_service.usecases.stores import Stores
from flight_service.usecases.take_turns import Turn, take_turns

FindFlight = Callable[[str], Flight | None]


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
    if stores.refusals.find_recorded([(segment, request.key)]):
        return _Answer.CLOSED
    key, turn = segment.find_key(), build_hold(stores, request, announce, now, stores.flights.find)
    outcomes = take_turns(stores.inventories, key, [turn]) if key else None
    if not outcomes:
        _refuse_unknown(stores, segment, request, announce)
        return _Answer.REFUSED
    if outcomes[0].decision is None:
        return _Answer.CLOSED if outcomes[0].claim.state is ClaimState.CLOSED else _Answer.KEPT
    return _Answer.HELD if isinstance(outcomes[0].decision, SeatsHeld) else _Answer.REFUSED


def build_hold(
    stores: Stores, request: HoldRequest, announce: Announce, now: datetime, find_flight: FindFlight
) -> Turn:
    """Seats of one cabin, be it all of the journey or a part."""

    def decide(inventory: Inventory, claim: Claim) -> SeatsHeld | SeatsRefused | None:
        return decide_hold(inventory, claim, request, _quote(stores, inventory, request, now, find_flight), now)

    def tell(decision: Decision) -> Iterator[FlightUpdate]:
        route, worth = None, None
        if isinstance(decision, SeatsHeld) and (flight := find_flight(decision.after.key.flight_id)):
            route = find_route(stores.reference, flight)
            if request.same_route is not None:
                worth = find_spendable(stores, decision.after, decision.claim, request.key)
        for update in announce_decision(decision, request.reservation_id):
            held = replace(update.hold, seats_worth=worth) if update.hold else None
            yield replace(update, route=route, hold=held) if held else update

    return Turn(request.key, decide, tell, announce)


def find_route(reference: ReferenceData, flight: Flight) -> Route | None:
    """None while an airport is not known: a hold does not fail for want of words."""
    origin, destination = reference.find_airport(flight.origin), reference.find_airport(flight.destination)
    if origin is None or destination is None:
        return None
    return Route(
        designator=flight.designator,
        origin=origin.code,
        destination=destination.code,
        origin_zone=origin.time_zone,
        destination_zone=destination.time_zone,
    )


def _quote(stores: Stores, inventory: Inventory, request: HoldRequest, now: datetime, find_flight: FindFlight) -> Quote:
    """What was offered, or else what a seat costs at this moment."""
    if (offered := request.find_offered(inventory.key, now)) is not None:
        return offered
    tariff = Tariff(stores.price_rules.in_force())
    flight = find_flight(inventory.key.flight_id) if tariff.rules else None
    return tariff.quote(flight, inventory, seats=request.seats, family=request.family)


def _refuse_unknown(stores: Stores, segment: Segment, request: HoldRequest, announce: Announce) -> None:
    refusal = Refusal(RefusalCode.UNKNOWN_FLIGHT, f"There is no {segment.cabin} cabin on a flight {segment.flight_id}.")
    update = announce_unknown_cabin(segment, request, refusal)
    stores.refusals.record(segment, request.key, refusal.code, announce(update))

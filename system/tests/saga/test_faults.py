"""Everything dies in the middle of it, and the books still balance.

Short by default; CHAOS=long (`make chaos`) kills for longer, more often and in a larger crowd.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from airline_system.crowd import Crowd, SubgraphDoor, Wish
from airline_system.deaths import let_workers_die
from airline_system.gateway_client import GraphQLFailed
from airline_system.ledger import Seats
from airline_system.saboteur import Saboteur
from wire.figures import RecordFigures

pytestmark = pytest.mark.chaos
IS_LONG = os.environ.get("CHAOS") == "long"
BUYERS, SEATS, ROUNDS = (600, 120, 3) if IS_LONG else (90, 20, 1)
PATIENCE_SECONDS = 240
# What is under way after the last fault must go on within this time.
HEALING_SECONDS = 120
WORKERS = ("flights-worker-1", "reservations-worker-1", "flights-worker-2", "reservations-worker-2")


def buy_while_killing(airline: Any, victims: tuple[str, ...], interval_seconds: float, *, deaths: int = 1) -> str:
    """Crowds buy while the victims die in turn, until so many have died; the books are checked after each crowd. What
    came of it, in words.
    """
    rounds, killed = 0, Counter[str]()
    while rounds < ROUNDS or killed.total() < deaths:
        flight_id = airline.open_flight(SEATS)
        # A fast machine may have told a whole crowd before the first death: then the next crowd's comes earlier.
        haste = min(1.0, (1 + killed.total()) / (1 + rounds))
        with Saboteur(airline.stack, victims, interval_seconds * haste) as saboteur:
            outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy([Wish((flight_id,))] * BUYERS)
        airline.ledger.wait_until_quiet([flight_id], HEALING_SECONDS)
        assert Counter(one.has_lost for one in outcomes) == {False: SEATS, True: BUYERS - SEATS}
        assert sum(one.status == "CONFIRMED" for one in outcomes) == SEATS
        assert airline.ledger.seats(flight_id) == Seats(capacity=SEATS, free=0, held=0, sold=SEATS)
        assert airline.ledger.contradictions([flight_id]) == []
        assert airline.ledger.dead_letters() == []
        rounds, killed = rounds + 1, killed + saboteur.kills
    who_died = ", ".join(f"{victim} {times} times" for victim, times in killed.items())
    return f"{rounds * BUYERS} buyers of {rounds * SEATS} seats, each sold once; killed: {who_died}"


def test_dying_workers_lose_and_repeat_nothing(airline: Any, record_figures: RecordFigures) -> None:
    record_figures(buy_while_killing(airline, WORKERS, 0.5, deaths=3))


def test_a_dying_database_loses_and_repeats_nothing(airline: Any, record_figures: RecordFigures) -> None:
    record_figures(buy_while_killing(airline, ("database",), 1.0))


def test_dying_services_answer_when_they_are_back(airline: Any, record_figures: RecordFigures) -> None:
    record_figures(buy_while_killing(airline, ("reservations",), 1.0))


@pytest.mark.rabbitmq
def test_a_dying_broker_loses_and_repeats_nothing(rabbitmq_airline: Any, record_figures: RecordFigures) -> None:
    record_figures(buy_while_killing(rabbitmq_airline, ("rabbitmq",), 1.0))


@pytest.fixture
def only_dying_workers(airline: Any) -> Iterator[None]:
    """The system's own workers rest meanwhile."""
    for name in WORKERS:
        airline.stack.processes[name].kill()
    yield
    airline.stack.start_again(WORKERS)


BOUNDARIES = range(1, 101) if IS_LONG else (1, 2, 3, 4, 5, 6, 8, 11, 15)


@pytest.mark.usefixtures("only_dying_workers")
def test_a_worker_may_die_between_any_two_steps(airline: Any, record_figures: RecordFigures) -> None:
    """Before and after every commit, publish, confirm and acknowledgement, in both services."""
    flight_id = airline.open_flight(2 * len(BOUNDARIES))
    buyer = airline.client("reservations")
    deaths = created = 0
    for boundary in BOUNDARIES:
        created += sum(create(buyer, flight_id, f"{flight_id} {boundary} {number}") for number in range(3))
        deaths += let_workers_die(airline.stack, boundary)
    airline.stack.start_again(WORKERS)
    airline.ledger.wait_until_quiet([flight_id], HEALING_SECONDS)
    record_figures(f"{len(BOUNDARIES)} boundaries, {deaths} deaths at them")
    confirmed = 2 * len(BOUNDARIES)
    assert airline.ledger.statuses([flight_id]) == Counter(CONFIRMED=confirmed, FAILED=created - confirmed)
    assert airline.ledger.contradictions([flight_id]) == []
    assert airline.ledger.dead_letters() == []


def create(buyer: Any, flight_id: str, key: str) -> bool:
    """False when the last seats are known to be gone."""
    query = """mutation($f: ID!, $key: String!) { createReservation(idempotencyKey: $key, input: {
        segments: [{flightId: $f}], passengers: [{firstName: "Ada", lastName: "Lovelace"}]}) { id } }"""
    try:
        buyer.execute(query, {"f": flight_id, "key": key})
    except GraphQLFailed as failed:
        if failed.errors[0]["extensions"].get("reason") != "SOLD_OUT":
            raise
        return False
    return True

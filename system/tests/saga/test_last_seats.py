"""More buyers than seats, all at once: every seat is sold once, everybody is told, and nothing is left over.

Short by default; CHAOS=long (`make chaos`) is fifty rushes of a thousand buyers for a hundred seats, or as many as
RUSHES says.
"""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from airline_system.crowd import REFUSED, Crowd, Outcome, SubgraphDoor, Wish
from airline_system.ledger import Seats
from airline_system.patience import wait_for
from airline_system.subgraph_client import SubgraphClient
from wire.figures import RecordFigures
from wire.identity import Caller

HOLD = """
mutation($flight: ID!) {
  createReservation(idempotencyKey: "hold", input: {
    holdForPayment: true, segments: [{flightId: $flight}], passengers: [{firstName: "Ada", lastName: "Lovelace"}]
  }) { id }
}
"""
IS_LONG = os.environ.get("CHAOS") == "long"
BUYERS, SEATS, RUSHES = (1000, 100, int(os.environ.get("RUSHES", "50"))) if IS_LONG else (300, 60, 1)
PATIENCE_SECONDS = 240


@pytest.mark.chaos
def test_every_rush_sells_every_seat_once(airline: Any, record_figures: RecordFigures) -> None:
    for rush in range(RUSHES):
        flight_id = airline.open_flight(SEATS)
        outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy([Wish((flight_id,))] * BUYERS)
        record_figures(f"rush {rush + 1}, {BUYERS} buyers for {SEATS} seats: {describe_waits(outcomes)}")
        airline.ledger.wait_until_quiet([flight_id], 120)
        check_told(outcomes, confirmed=SEATS)
        stored = airline.ledger.statuses([flight_id])
        assert stored["CONFIRMED"] == SEATS
        assert set(stored) <= {"CONFIRMED", "FAILED"}
        assert airline.ledger.seats(flight_id) == Seats(capacity=SEATS, free=0, held=0, sold=SEATS)
        assert airline.ledger.contradictions([flight_id]) == []
        assert airline.ledger.dead_letters() == []


def check_told(outcomes: Sequence[Outcome], *, confirmed: int) -> None:
    """Everybody knows: so many have their seats, all others have lost them."""
    assert sum(one.status == "CONFIRMED" for one in outcomes) == confirmed
    assert sum(one.has_lost for one in outcomes) == len(outcomes) - confirmed


def describe_waits(outcomes: Sequence[Outcome]) -> str:
    waits = sorted(one.seconds for one in outcomes if one.has_lost)
    refused = sum(one.status == REFUSED for one in outcomes)
    ordered = max(one.ordered_seconds for one in outcomes)
    return (
        f"losers told after {statistics.median(waits):.1f} s in the median, {waits[-1]:.1f} s at most, {refused} of them"
        f" at once; all orders were answered after {ordered:.1f} s"
    )


def test_parties_of_three_take_whole_parties_of_seats(airline: Any) -> None:
    flight_id = airline.open_flight(20)
    outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy([Wish((flight_id,), passengers=3)] * 30)
    airline.ledger.wait_until_quiet([flight_id], 120)
    check_told(outcomes, confirmed=6)
    assert airline.ledger.seats(flight_id) == Seats(capacity=20, free=2, held=0, sold=18)
    assert airline.ledger.contradictions([flight_id]) == []


def test_a_journey_is_held_whole_or_not_at_all(airline: Any) -> None:
    """The second flight has fewer seats: whoever is refused there gives back the seat on the first."""
    roomy, tight = airline.open_flight(40), airline.open_flight(7)
    outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy([Wish((roomy, tight))] * 30)
    airline.ledger.wait_until_quiet([roomy, tight], 120)
    check_told(outcomes, confirmed=7)
    assert airline.ledger.seats(roomy) == Seats(capacity=40, free=33, held=0, sold=7)
    assert airline.ledger.seats(tight) == Seats(capacity=7, free=0, held=0, sold=7)
    assert airline.ledger.contradictions([roomy, tight]) == []


def test_cancelled_seats_are_free_again(airline: Any) -> None:
    flight_id = airline.open_flight(10)
    wishes = [Wish((flight_id,), cancels=True)] * 10
    outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy(wishes)
    assert Counter(one.status for one in outcomes) == {"CANCELLED": 10}
    airline.ledger.wait_until_quiet([flight_id], 120)
    assert airline.ledger.seats(flight_id) == Seats(capacity=10, free=10, held=0, sold=0)
    assert airline.ledger.contradictions([flight_id]) == []


def test_seats_that_nobody_pays_for_are_free_again(airline: Any, record_figures: RecordFigures) -> None:
    flight_id = airline.open_flight(10)
    for number in range(10):
        holder = Caller(f"holder-{number}-{flight_id}", frozenset({"CUSTOMER"}))
        SubgraphClient(airline.stack, "reservations", holder).execute(HOLD, {"flight": flight_id})
    wait_for(lambda: airline.ledger.statuses([flight_id]) == {"HELD": 10})
    assert airline.ledger.seats(flight_id) == Seats(capacity=10, free=0, held=10, sold=0)
    over = time.monotonic()
    airline.ledger.run_out(flight_id)
    wait_for(lambda: airline.ledger.seats(flight_id).free == 10)
    record_figures(f"the last of ten seats was free {time.monotonic() - over:.1f} s after the time to pay was over")
    airline.ledger.wait_until_quiet([flight_id], 120)
    assert airline.ledger.statuses([flight_id]) == {"EXPIRED": 10}
    assert airline.ledger.contradictions([flight_id]) == []

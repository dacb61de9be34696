"""More buyers than seats, all at once: every seat is sold once, everybody is told, and nothing is left over."""

from __future__ import annotations

from collections import Counter
from typing import Any

from airline_system.crowd import Crowd, SubgraphDoor, Wish
from airline_system.ledger import Seats

PATIENCE_SECONDS = 240


def test_three_hundred_buyers_of_sixty_seats(airline: Any) -> None:
    flight_id = airline.open_flight(60)
    outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy([Wish((flight_id,))] * 300)
    airline.ledger.wait_until_quiet([flight_id], 60)
    assert Counter(one.status for one in outcomes) == {"CONFIRMED": 60, "FAILED": 240}
    assert airline.ledger.statuses([flight_id]) == {"CONFIRMED": 60, "FAILED": 240}
    assert airline.ledger.seats(flight_id) == Seats(capacity=60, free=0, held=0, sold=60)
    assert airline.ledger.contradictions([flight_id]) == []
    assert airline.ledger.dead_letters() == []


def test_parties_of_three_take_whole_parties_of_seats(airline: Any) -> None:
    flight_id = airline.open_flight(20)
    outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy([Wish((flight_id,), passengers=3)] * 30)
    airline.ledger.wait_until_quiet([flight_id], 60)
    assert Counter(one.status for one in outcomes) == {"CONFIRMED": 6, "FAILED": 24}
    assert airline.ledger.seats(flight_id) == Seats(capacity=20, free=2, held=0, sold=18)
    assert airline.ledger.contradictions([flight_id]) == []


def test_a_journey_is_held_whole_or_not_at_all(airline: Any) -> None:
    """The second flight has fewer seats: whoever is refused there gives back the seat on the first."""
    roomy, tight = airline.open_flight(40), airline.open_flight(7)
    outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy([Wish((roomy, tight))] * 30)
    airline.ledger.wait_until_quiet([roomy, tight], 60)
    assert Counter(one.status for one in outcomes) == {"CONFIRMED": 7, "FAILED": 23}
    assert airline.ledger.seats(roomy) == Seats(capacity=40, free=33, held=0, sold=7)
    assert airline.ledger.seats(tight) == Seats(capacity=7, free=0, held=0, sold=7)
    assert airline.ledger.contradictions([roomy, tight]) == []


def test_cancelled_seats_are_free_again(airline: Any) -> None:
    flight_id = airline.open_flight(10)
    wishes = [Wish((flight_id,), cancels=True)] * 10
    outcomes = Crowd(SubgraphDoor(airline.stack), PATIENCE_SECONDS).buy(wishes)
    assert Counter(one.status for one in outcomes) == {"CANCELLED": 10}
    airline.ledger.wait_until_quiet([flight_id], 60)
    assert airline.ledger.seats(flight_id) == Seats(capacity=10, free=10, held=0, sold=0)
    assert airline.ledger.contradictions([flight_id]) == []

"""Changes and waitlists beside each other, over both transports, whoever dies: the books balance."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from airline_system.deaths import let_workers_die
from airline_system.ledger import Seats
from airline_system.patience import PATIENCE_SECONDS, wait_for
from airline_system.subgraph_client import SubgraphClient
from wire.figures import RecordFigures
from wire.identity import Caller

PARTY = [{"firstName": "Ada", "lastName": "Lovelace"}]
CREATE = """mutation($input: CreateReservationInput!, $key: String!) {
  createReservation(input: $input, idempotencyKey: $key) { id }
}"""
JOIN = """mutation($input: JoinWaitlistInput!, $key: String!) {
  joinWaitlist(input: $input, idempotencyKey: $key) { ... on Reservation { id } }
}"""
READ = "query($id: ID!) { reservation(id: $id) { status change { id status } segments { flight { id } } } }"
REQUEST = """mutation($id: ID!, $old: ID!, $new: ID!) {
  requestChange(id: $id, input: {changes: [{fromFlightId: $old, toFlightId: $new}]}) { __typename }
}"""
CONFIRM = """mutation($id: ID!, $change: ID!) {
  confirmChange(id: $id, changeId: $change, idempotencyKey: "one") { __typename }
}"""
CANCEL = "mutation($id: ID!) { cancelReservation(id: $id) { __typename } }"
WORKERS = ("flights-worker-1", "flights-worker-2", "reservations-worker-1", "reservations-worker-2")
BOUNDARIES = range(1, 61) if os.environ.get("CHAOS") == "long" else (2, 5)


class Traveller:
    """One of her own, past the gateway."""

    def __init__(self, airline: Any) -> None:
        caller = Caller(f"traveller-{uuid4().hex}", frozenset({"CUSTOMER"}))
        self._client = SubgraphClient(airline.stack, "reservations", caller)
        self.reservation_id = ""

    def book(self, flight_id: str) -> None:
        wish = {"segments": [{"flightId": flight_id}], "passengers": PARTY}
        created = self._client.execute(CREATE, {"input": wish, "key": uuid4().hex})
        self.reservation_id = created["createReservation"]["id"]

    def join(self, flight_id: str) -> None:
        wish = {"flightId": flight_id, "passengers": PARTY, "holdForPayment": False}
        joined = self._client.execute(JOIN, {"input": wish, "key": uuid4().hex})
        self.reservation_id = joined["joinWaitlist"]["id"]

    def request(self, old: str, new: str) -> None:
        self._client.execute(REQUEST, {"id": self.reservation_id, "old": old, "new": new})

    def confirm_if_offered(self) -> None:
        """When the airline has decided."""
        wait_for(lambda: self.change_status() != "REQUESTED")
        if self.change_status() == "OFFERED":
            self._client.execute(CONFIRM, {"id": self.reservation_id, "change": self.read()["change"]["id"]})

    def cancel(self) -> None:
        self._client.execute(CANCEL, {"id": self.reservation_id})

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = self._client.execute(READ, {"id": self.reservation_id})["reservation"]
        return found

    def status(self) -> str:
        found: str = self.read()["status"]
        return found

    def change_status(self) -> str:
        found: str = self.read()["change"]["status"]
        return found

    def flights(self) -> list[str]:
        return [segment["flight"]["id"] for segment in self.read()["segments"]]


def book_all(airline: Any, flight_id: str, count: int) -> list[Traveller]:
    travellers = [Traveller(airline) for _ in range(count)]
    for traveller in travellers:
        traveller.book(flight_id)
    for traveller in travellers:
        wait_for(lambda one=traveller: one.status() == "CONFIRMED")  # type: ignore[misc]  # the loop's own traveller
    return travellers


def test_of_many_who_change_to_the_last_seats_as_many_move_as_there_are(airline: Any) -> None:
    old, new = airline.open_flight(8), airline.open_flight(3)
    travellers = book_all(airline, old, 8)

    def change(traveller: Traveller) -> None:
        traveller.request(old, new)
        traveller.confirm_if_offered()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, travellers))
    airline.ledger.wait_until_quiet([old, new], PATIENCE_SECONDS)
    moved = [traveller for traveller in travellers if traveller.flights() == [new]]
    assert (len(moved), {one.status() for one in travellers}) == (3, {"CONFIRMED"})
    assert (airline.ledger.seats(old), airline.ledger.seats(new)) == (Seats(8, 3, 0, 5), Seats(3, 0, 0, 3))
    assert airline.ledger.contradictions([old, new]) == []


@pytest.mark.chaos
def test_a_change_survives_workers_that_die_at_any_step(airline: Any, record_figures: RecordFigures) -> None:
    """Before and after every commit, publish, confirm and acknowledgement, in both services."""
    old, new = airline.open_flight(len(BOUNDARIES)), airline.open_flight(len(BOUNDARIES))
    travellers = book_all(airline, old, len(BOUNDARIES))
    airline.ledger.wait_until_quiet([old, new], PATIENCE_SECONDS)
    for name in WORKERS:
        airline.stack.processes[name].kill()
    deaths = 0
    for boundary, traveller in zip(BOUNDARIES, travellers, strict=True):
        traveller.request(old, new)
        deaths += let_workers_die(airline.stack, boundary)
    airline.stack.start_again(WORKERS)
    for traveller in travellers:
        traveller.confirm_if_offered()
    airline.ledger.wait_until_quiet([old, new], PATIENCE_SECONDS)
    record_figures(f"{len(BOUNDARIES)} boundaries, {deaths} deaths at them")
    assert {traveller.change_status() for traveller in travellers} == {"DONE"}
    count = len(BOUNDARIES)
    assert (airline.ledger.seats(old), airline.ledger.seats(new)) == (
        Seats(count, count, 0, 0),
        Seats(count, 0, 0, count),
    )
    assert airline.ledger.contradictions([old, new]) == []
    assert airline.ledger.dead_letters() == []


def test_seats_that_come_free_go_to_those_who_waited_longest(airline: Any) -> None:
    """And the workers are killed at the moment they do."""
    flight = airline.open_flight(3)
    booked = book_all(airline, flight, 3)
    airline.ledger.wait_until_quiet([flight], PATIENCE_SECONDS)
    waiting = [Traveller(airline) for _ in range(4)]
    for traveller in waiting:
        traveller.join(flight)
        wait_for(lambda one=traveller: one.status() == "WAITLISTED")  # type: ignore[misc]  # the loop's own traveller
    for traveller in booked[:2]:
        traveller.cancel()
    for name in WORKERS:
        airline.stack.processes[name].kill()
    airline.stack.start_again(WORKERS)
    for traveller in waiting[:2]:
        wait_for(lambda one=traveller: one.status() == "CONFIRMED")  # type: ignore[misc]  # the loop's own traveller
    airline.ledger.wait_until_quiet([flight], PATIENCE_SECONDS)
    assert [traveller.status() for traveller in waiting[2:]] == ["WAITLISTED", "WAITLISTED"]
    assert airline.ledger.seats(flight) == Seats(3, 0, 0, 3)
    assert airline.ledger.contradictions([flight]) == []

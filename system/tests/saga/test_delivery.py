"""What happens to single messages: written but not sent, sent twice, out of order, undecodable, with nobody there."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pymongo.database import Database

from airline_system.crowd import Crowd, SubgraphDoor, Wish
from airline_system.ledger import Ledger, Seats
from airline_system.subgraph_client import SubgraphClient
from wire.bus import EventBus, open_event_bus
from wire.database import connect
from wire.envelope import Envelope, from_document, new_event
from wire.events import FLIGHT_UPDATED, RESERVATION_CREATED
from wire.identity import Caller

CREATE = """
mutation($f: ID!) {
  createReservation(idempotencyKey: "one", input: {
    segments: [{flightId: $f}], passengers: [{firstName: "Ada", lastName: "Lovelace"}]
  }) { id }
}
"""
STATUS = "query($id: ID!) { reservation(id: $id) { status failure { code } total { amount currency } } }"
HEALING_SECONDS = 120
WORKERS = ("flights-worker-1", "flights-worker-2", "reservations-worker-1", "reservations-worker-2")


@pytest.fixture
def buyer(airline: Any) -> SubgraphClient:
    return SubgraphClient(airline.stack, "reservations", Caller(f"buyer-{uuid4().hex}", frozenset({"CUSTOMER"})))


@pytest.fixture
def bus(airline: Any) -> Any:
    """The system's own, as another publisher."""
    bus: EventBus = open_event_bus(airline.stack.environment("reservations") | {"EVENT_BUS_DATABASE": "events"})
    yield bus
    bus.close()


def database(airline: Any, name: str) -> Database[dict[str, Any]]:
    return connect(airline.stack.mongodb_url, name)


def reserve(buyer: SubgraphClient, flight_id: str) -> str:
    created: str = buyer.execute(CREATE, {"f": flight_id})["createReservation"]["id"]
    return created


def test_an_event_written_before_a_crash_is_sent_after_it(airline: Any, buyer: SubgraphClient) -> None:
    """Every process dies between the write and the sending; the event is where the write was."""
    flight_id = airline.open_flight(5)
    for name in WORKERS:
        airline.stack.processes[name].kill()
    reservation_id = reserve(buyer, flight_id)
    airline.stack.processes["reservations"].kill()
    airline.stack.processes["database"].kill()
    airline.stack.processes["database"].start()
    airline.stack.start_again(("reservations", *WORKERS))
    airline.ledger.wait_until_quiet([flight_id], HEALING_SECONDS)
    assert buyer.execute(STATUS, {"id": reservation_id})["reservation"]["status"] == "CONFIRMED"
    assert airline.ledger.seats(flight_id) == Seats(capacity=5, free=4, held=0, sold=1)


def test_messages_sent_again_and_in_any_order_change_nothing(airline: Any, bus: EventBus) -> None:
    flight_id = airline.open_flight(10)
    said: list[Envelope] = []
    for name in WORKERS:
        airline.stack.processes[name].kill()
    client = SubgraphClient(airline.stack, "reservations", Caller("again", frozenset({"CUSTOMER"})))
    for number in range(15):
        query = CREATE.replace('"one"', f'"{flight_id} {number}"')
        client.execute(query, {"f": flight_id})
    collection = database(airline, "reservations")["reservations"]
    for document in collection.find({"flight_ids": flight_id}):
        said += [from_document(entry) for entry in document["outbox"]]
    collection.database.client.close()
    assert len(said) == 15
    for event in random.Random(7).sample(said * 3, 45):
        bus.publish(event)
    airline.stack.start_again(WORKERS)
    airline.ledger.wait_until_quiet([flight_id], HEALING_SECONDS)
    assert airline.ledger.statuses([flight_id]) == {"CONFIRMED": 10, "FAILED": 5}
    assert airline.ledger.contradictions([flight_id]) == []


def test_a_release_that_overtakes_its_hold_closes_the_door(airline: Any, bus: EventBus, buyer: SubgraphClient) -> None:
    """Cancelled before flight-service has heard that it was created, and told in the wrong order."""
    flight_id = airline.open_flight(3)
    for name in WORKERS:
        airline.stack.processes[name].kill()
    reservation_id = reserve(buyer, flight_id)
    buyer.execute("mutation($id: ID!) { cancelReservation(id: $id) { __typename } }", {"id": reservation_id})
    client = database(airline, "reservations")
    document = client["reservations"].find_one({"_id": reservation_id})
    client.client.close()
    assert document is not None
    created, cancelled = (from_document(entry) for entry in document["outbox"])
    assert (created.type, cancelled.type) == ("reservation.created", "reservation.cancelled")
    bus.publish(cancelled)
    bus.publish(created)
    airline.stack.start_again(WORKERS)
    airline.ledger.wait_until_quiet([flight_id], HEALING_SECONDS)
    assert airline.ledger.seats(flight_id) == Seats(capacity=3, free=3, held=0, sold=0)
    assert airline.ledger.contradictions([flight_id]) == []


def test_poison_messages_are_put_aside_and_delay_nobody(airline: Any, bus: EventBus) -> None:
    poison = [
        new_event(FLIGHT_UPDATED, "F1", {"flight_id": 3}),
        new_event(FLIGHT_UPDATED, "F1", {"nothing": True}),
        new_event(RESERVATION_CREATED, "R1", {"reservation_id": "x"}),
    ]
    for event in poison:
        bus.publish(event)
    flight_id = airline.open_flight(3)
    outcomes = Crowd(SubgraphDoor(airline.stack)).buy([Wish((flight_id,))] * 3)
    assert [one.status for one in outcomes] == ["CONFIRMED"] * 3
    airline.ledger.wait_until_quiet([flight_id], HEALING_SECONDS)
    wait_until_dead(airline.ledger, [event.id for event in poison])
    airline.ledger.bury(event.id for event in poison)


def test_late_messages_are_refused(airline: Any, bus: EventBus) -> None:
    """A reservation whose deadline has passed takes no seat, whenever its message comes."""
    flight_id = airline.open_flight(3)
    reservation_id = str(uuid4())
    data = {
        "reservation_id": reservation_id,
        "record_locator": "AAAAAA",
        "user_id": "late",
        "segments": [{"flight_id": flight_id, "cabin": "ECONOMY"}],
        "seats": 1,
        "expires_at": datetime.now(UTC) - timedelta(seconds=1),
    }
    bus.publish(new_event(RESERVATION_CREATED, reservation_id, data))
    # One that is on time, after it in the same queue: when that is answered, so was the late one.
    Crowd(SubgraphDoor(airline.stack)).buy([Wish((flight_id,))])
    airline.ledger.wait_until_quiet([flight_id], HEALING_SECONDS)
    assert airline.ledger.seats(flight_id) == Seats(capacity=3, free=2, held=0, sold=1)


def wait_until_dead(ledger: Ledger, event_ids: list[str]) -> None:
    """The worker that has such a message may be slower than the other one, which goes on with its work."""
    deadline = time.monotonic() + HEALING_SECONDS
    while alive := [one for one in event_ids if not any(one in letter for letter in ledger.dead_letters())]:
        assert time.monotonic() < deadline, f"not put aside: {alive}"
        time.sleep(0.1)


@pytest.mark.rabbitmq
def test_workers_outlive_a_broker_that_stays_away(rabbitmq_airline: Any) -> None:
    """They try again for ever: nobody has to restart them when it is back."""
    airline = rabbitmq_airline
    client = SubgraphClient(airline.stack, "reservations", Caller(uuid4().hex, frozenset({"CUSTOMER"})))
    flight_id = airline.open_flight(3)
    broker = airline.stack.processes["rabbitmq"]
    broker.kill()
    reservation_id = reserve(client, flight_id)
    wait_for_complaint(airline, "flights-worker-1", "broker unreachable, trying again", 5)
    assert all(airline.stack.processes[name].is_running for name in WORKERS)
    assert client.execute(STATUS, {"id": reservation_id})["reservation"]["status"] == "PENDING"
    broker.start()
    airline.ledger.wait_until_quiet([flight_id], HEALING_SECONDS)
    assert client.execute(STATUS, {"id": reservation_id})["reservation"]["status"] == "CONFIRMED"


def wait_for_complaint(airline: Any, worker: str, sentence: str, times: int) -> None:
    airline.stack.processes[worker].wait_until_logged(sentence.encode(), times, HEALING_SECONDS)

"""What only the lease queue has: leases that run out, rows that are kept for a while."""

from datetime import UTC, datetime, timedelta

import pytest
from pymongo.database import Database

from wire.bus import BusUnavailableError
from wire.database import Document, connect
from wire.envelope import encode
from wire.lease_queue import LeaseQueueBus
from wire.servers import find_free_port
from wire.testing import Received, build_event, consuming

UPDATED = ["flight.updated"]


def test_publishing_twice_is_one_message_even_after_it_was_handled(database: Database[Document]) -> None:
    bus, received = LeaseQueueBus(database), Received()
    bus.subscribe("q", UPDATED)
    first, second = build_event(), build_event()
    bus.publish(first)
    bus.publish(first)
    with consuming(bus, "q", UPDATED, received):
        received.take()
        bus.publish(first)
        bus.publish(second)
        assert received.take() == [second]
    assert received.is_empty()


def test_a_dead_workers_messages_come_back_when_its_lease_runs_out(database: Database[Document]) -> None:
    patient, impatient = LeaseQueueBus(database), LeaseQueueBus(database, lease=timedelta(milliseconds=200))
    patient.subscribe("q", UPDATED)
    sent = build_event()
    patient.publish(sent)
    assert len(impatient._take("q")) == 1  # and this worker is never heard of again
    received = Received()
    with consuming(patient, "q", UPDATED, received):
        assert received.take() == [sent]


def test_a_leased_message_is_given_to_nobody_else(database: Database[Document]) -> None:
    bus = LeaseQueueBus(database)
    bus.subscribe("q", UPDATED)
    for _ in range(20):
        bus.publish(build_event())
    taken = [message.id for _ in range(3) for message in bus._take("q")]
    assert len(taken) == len(set(taken)) == 20


def test_an_undecodable_message_is_put_aside_and_blocks_nobody(database: Database[Document]) -> None:
    bus, received = LeaseQueueBus(database), Received()
    bus.subscribe("q", UPDATED)
    past = datetime.now(UTC) - timedelta(seconds=1)
    for body in (b"\xff", b"{}", b'{"id": 1}'):
        row = {"_id": f"q:{body!r}", "queue": "q", "state": "ready", "visible": past, "tries": 0, "body": body}
        database["messages"].insert_one(row)
    sent = build_event()
    bus.publish(sent)
    with consuming(bus, "q", UPDATED, received):
        assert received.take() == [sent]
    dead = list(database["messages"].find({"queue": "q", "state": "dead"}))
    assert len(dead) == 3
    assert all(row["error"] and row["body"] for row in dead)


def test_done_messages_keep_their_id_but_not_their_body(database: Database[Document]) -> None:
    bus, received = LeaseQueueBus(database), Received()
    bus.subscribe("q", UPDATED)
    sent = build_event()
    bus.publish(sent)
    assert len(encode(sent)) > 0
    with consuming(bus, "q", UPDATED, received):
        received.take()
    [row] = database["messages"].find({"queue": "q"})
    assert (row["state"], "body" in row, "done_at" in row) == ("done", False, True)
    assert database["messages"].index_information()["done_at_1"]["expireAfterSeconds"] == 3600


def test_a_bus_without_its_database_says_so() -> None:
    database = connect(f"mongodb://127.0.0.1:{find_free_port()}/?serverSelectionTimeoutMS=50", "events")
    bus = LeaseQueueBus(database)
    with pytest.raises(BusUnavailableError):
        bus.publish(build_event())
    with pytest.raises(BusUnavailableError):
        bus.subscribe("q", UPDATED)
    bus.close()

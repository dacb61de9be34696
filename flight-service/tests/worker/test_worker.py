"""The worker process: reservations' events in, `flight.updated` out, over each transport, and through kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flight_builders import build_flight, build_inventory, cabins_of
from pymongo.database import Database

from flight_service.storage.mongo import MongoFlights, MongoInventories, ensure_indexes
from wire.bus import EventBus, open_event_bus
from wire.envelope import Envelope, new_event
from wire.events import FlightUpdated, ReservationCreated, Segment

PATIENCE_SECONDS = 60


@pytest.fixture(params=["lease queue", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def environment(request: pytest.FixtureRequest, mongodb_url: str, database: Database[Any]) -> Iterator[dict[str, str]]:
    broker = request.getfixturevalue("rabbitmq_url") if request.param == "rabbitmq" else ""
    yield dict(os.environ) | {
        "APP_MODE": "development",
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": database.name,
        "EVENT_BUS_DATABASE": f"{database.name}_bus",
        "AMQP_URL": broker,
        "LOG_LEVEL": "WARNING",
    }
    database.client.drop_database(f"{database.name}_bus")


@pytest.fixture
def bus(environment: dict[str, str]) -> Iterator[EventBus]:
    bus = open_event_bus(environment)
    yield bus
    bus.close()


def start_worker(environment: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "flight_service", "worker", *options], env=environment)


def build_reservation(flight_id: str, rid: str) -> Envelope:
    data = ReservationCreated(
        reservation_id=rid,
        record_locator="ABC234",
        user_id="u1",
        segments=(Segment(flight_id=flight_id, cabin="ECONOMY"),),
        seats=2,
        expires_at=datetime.now(UTC) + timedelta(minutes=10),
    )
    return new_event(ReservationCreated.type, rid, data)


class Listener:
    """Stands for reservation-service: hears what became of each reservation."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.outcomes: dict[str, list[str]] = {}
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._bus = open_event_bus(environment)
        queue = f"test-{uuid4().hex[:8]}"
        self._bus.subscribe(queue, [FlightUpdated.type])
        self._thread = threading.Thread(
            target=self._bus.consume, args=(queue, [FlightUpdated.type], self._hear, self._stop)
        )
        self._thread.start()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.outcomes) >= count, PATIENCE_SECONDS), self.outcomes

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._bus.close()

    def _hear(self, events: Sequence[Envelope]) -> None:
        with self._changed:
            for hold in (event.data["hold"] for event in events):
                self.outcomes.setdefault(hold["reservation_id"], []).append(hold["outcome"])
            self._changed.notify_all()


def test_the_worker_answers_reservations_through_a_kill(
    environment: dict[str, str], bus: EventBus, database: Database[Any]
) -> None:
    ensure_indexes(database)
    flight = build_flight(departs_at=datetime.now(UTC) + timedelta(days=1))
    MongoFlights(database).add_missing([flight])
    MongoInventories(database).add_missing([build_inventory(flight, capacity=12)])
    listener = Listener(environment)
    bus.subscribe("flight-service.reservations", [ReservationCreated.type])
    reservations = [build_reservation(flight.id, f"r{number}") for number in range(10)]

    victim = start_worker(environment)
    for event in reservations[:5]:
        bus.publish(event)
    listener.wait_for(1)
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    for event in reservations[5:] + reservations[:2]:
        bus.publish(event)
    successor = start_worker(environment)
    try:
        listener.wait_for(10)
    finally:
        successor.terminate()
        assert successor.wait(60) == 0
        listener.close()
    outcomes = [set(heard) for heard in listener.outcomes.values()]
    assert (outcomes.count({"held"}), outcomes.count({"refused"})) == (6, 4)
    (after,) = cabins_of(MongoInventories(database), flight)
    assert (after.free, after.held, after.sold) == (0, 12, 0)

"""Fixtures for every member's tests: a real database and a real broker, one of each a test session.

MONGODB_URL runs the same tests against any other MongoDB, AMQP_URL against another broker. Loaded as a pytest plugin
by the root configuration.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue
from uuid import uuid4

import pytest
from hypothesis import settings
from pymongo import MongoClient
from pymongo.database import Database

from wire.bus import EventBus, Handler
from wire.database import Document, connect
from wire.envelope import Envelope, new_event
from wire.lease_queue import LeaseQueueBus
from wire.portable_subset import PortableSubsetListener
from wire.rabbitmq import RabbitBus
from wire.servers import embedded_database, is_rabbitmq_installed, port_mapper, rabbitmq

# A test that waits longer than this for something to happen has failed; a busy machine is slow.
PATIENCE_SECONDS = 60.0
# As the tests began: some of them set the variable for the service they start.
GIVEN_MONGODB_URL = os.environ.get("MONGODB_URL")

# The same examples in every run, and no time limit for one: a run finds nothing by chance. `make chaos` and `make fuzz`
# look for what nobody has thought of.
if "long" not in (os.environ.get("CHAOS"), os.environ.get("FUZZ")):
    settings.load_profile("ci")

OpenBus = Callable[[], EventBus]
DropDatabase = Callable[[str], None]


@pytest.fixture(scope="session")
def mongodb_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the database of this session is."""
    if GIVEN_MONGODB_URL:
        yield GIVEN_MONGODB_URL
        return
    server = embedded_database(tmp_path_factory.mktemp("database"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def drop_large_database(mongodb_url: str) -> DropDatabase:
    """For what a whole session of tests has stored. The embedded server goes as a whole; elsewhere we leave nothing."""

    def drop(name: str) -> None:
        # Takes a busy machine longer than a traveller would wait.
        with MongoClient[Document](mongodb_url, socketTimeoutMS=180_000) as patient:
            patient.drop_database(name)

    return drop if GIVEN_MONGODB_URL else lambda name: None


@pytest.fixture
def database(mongodb_url: str) -> Iterator[Database[Document]]:
    """An empty database, dropped afterwards; the test fails if it was used outside the portable subset."""
    listener = PortableSubsetListener()
    database = connect(mongodb_url, f"test_{uuid4().hex[:16]}", listeners=[listener])
    yield database
    database.client.drop_database(database.name)
    database.client.close()
    assert listener.violations == []


@pytest.fixture(scope="session")
def rabbitmq_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the RabbitMQ of this session is; tests that need it are skipped where it is not installed."""
    if url := os.environ.get("AMQP_URL"):
        yield url
        return
    if not is_rabbitmq_installed():
        pytest.skip("RabbitMQ is not installed (apt-get install rabbitmq-server), and AMQP_URL is not set")
    with ExitStack() as stack:
        yield start_rabbitmq(tmp_path_factory.mktemp("rabbitmq"), stack)


def start_rabbitmq(directory: Path, stack: ExitStack) -> str:
    mapper, mapper_port = port_mapper(directory)
    mapper.start()
    stack.callback(mapper.stop)
    broker = rabbitmq(directory, mapper_port)
    broker.start()
    stack.callback(broker.stop)
    return broker.url


@pytest.fixture(params=["lease_queue", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def open_bus(request: pytest.FixtureRequest, database: Database[Document]) -> Iterator[OpenBus]:
    """Opens a connection to one and the same bus, as each process would; each test runs once on either transport."""
    opened: list[RabbitBus] = []
    exchange = f"test.{uuid4().hex}"

    def open_rabbit() -> EventBus:
        opened.append(RabbitBus(request.getfixturevalue("rabbitmq_url"), exchange=exchange))
        return opened[-1]

    yield open_rabbit if request.param == "rabbitmq" else lambda: LeaseQueueBus(database)
    for bus in opened:
        bus.close()


@pytest.fixture
def bus(open_bus: OpenBus) -> EventBus:
    return open_bus()


@pytest.fixture
def queue() -> str:
    """A queue name no other test has."""
    return f"queue.{uuid4().hex}"


def build_event(type: str = "flight.updated", aggregate_id: str = "flight-1", **data: object) -> Envelope:
    """Some event, for tests of what carries it."""
    return new_event(type, aggregate_id, data)


class Received:
    """A handler that keeps what it is given, for a test to wait for."""

    def __init__(self) -> None:
        self._events: Queue[Envelope] = Queue()

    def __call__(self, events: Sequence[Envelope]) -> None:
        for event in events:
            self._events.put(event)

    def take(self, count: int = 1) -> list[Envelope]:
        return [self._events.get(timeout=PATIENCE_SECONDS) for _ in range(count)]

    def is_empty(self) -> bool:
        return self._events.empty()


@contextmanager
def consuming(bus: EventBus, queue: str, types: list[str], handler: Handler) -> Iterator[threading.Thread]:
    """A consumer in a thread, as a worker runs it; stopped, and seen to stop, at the end."""
    stop = threading.Event()
    thread = threading.Thread(target=bus.consume, args=(queue, types, handler, stop))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()

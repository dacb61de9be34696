"""Fixtures for every member's tests: a real database and a real broker, one of each a test session.

MONGODB_URL runs the same tests against any other MongoDB. Loaded as a pytest plugin by the root configuration.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from pymongo.database import Database

from wire.database import Document, connect
from wire.portable_subset import PortableSubsetListener
from wire.servers import embedded_database, is_rabbitmq_installed, port_mapper, rabbitmq


@pytest.fixture(scope="session")
def mongodb_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the database of this session is."""
    if url := os.environ.get("MONGODB_URL"):
        yield url
        return
    server = embedded_database(tmp_path_factory.mktemp("database"))
    server.start()
    yield server.url
    server.stop()


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

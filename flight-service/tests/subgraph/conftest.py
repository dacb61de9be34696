"""One running service with three days of real flights, for all tests of the subgraph."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest
from flight_http import SECRET, Service, start_server
from pymongo import MongoClient

from wire.database import Document, connect
from wire.servers import find_free_port

DAYS = 3


@pytest.fixture(scope="session")
def service(mongodb_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    port, name = find_free_port(), f"flights_{uuid4().hex[:12]}"
    environment = os.environ | {
        "APP_MODE": "production",
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": name,
        "IDENTITY_SECRET": SECRET,
        "DJANGO_SECRET_KEY": "a-django-secret-key-of-this-test-session",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
    }
    with ExitStack() as stack:
        database = connect(mongodb_url, name)
        stack.callback(database.client.close)
        if "MONGODB_URL" in os.environ:  # the embedded database goes as a whole; dropping a part of it takes long
            stack.callback(drop_patiently, mongodb_url, name)
        service = Service(f"http://127.0.0.1:{port}", environment, database)
        service.run("load_flights", "--days", str(DAYS))
        server = start_server(port, environment, tmp_path_factory.mktemp("service"))
        stack.callback(server.stop)
        yield service


def drop_patiently(mongodb_url: str, name: str) -> None:
    """Dropping days of flights takes a busy machine longer than a traveller would wait."""
    with MongoClient[Document](mongodb_url, socketTimeoutMS=180_000) as client:
        client.drop_database(name)

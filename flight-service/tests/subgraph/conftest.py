"""One running service with three days of real flights, for all tests of the subgraph."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest
from flight_http import SECRET, Service, start_server

from wire.database import connect
from wire.servers import find_free_port
from wire.testing import DropDatabase

DAYS = 3


@pytest.fixture(scope="session")
def service(
    mongodb_url: str, drop_large_database: DropDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
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
        stack.callback(drop_large_database, name)
        service = Service(f"http://127.0.0.1:{port}", environment, database)
        service.run("load_flights", "--days", str(DAYS))
        server = start_server(port, environment, tmp_path_factory.mktemp("service"))
        stack.callback(server.stop)
        yield service

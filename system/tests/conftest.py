"""One running system per transport, shared by every test that asks for it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from airline_system.gateway_client import GatewayClient
from airline_system.ledger import Ledger
from airline_system.stack import RABBITMQ_SERVER, Stack, StackOptions

# Real departures of a few days: enough to search, quick to load.
LOADED_DAYS = "4"


def _running(directory: Path, *, rabbitmq: bool) -> Iterator[Stack]:
    stack = Stack(StackOptions(directory=directory, rabbitmq=rabbitmq, is_disposable=True))
    try:
        stack.start_storage()
        stack.manage("flights", "load_flights", "--days", LOADED_DAYS)
        stack.manage("auth", "load_demo_accounts")
        stack.start_services()
        stack.start_gateway()
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def embedded_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    yield from _running(tmp_path_factory.mktemp("embedded"), rabbitmq=False)


@pytest.fixture(scope="session")
def rabbitmq_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not Path(RABBITMQ_SERVER).exists():
        pytest.skip(f"RabbitMQ is not installed ({RABBITMQ_SERVER}); `apt-get install rabbitmq-server`")
    yield from _running(tmp_path_factory.mktemp("rabbitmq"), rabbitmq=True)


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def stack(request: pytest.FixtureRequest) -> Stack:
    """The system, once with each transport."""
    running = request.getfixturevalue(f"{request.param}_stack")
    assert isinstance(running, Stack)
    return running


Connect: TypeAlias = Callable[..., GatewayClient]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Make clients of a gateway; all are closed after the test."""
    with contextlib.ExitStack() as open_clients:

        def make(stack: Stack, token: str | None = None) -> GatewayClient:
            client = GatewayClient(stack.gateway_url, token)
            open_clients.callback(client.http.close)
            return client

        yield make


@pytest.fixture
def client(stack: Stack, connect: Connect) -> GatewayClient:
    return connect(stack)


@pytest.fixture
def staff(stack: Stack, connect: Connect) -> GatewayClient:
    """An agent of the airline, logged in."""
    client = connect(stack)
    client.log_in(*stack.demo_account("agent"))
    return client


@pytest.fixture
def ledger(stack: Stack) -> Iterator[Ledger]:
    ledger = Ledger(stack.mongodb_url)
    yield ledger
    ledger.close()

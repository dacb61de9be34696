"""Systems without a gateway, one a transport, for everything that happens between the services."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from airline_system.flight_numbers import take_flight_number
from airline_system.ledger import Ledger
from airline_system.stack import RABBITMQ_SERVER, Stack, StackOptions
from airline_system.subgraph_client import STAFF, SubgraphClient

CREATE_FLIGHT = "mutation($input: CreateFlightInput!) { createFlight(input: $input) { id } }"


class Airline:
    """A running system, its books, and flights made to order."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.ledger = Ledger(stack.mongodb_url)
        self._staff = SubgraphClient(stack, "flights", STAFF)

    def client(self, subgraph: str) -> SubgraphClient:
        return SubgraphClient(self.stack, subgraph, STAFF)

    def open_flight(self, seats: int, *, fare: str = "199.00") -> str:
        departure = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=40)
        flight = {
            "airline": "UA",
            "flightNumber": take_flight_number(),
            "origin": "JFK",
            "destination": "LAX",
            "departsAt": departure.isoformat(),
            "arrivesAt": (departure + datetime.timedelta(hours=6)).isoformat(),
            "cabins": [{"cabin": "ECONOMY", "capacity": seats, "fare": {"amount": fare, "currency": "USD"}}],
        }
        created: str = self._staff.execute(CREATE_FLIGHT, {"input": flight})["createFlight"]["id"]
        return created

    def close(self) -> None:
        self.ledger.close()


def running(directory: Path, *, rabbitmq: bool) -> Iterator[Airline]:
    stack = Stack(StackOptions(directory=directory, rabbitmq=rabbitmq, gateway=False, workers_per_service=2))
    try:
        stack.start_storage()
        # Airports and airlines; the flights of the tests are their own.
        stack.manage("flights", "load_flights", "--days", "1")
        stack.start_services()
        airline = Airline(stack)
        yield airline
        airline.close()
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def embedded_airline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airline]:
    yield from running(tmp_path_factory.mktemp("embedded"), rabbitmq=False)


@pytest.fixture(scope="session")
def rabbitmq_airline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airline]:
    if not Path(RABBITMQ_SERVER).exists():
        pytest.skip(f"RabbitMQ is not installed ({RABBITMQ_SERVER}); `apt-get install rabbitmq-server`")
    yield from running(tmp_path_factory.mktemp("rabbitmq"), rabbitmq=True)


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def airline(request: pytest.FixtureRequest) -> Airline:
    found: Airline = request.getfixturevalue(f"{request.param}_airline")
    return found

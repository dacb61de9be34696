"""A traveller watches her booking by subscription: through the gateway, with the fields of other subgraphs."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from websockets.sync.client import connect as open_socket
from websockets.typing import Subprotocol

from airline_system.flight_numbers import take_flight_number
from airline_system.gateway_client import GatewayClient
from airline_system.stack import Stack

CREATE_FLIGHT = "mutation C($input: CreateFlightInput!) { createFlight(input: $input) { id } }"
MOVE_FLIGHT = "mutation M($id: ID!, $input: UpdateFlightInput!) { updateFlight(id: $id, input: $input) { version } }"
CANCEL = "mutation C($id: ID!) { cancelReservation(id: $id) { __typename } }"
FOLLOW = """
subscription Follow($id: ID!, $known: Int) {
  reservationStatusChanged(id: $id, knownVersion: $known) {
    status changed reservation { recordLocator flights { departsAt origin { name } } user { firstName } notices { kind } }
  }
}
"""
PATIENCE_SECONDS = 60
Follow = Callable[[GatewayClient, dict[str, Any]], Iterator[dict[str, Any]]]


def by_events(client: GatewayClient, variables: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The answers of a subscription over server-sent events; it has to end with `complete`."""
    headers = {"authorization": f"Bearer {client.token}", "accept": "text/event-stream"}
    body = {"query": FOLLOW, "variables": variables}
    with client.http.stream("POST", f"{client.url}/graphql", json=body, headers=headers) as response:
        event = ""
        for line in response.iter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event == "next":
                yield json.loads(value)
    assert event == "complete"


def by_socket(client: GatewayClient, variables: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same by graphql-transport-ws."""
    url = client.url.replace("http", "ws", 1) + "/graphql"
    with open_socket(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:

        def send(message: dict[str, Any]) -> None:
            socket.send(json.dumps(message))

        def receive() -> dict[str, Any]:
            message: dict[str, Any] = json.loads(socket.recv(PATIENCE_SECONDS))
            if message["type"] == "ping":
                send({"type": "pong"})
                return receive()
            return message

        send({"type": "connection_init", "payload": {"authorization": f"Bearer {client.token}"}})
        assert receive()["type"] == "connection_ack"
        send({"type": "subscribe", "id": "1", "payload": {"query": FOLLOW, "variables": variables}})
        while (message := receive())["type"] == "next":
            yield message["payload"]
        assert message == {"type": "complete", "id": "1"}


@pytest.fixture
def staff(embedded_stack: Stack, connect: Callable[..., GatewayClient]) -> GatewayClient:
    client = connect(embedded_stack)
    client.log_in(*embedded_stack.demo_account("agent"))
    return client


@pytest.fixture
def traveller(embedded_stack: Stack, connect: Callable[..., GatewayClient]) -> GatewayClient:
    client = connect(embedded_stack)
    client.register()
    return client


def open_flight(staff: GatewayClient) -> str:
    departs = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=20)
    economy = {"cabin": "ECONOMY", "capacity": 4, "fare": {"amount": "80.50", "currency": "USD"}}
    flight = {
        "airline": "UA",
        "flightNumber": take_flight_number(),
        "origin": "EWR",
        "destination": "IAH",
        "departsAt": departs.isoformat(),
        "arrivesAt": (departs + datetime.timedelta(hours=3)).isoformat(),
        "cabins": [economy],
    }
    flight_id: str = staff.execute(CREATE_FLIGHT, {"input": flight})["createFlight"]["id"]
    return flight_id


@pytest.mark.parametrize("follow", [by_events, by_socket])
def test_a_traveller_hears_of_her_booking_without_asking_again(
    traveller: GatewayClient, staff: GatewayClient, follow: Follow
) -> None:
    flight_id = open_flight(staff)
    created = traveller.reserve(flight_id)
    answers = follow(traveller, {"id": created["id"], "known": created["version"]})

    def heard() -> dict[str, Any]:
        answer = next(answers)
        assert "errors" not in answer, answer
        update: dict[str, Any] = answer["data"]["reservationStatusChanged"]
        return update

    confirmed = heard()
    assert (confirmed["status"], confirmed["changed"]) == ("CONFIRMED", True)
    # Every event is completed from the other subgraphs: flights and auth.
    (flight,) = confirmed["reservation"]["flights"]
    assert flight["origin"] == {"name": "Newark Liberty International Airport"}
    assert confirmed["reservation"]["user"] == {"firstName": "Ada"}

    later = datetime.datetime.fromisoformat(flight["departsAt"]) + datetime.timedelta(hours=1)
    arrives = later + datetime.timedelta(hours=3)
    moved = {"departsAt": later.isoformat(), "arrivesAt": arrives.isoformat()}
    staff.execute(MOVE_FLIGHT, {"id": flight_id, "input": moved})
    while not (news := heard())["reservation"]["notices"]:
        pass  # the seats are sold meanwhile, which is a version too
    assert news["reservation"]["notices"] == [{"kind": "RESCHEDULED"}]
    assert datetime.datetime.fromisoformat(news["reservation"]["flights"][0]["departsAt"]) == later

    traveller.execute(CANCEL, {"id": created["id"]})
    while (last := heard())["status"] != "CANCELLED":
        pass
    assert last["reservation"]["recordLocator"] == created["recordLocator"]
    assert next(answers, None) is None


def test_nobody_follows_the_booking_of_somebody_else(
    embedded_stack: Stack, traveller: GatewayClient, staff: GatewayClient, connect: Callable[..., GatewayClient]
) -> None:
    created = traveller.reserve(open_flight(staff))
    stranger = connect(embedded_stack)
    stranger.register()
    (answer,) = by_events(stranger, {"id": created["id"]})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"]

"""One subgraph down leaves the data of the others intact."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from airline_system.gateway_client import GatewayClient
from airline_system.stack import Stack

Connect: TypeAlias = Callable[..., GatewayClient]


def test_dead_subgraph_costs_only_its_own_fields(embedded_stack: Stack, connect: Connect) -> None:
    client = connect(embedded_stack)
    email = client.register()
    reservations = embedded_stack.processes["reservations"]
    reservations.kill()
    try:
        answer = client.post('{ me { email reservations { id } } airport(code: "JFK") { code } }')
    finally:
        reservations.start()

    body = answer.json()
    assert body["data"]["airport"] == {"code": "JFK"}
    assert body["data"]["me"] == {"email": email, "reservations": None}
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert error["path"][:2] == ["me", "reservations"]
    assert client.execute("{ me { email } }")["me"]["email"] == email


def test_request_that_only_needs_the_dead_subgraph_is_503(embedded_stack: Stack, connect: Connect) -> None:
    client = connect(embedded_stack)
    client.register()
    reservations = embedded_stack.processes["reservations"]
    reservations.kill()
    try:
        answer = client.post("{ myReservations { edges { node { id } } } }")
    finally:
        reservations.start()
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0

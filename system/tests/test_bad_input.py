"""What people really send: each gets a clear error with a code, and never a 500."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from airline_system.gateway_client import GatewayClient
from airline_system.stack import Stack

Connect: TypeAlias = Callable[..., GatewayClient]

SEARCH = """
query S($origin: String!, $date: Date!, $passengers: Int!) {
  searchFlights(origin: $origin, destination: "LAX", date: $date, passengers: $passengers) { edges { node { id } } }
}
"""


def day(offset: int) -> str:
    return (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=offset)).isoformat()


@pytest.fixture
def anonymous(embedded_stack: Stack, connect: Connect) -> GatewayClient:
    return connect(embedded_stack)


@pytest.fixture
def traveller(embedded_stack: Stack, connect: Connect) -> GatewayClient:
    client = connect(embedded_stack)
    client.register()
    return client


def error_of(client: GatewayClient, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The one error of the answer, which must not be a server's failure."""
    answer = client.post(query, variables)
    assert answer.status_code < 500, answer.text
    (error,) = answer.json()["errors"]
    assert error["message"]
    assert error["extensions"]["code"] != "INTERNAL_SERVER_ERROR", error
    found: dict[str, Any] = error
    return found


@pytest.mark.parametrize(
    ("field", "variables"),
    [
        ("origin", {"origin": "QQQ", "date": day(1), "passengers": 1}),
        ("origin", {"origin": "", "date": day(1), "passengers": 1}),
        ("date", {"origin": "JFK", "date": day(-3), "passengers": 1}),
        ("passengers", {"origin": "JFK", "date": day(1), "passengers": 0}),
        ("passengers", {"origin": "JFK", "date": day(1), "passengers": 50}),
    ],
)
def test_impossible_search_names_the_field(anonymous: GatewayClient, field: str, variables: dict[str, Any]) -> None:
    extensions = error_of(anonymous, SEARCH, variables)["extensions"]
    assert extensions["code"] == "BAD_USER_INPUT"
    assert extensions["field"] == field


def test_date_that_is_no_date_is_bad_input(anonymous: GatewayClient) -> None:
    error = error_of(anonymous, SEARCH, {"origin": "JFK", "date": "tomorrow", "passengers": 1})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("passengers", [0, 50])
def test_reservation_for_no_or_too_many_passengers_is_refused(traveller: GatewayClient, passengers: int) -> None:
    answer = traveller.post(
        'mutation C($i: CreateReservationInput!) { createReservation(input: $i, idempotencyKey: "k") { id } }',
        {"i": {"segments": [{"flightId": "x"}], "passengers": [{"firstName": "A", "lastName": "B"}] * passengers}},
    )
    assert answer.status_code < 500
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_cancelled_flight_cannot_be_booked(embedded_stack: Stack, traveller: GatewayClient, connect: Connect) -> None:
    staff = connect(embedded_stack)
    staff.log_in(*embedded_stack.demo_account("agent"))
    flights = staff.execute(SEARCH, {"origin": "JFK", "date": day(2), "passengers": 1})["searchFlights"]["edges"]
    flight_id = flights[-1]["node"]["id"]
    staff.execute("mutation C($id: ID!) { cancelFlight(id: $id) { status } }", {"id": flight_id})

    settled = traveller.wait_until_settled(traveller.reserve(flight_id)["id"])

    assert settled["status"] == "FAILED"
    assert settled["failure"]["code"] == "FLIGHT_CANCELLED"


def test_unknown_flight_fails_with_its_reason(traveller: GatewayClient) -> None:
    settled = traveller.wait_until_settled(traveller.reserve("no-such-flight")["id"])
    assert settled["failure"]["code"] == "UNKNOWN_FLIGHT"


def test_foreign_reservation_is_not_found(embedded_stack: Stack, traveller: GatewayClient, connect: Connect) -> None:
    created = traveller.reserve("no-such-flight")
    stranger = connect(embedded_stack)
    stranger.register()
    error = error_of(stranger, "query($id: ID!) { reservation(id: $id) { status } }", {"id": created["id"]})
    assert error["extensions"]["code"] in {"NOT_FOUND", "FORBIDDEN"}


@pytest.mark.parametrize("forged", ["not-a-token", "a.b.c", "expired", "unsigned"])
def test_forged_or_expired_token_is_401(
    embedded_stack: Stack, traveller: GatewayClient, forged: str, connect: Connect
) -> None:
    token = {"expired": with_claim(traveller.token, "exp", 1), "unsigned": unsigned(traveller.token)}.get(
        forged, forged
    )
    answer = connect(embedded_stack, token).post("{ me { id } }")
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def with_claim(token: str | None, name: str, value: object) -> str:
    assert token is not None
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return ".".join([header, encode({**claims, name: value}), signature])


def unsigned(token: str | None) -> str:
    assert token is not None
    return ".".join([encode({"alg": "none", "typ": "at+jwt"}), token.split(".")[1], ""])


def encode(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_anonymous_reservation_is_unauthenticated(anonymous: GatewayClient) -> None:
    error = error_of(anonymous, "{ myReservations { edges { node { id } } } }")
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


def test_customer_cannot_use_staff_mutations(traveller: GatewayClient) -> None:
    error = error_of(traveller, "mutation C($id: ID!) { cancelFlight(id: $id) { status } }", {"id": "x"})
    assert error["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b'{"query": 1}', b'{"query": "{ me { id "}', b"\xff\xfe", b"null"])
def test_malformed_body_is_a_client_error(anonymous: GatewayClient, body: bytes) -> None:
    # With `application/json` a document that does not parse is answered with 200 (GraphQL over HTTP, 6.4.1).
    headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
    answer = anonymous.http.post(f"{anonymous.url}/graphql", content=body, headers=headers)
    assert 400 <= answer.status_code < 500
    assert answer.json()["errors"][0]["extensions"]["code"]


def test_direct_call_to_a_subgraph_is_401(embedded_stack: Stack, traveller: GatewayClient) -> None:
    for subgraph in ("auth", "flights", "reservations"):
        answer = traveller.http.post(
            embedded_stack.service_url(subgraph),
            json={"query": "{ __typename }"},
            headers={"authorization": f"Bearer {traveller.token}", "x-user-id": "1", "x-user-role": "ADMIN"},
        )
        assert answer.status_code == 401, subgraph

from __future__ import annotations

import json
from typing import Any

import pytest

from wire.identity import HEADER, Caller, sign_identity

SECRET = "the identity secret of the tests, long enough"
JSON = {"content-type": "application/json"}
PING = json.dumps({"query": "{ __typename }"})


def identity(audience: str = "reservations", secret: str = SECRET) -> dict[str, str]:
    return {HEADER: sign_identity(Caller("admin", frozenset({"ADMIN"})), secret, audience)}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: "a.b.c"},
        identity("auth"),
        identity(secret="another secret that is long enough, too"),
        {"x-user-id": "admin", "x-user-role": "ADMIN"},
        {"authorization": "Bearer token"},
    ],
)
def test_who_does_not_come_through_the_gateway_gets_401(subgraph: Any, headers: dict[str, str]) -> None:
    answer = subgraph.http.post("/graphql", content=PING, headers=JSON | headers)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ("null", 400),
        ('{"query": 1}', 400),
        ('{"query": "{ __typename }", "variables": []}', 400),
        (b"\xff", 400),
        ("[" * 100_000, 400),
        ('{"query": "' + "x" * 300_000 + '"}', 413),
    ],
)
def test_a_body_that_is_no_request_is_refused(subgraph: Any, body: str | bytes, status: int) -> None:
    answer = subgraph.http.post("/graphql", content=body, headers=JSON | identity())
    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { x }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ " + "__typename " * 3000 + "}", "GRAPHQL_PARSE_FAILED"),
        ("{ " + "".join(f"a{number}: __typename " for number in range(100)) + "}", "GRAPHQL_VALIDATION_FAILED"),
        ("{ myReservations { edges { node { user " + "{ reservations { user " * 8 + "{ id }" + " } }" * 8 + " } } } }",
         "GRAPHQL_VALIDATION_FAILED"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_run_is_a_request_error(subgraph: Any, query: str, code: str) -> None:
    answer = subgraph.http.post("/graphql", content=json.dumps({"query": query}), headers=JSON | identity())
    assert answer.status_code == 200
    assert answer.json()["errors"][0]["extensions"]["code"] == code
    modern = JSON | identity() | {"accept": "application/graphql-response+json"}
    assert subgraph.http.post("/graphql", content=json.dumps({"query": query}), headers=modern).status_code == 400


def test_other_methods_and_types_are_refused(subgraph: Any) -> None:
    assert subgraph.http.get("/graphql", headers=identity()).status_code == 405
    form = {"content-type": "multipart/form-data"} | identity()
    assert subgraph.http.post("/graphql", content=PING, headers=form).status_code == 415
    assert subgraph.http.get("/nothing").status_code == 404


def test_probes_are_open(subgraph: Any) -> None:
    assert subgraph.http.get("/health/live").json() == {"status": "live"}
    assert subgraph.http.get("/health/ready").json() == {"status": "ready"}


def test_an_internal_error_is_masked_with_a_trace_id(subgraph: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from reservation_service.usecases.find_reservations import FindReservations

    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(FindReservations, "by_id", fail)
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    answer = subgraph.post('{ reservation(id: "x") { id } }', traceparent=trace).json()
    (error,) = answer["errors"]
    assert "secret" not in json.dumps(answer)
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["extensions"]["traceId"] == "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_database_that_is_away_is_503_and_may_be_tried_again(subgraph: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pymongo.errors import ServerSelectionTimeoutError

    from reservation_service.usecases.find_reservations import FindReservations

    def fail(*_: object) -> None:
        raise ServerSelectionTimeoutError("mongodb://user:password@host")

    monkeypatch.setattr(FindReservations, "by_id", fail)
    error = subgraph.error('{ reservation(id: "x") { id } }')
    assert error == {"code": "SERVICE_UNAVAILABLE", "http": {"status": 503}, "retryAfterSeconds": 2}

"""The subgraph trusts nobody: no request without the gateway's signature, no document without limits, no detail of a fault."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from flight_http import SECRET, Service, start_server

from wire.identity import HEADER, Caller, sign_identity
from wire.servers import find_free_port

ADMIN = Caller(user_id="admin-1", roles=frozenset({"ADMIN"}))
CANCEL = {"query": 'mutation { cancelFlight(id: "UA1-20261201-JFK") { id } }'}


@pytest.mark.parametrize(
    "identity",
    [
        None,
        "nonsense",
        sign_identity(ADMIN, "another-secret-that-is-long-enough-too", "flights"),
        sign_identity(ADMIN, SECRET, "reservations"),
        sign_identity(ADMIN, SECRET, "flights", now=time.time() - 3600),
    ],
)
def test_a_request_without_a_valid_identity_learns_nothing(service: Service, identity: str | None) -> None:
    headers = {HEADER: identity} if identity else {}
    for body in (CANCEL, {"query": "{ __typename }"}, {"query": "{"}):
        response = service.post(body, caller=None, headers=headers | {"X-User-Id": "1", "X-User-Role": "ADMIN"})
        assert response.status_code == 401
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert "data" not in response.json()


def test_roles_come_from_the_signature_only(service: Service) -> None:
    forged = {"X-User-Id": "admin-1", "X-User-Role": "ADMIN", "roles": "ADMIN"}
    response = service.post(CANCEL, caller=Caller(), headers=forged)
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ airlines { " + "__typename " * 5000 + "} }", "4000 tokens"),
        ("{ " + " ".join(f"a{n}: airlines {{ code }}" for n in range(101)) + " }", "101 aliases"),
        ("{ searchFlights { edges { node { " + "origin { " * 12 + "code" + " }" * 12 + " } } } }", "depth"),
        ("{ nothing }", "nothing"),
        ("{", "Syntax Error"),
    ],
)
def test_a_document_that_is_too_much_or_wrong_is_refused_with_its_reason(
    service: Service, query: str, said: str
) -> None:
    answer = service.ask(query)
    assert any(said in error["message"] for error in answer["errors"])
    assert {error["extensions"]["code"] for error in answer["errors"]} <= {"BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED"}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b'{"query": 7}', b'{"query": "{a}", "variables": []}', b"\xff\xfe", b"null"]
)
def test_a_body_that_is_no_request_is_a_bad_request(service: Service, content: bytes) -> None:
    headers = {HEADER: sign_identity(Caller(), SECRET, "flights"), "content-type": "application/json"}
    response = httpx.post(f"{service.url}/graphql", content=content, headers=headers, timeout=60)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_a_body_of_two_megabytes_is_refused(service: Service) -> None:
    response = service.post({"query": "{ __typename }", "variables": {"padding": "x" * 2_000_000}})
    assert response.status_code == 413


def test_get_is_for_health_only(service: Service) -> None:
    headers = {HEADER: sign_identity(Caller(), SECRET, "flights")}
    response = httpx.get(f"{service.url}/graphql", params={"query": "{ __typename }"}, headers=headers, timeout=60)
    assert response.status_code == 405
    assert httpx.get(f"{service.url}/health/live", timeout=60).json() == {"status": "live"}
    assert httpx.get(f"{service.url}/health/ready", timeout=60).json() == {"status": "ready"}


def test_a_fault_of_ours_is_masked_and_carries_the_id_of_its_trace(service: Service) -> None:
    """A document that no code of ours wrote: its status is no status."""
    broken = {"_id": "XX1-20300101-JFK", "status": "?"}
    service.database["flights"].replace_one({"_id": broken["_id"]}, broken, upsert=True)
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    response = service.post(
        {"query": "query ($id: ID!) { flight(id: $id) { id } }", "variables": {"id": broken["_id"]}},
        headers={"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"},
    )
    service.database["flights"].delete_one({"_id": broken["_id"]})
    (error,) = response.json()["errors"]
    assert error["message"] == "Something went wrong here."
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "http": {"status": 500}, "traceId": trace_id}


def test_without_its_database_the_service_says_so(service: Service, tmp_path: Path) -> None:
    port, nowhere = find_free_port(), find_free_port()
    elsewhere = {"MONGODB_URL": f"mongodb://127.0.0.1:{nowhere}/?retryWrites=false&serverSelectionTimeoutMS=300"}
    server = start_server(port, service.environment | elsewhere, tmp_path, until="live")
    try:
        headers = {HEADER: sign_identity(Caller(), SECRET, "flights")}
        query = {"query": 'query { __typename flight(id: "UA1-20261201-JFK") { id } }'}
        url = f"http://127.0.0.1:{port}/graphql"
        response = httpx.post(url, json=query, headers=headers, timeout=60)
        answer: dict[str, Any] = response.json()
        assert response.status_code == 200
        assert answer["data"] == {"__typename": "Query", "flight": None}
        assert answer["errors"][0]["extensions"] == {
            "code": "SERVICE_UNAVAILABLE",
            "http": {"status": 503},
            "retryAfterSeconds": 2,
        }
        for query in ('{ airport(code: "JFK") { code } }', "{ aircraftTypes { code } }"):
            response = httpx.post(url, json={"query": query}, headers=headers, timeout=60)
            assert response.json()["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
        assert httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=60).status_code == 503
    finally:
        server.stop()


@pytest.mark.parametrize("missing", ["MONGODB_URL", "IDENTITY_SECRET", "DJANGO_SECRET_KEY", "ALLOWED_HOSTS"])
def test_in_production_the_service_does_not_start_without(service: Service, missing: str) -> None:
    environment = {name: value for name, value in service.environment.items() if name not in (missing, "APP_MODE")}
    done = _start(environment)
    assert done.returncode != 0
    assert missing in done.stderr


@pytest.mark.parametrize("secret", ["short", "development-only identity_secret of the flights subgraph"])
def test_in_production_a_weak_or_known_secret_is_refused(service: Service, secret: str) -> None:
    done = _start(service.environment | {"IDENTITY_SECRET": secret})
    assert done.returncode != 0
    assert "IDENTITY_SECRET" in done.stderr


def _start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flight_service", "ensure_indexes"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

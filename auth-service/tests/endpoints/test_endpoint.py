"""The GraphQL endpoint over real HTTP: bodies, media types, statuses, hosts."""

import httpx
import pytest
from running_auth import IDENTITY_SECRET as SECRET

from wire.identity import Caller, sign_identity

JSON = "application/json"
MODERN = "application/graphql-response+json"


def send(service, content, content_type=JSON, method="POST", **headers):
    identity = sign_identity(Caller(), SECRET, "auth")
    named = {"jetbridge-identity": identity, "content-type": content_type, **headers}
    return httpx.request(method, f"{service.url}/graphql", content=content, headers=named)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b"7", b'"x"', b"{}", b'{"query": null}', b'{"query": 7}', b'{"query": ["{me{id}}"]}',
        b'[{"query": "{ me { id } }"}, {"query": "{ me { id } }"}]', b'{"query": "{ me { id } }", "variables": []}',
        b'{"query": "{ me { id } }", "variables": "x"}', b'{"query": "{ me { id } }", "operationName": 1}',
        b'{"query": "\xff"}', b"\xff\xfe", b"[" * 10_000, b'{"query": "{me{id}}", "variables": {"a": NaN}}',
        b'{"query": "{me{id}}", "variables": {"a": "\\ud800"}}', b'{"query":' * 10_000,
    ],
)  # fmt: skip
def test_body_that_is_no_request_is_400(service, body):
    response = send(service, body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_batch_of_logins_in_an_array_is_refused_whole(service):
    login = {"query": 'mutation { login(email: "ann@example.com", password: "guess") { expiresIn } }'}
    assert service.send([login] * 100).status_code == 400


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_body_of_another_type_is_415(service, content_type):
    assert send(service, b'{"query": "{ __typename }"}', content_type).status_code == 415


def test_json_with_a_charset_is_json(service):
    assert send(service, b'{"query": "{ __typename }"}', "application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_405(service, method):
    response = send(service, b"", method=method)
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


def test_huge_body_is_413(service):
    response = send(service, b'{"query": "' + b"x" * 300_000 + b'"}')
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "PAYLOAD_TOO_LARGE"


def test_status_of_a_refused_operation_follows_the_media_type(service):
    for query in (
        b'{"query": "{"}',
        b'{"query": "{ nothing }"}',
        b'{"query": "query A { me { id } } query B { me { id } }"}',
    ):
        old, new = send(service, query, accept=JSON), send(service, query, accept=MODERN)
        assert (old.status_code, old.headers["content-type"]) == (200, JSON)
        assert (new.status_code, new.headers["content-type"]) == (400, MODERN)
        assert old.json() == new.json()
        assert "data" not in old.json()


def test_errors_of_fields_leave_the_status_200(service):
    response = send(service, b'{"query": "{ me { id } }"}', accept=MODERN)
    assert response.status_code == 200
    assert response.json()["data"] == {"me": None}


def test_operation_is_chosen_by_name(service):
    query = "query A { a: __typename } query B { b: __typename }"
    assert service.send({"query": query, "operationName": "B"}).json() == {"data": {"b": "Query"}}
    refused = service.send({"query": query, "operationName": "C"}).json()
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_wrong_variables_are_bad_input(service):
    query = "mutation ($email: String!) { login(email: $email, password: 7) { expiresIn } }"
    assert service.ask(query)["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    query = 'mutation ($email: String!) { login(email: $email, password: "x") { expiresIn } }'
    for variables in ({}, {"email": None}, {"email": 7}, {"email": {}}, {"email": ["a"]}):
        assert service.ask(query, **variables)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_host_that_is_not_ours_is_refused(service):
    for path in ("/graphql", "/health/live", "/.well-known/jwks.json"):
        response = httpx.get(f"{service.url}{path}", headers={"host": "evil.example"}, timeout=60)
        assert response.status_code == 400
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_answers_are_not_cached_and_not_sniffed(service):
    response = service.post("{ __typename }")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/graphql/", "/admin", "/.env", "/graphql/../x"])
def test_other_paths_are_404_in_json(service, path):
    response = httpx.get(f"{service.url}{path}", timeout=60)
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_probes_answer_everybody(service):
    assert httpx.get(f"{service.url}/health/live", timeout=60).json() == {"status": "live"}
    assert httpx.get(f"{service.url}/health/ready", timeout=60).json() == {"status": "ready"}
    assert httpx.post(f"{service.url}/health/live", timeout=60).status_code == 405


def test_keys_are_published_for_caches(service):
    response = httpx.get(f"{service.url}/.well-known/jwks.json", timeout=60)
    assert response.headers["cache-control"] == "public, max-age=300"
    assert response.headers["content-type"] == "application/jwk-set+json"
    keys = response.json()["keys"]
    assert len(keys) == 2
    assert all(key["kty"] == "OKP" and key["alg"] == "EdDSA" and "d" not in key for key in keys)

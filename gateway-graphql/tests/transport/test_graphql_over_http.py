"""GraphQL over HTTP, requirement by requirement, over a real socket."""

import json
from typing import Any

import pytest

from jetbridge.errors import GatewayError
from jetbridge.pipeline import GraphQLResponse

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON};q=0.5, {GRAPHQL};q=0.4", JSON),
        (f"text/html, {GRAPHQL};q=0.1", GRAPHQL),
        (f"{GRAPHQL};q=0, {JSON}", JSON),
    ],
)
def test_the_answer_has_the_media_type_the_client_prefers(
    run: Any, serving: Any, accept: str, content_type: str
) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            headers = {"accept": accept} if accept else {}
            client.headers.pop("accept")
            response = await client.post("/graphql", json={"query": "{a}"}, headers=headers)
            assert response.status_code == 200
            assert response.headers["content-type"] == f"{content_type}; charset=utf-8"

    run(main())


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON;Charset=UTF-8", 200),
        ("application/json; charset=iso-8859-1", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/plain", 415),
        ("application/graphql", 415),
        ("", 415),
        (None, 415),
    ],
)
def test_a_post_must_be_json(run: Any, serving: Any, content_type: str | None, status: int) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            headers = {"content-type": content_type} if content_type is not None else {}
            response = await client.post("/graphql", content=b'{"query":"{a}"}', headers=headers)
            assert response.status_code == status

    run(main())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'"query"',
        b"[]",
        b'[{"query":"{a}"}]',
        b"{}",
        b'{"query":null}',
        b'{"query":1}',
        b'{"query":{}}',
        b'{"query":["{a}"]}',
        b'{"query":true}',
        b'{"query":"{a}","operationName":1}',
        b'{"query":"{a}","operationName":{}}',
        b'{"query":"{a}","variables":"{}"}',
        b'{"query":"{a}","variables":[]}',
        b'{"query":"{a}","variables":1}',
        b'{"query":"{a}","extensions":"x"}',
        b'{"query":"{a}","extensions":[1]}',
        b'{"query":"{a}","variables":{"x":NaN}}',
        b'{"query":"{a}","variables":{"x":Infinity}}',
        b'{"query":"{a}","variables":{"x":1e999}}',
        b'{"query":"{a}","variables":{"x":01}}',
        b'{"query":"{a}",}',
        b'{"query":"{a}"}{}',
        b'{"query":"{a}","query":"{b}"}',
        b'{"query":"{a}","variables":{"x":1,"x":2}}',
        b'{"query":"{a}","variables":{"x":{"y":[{"z":1,"z":"::"}]}}}',
        b'{"query":"{a}","variables":{"x:":1,"\\u0078:":2}}',
        b'{"query":"{a\xff}"}',
        b'{"query":"{a}","variables":{"x":"\\ud800"}}',
        b'{"query":"{a}","variables":{"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}}",
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'\xef\xbb\xbf{"query":"{a}"}',
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_that_is_no_graphql_request_is_a_bad_request(run: Any, serving: Any, body: bytes) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            response = await client.post("/graphql", content=body, headers={"content-type": JSON})
            assert response.status_code == 400
            (error,) = response.json()["errors"]
            assert error["extensions"]["code"] == "BAD_REQUEST"
            assert "data" not in response.json()
            assert server.engine.requests == []

    run(main())


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": "{a}", "operationName": None, "variables": None, "extensions": None},
        {"query": "{a}", "variables": {}, "extensions": {}},
        {"query": "query A {a}", "operationName": "A", "variables": {"x": 2**70, "y": "a:b", "z:": [":", {"k": "::"}]}},
        {"query": "{a}", "unknown": 1},
        {"query": "{a # ☃ é\n}"},
    ],
)
def test_every_form_the_specification_allows_is_taken(run: Any, serving: Any, parameters: dict[str, Any]) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            for ascii_only in (True, False):
                content = json.dumps(parameters, ensure_ascii=ascii_only).encode()
                response = await client.post("/graphql", content=content, headers={"content-type": JSON})
                assert response.status_code == 200
            for request in server.engine.requests:
                assert request.query == parameters["query"]
                assert request.operation_name == parameters.get("operationName")
                assert request.variables == parameters.get("variables")

    run(main())


def test_queries_may_be_sent_by_get_with_json_in_the_query_string(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            params = {"query": "query Q($x: Int) {a}", "operationName": "Q", "variables": '{"x":1}', "extensions": ""}
            response = await client.get("/graphql", params=params)
            assert response.status_code == 200
            (request,) = server.engine.requests
            assert (request.query, request.operation_name, request.variables) == (params["query"], "Q", {"x": 1})
            assert not server.engine.contexts[0].mutation_allowed

    run(main())


@pytest.mark.parametrize(
    "query",
    ["", "?a=1", "?query=%FF", "?query={a}&variables={", "?query={a}&variables=[]", "?query={a}&query={b}",
     "?query={a}&variables={%22x%22:1,%22x%22:2}", "?query={a}&extensions=1"],
)  # fmt: skip
def test_a_get_that_is_no_graphql_request_is_a_bad_request(run: Any, serving: Any, query: str) -> None:
    async def main() -> None:
        async with serving() as server:
            raw = await server.exchange(f"GET /graphql{query} HTTP/1.0\r\n\r\n".encode())
            assert raw.startswith(b"HTTP/1.1 400 ")

    run(main())


def test_a_get_with_a_foreign_content_type_is_refused(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            headers = {"content-type": "message/x-anything"}
            response = await client.get("/graphql", params={"query": "{a}"}, headers=headers)
            assert response.status_code == 415

    run(main())


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "FOO"])
def test_other_methods_are_refused_with_those_allowed(run: Any, serving: Any, method: str) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            if method == "FOO":
                raw = await server.exchange(b"FOO /graphql HTTP/1.1\r\n\r\n")
                assert raw.startswith(b"HTTP/1.1 400 ")
                return
            response = await client.request(method, "/graphql", json={"query": "{a}"})
            assert response.status_code == 405
            assert response.headers["allow"] == "GET, POST"
            assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"

    run(main())


def test_a_mutation_by_get_is_refused_and_says_how(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.answer = lambda request, context: GraphQLResponse(b'{"errors":[]}', status=405)
            response = await client.get("/graphql", params={"query": "mutation {a}"})
            assert (response.status_code, response.headers["allow"]) == (405, "POST")

    run(main())


def test_nothing_acceptable_is_406(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            response = await client.post("/graphql", json={"query": "{a}"}, headers={"accept": "image/png"})
            assert response.status_code == 406
            assert response.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"

    run(main())


def test_a_refused_document_is_400_and_for_the_older_media_type_200(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.answer = lambda request, context: GraphQLResponse(b'{"errors":[{"message":"x"}]}', status=400)
            for accept, status in ((GRAPHQL, 400), (JSON, 200)):
                response = await client.post("/graphql", json={"query": "{"}, headers={"accept": accept})
                assert response.status_code == status

    run(main())


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_other_refusals_keep_their_status_for_every_media_type(run: Any, serving: Any, status: int) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            answer = GraphQLResponse(b'{"errors":[{"message":"x"}]}', status, {"retry-after": "3"})
            server.engine.answer = lambda request, context: answer
            for accept in (GRAPHQL, JSON):
                response = await client.post("/graphql", json={"query": "{a}"}, headers={"accept": accept})
                assert (response.status_code, response.headers["retry-after"]) == (status, "3")

    run(main())


def test_an_unexpected_failure_is_masked_and_traceable(run: Any, serving: Any, caplog: Any) -> None:
    def fail(request: Any, context: Any) -> GraphQLResponse:
        raise RuntimeError("secret")

    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.answer = fail
            response = await client.post("/graphql", json={"query": "{a}"})
            assert response.status_code == 500
            assert "secret" not in response.text
            trace_id = response.json()["errors"][0]["extensions"]["traceId"]
            assert any(getattr(record, "fields", {}).get("trace_id") == trace_id for record in caplog.records)

    run(main())


def test_an_error_of_the_gateway_is_answered_with_its_status_and_retry_hint(run: Any, serving: Any) -> None:
    def fail(request: Any, context: Any) -> GraphQLResponse:
        raise GatewayError("SERVICE_UNAVAILABLE", "Not now.", retry_after=7)

    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.answer = fail
            response = await client.post("/graphql", json={"query": "{a}"})
            assert (response.status_code, response.headers["retry-after"]) == (503, "7")

    run(main())


def test_an_unchanged_answer_is_304_for_get_and_post(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            for method in ("GET", "POST"):
                options: dict[str, Any] = (
                    {"params": {"query": "{a}"}} if method == "GET" else {"json": {"query": "{a}"}}
                )
                first = await client.request(method, "/graphql", **options)
                etag = first.headers["etag"]
                assert etag.startswith('W/"')
                assert first.headers["cache-control"] == "private, no-cache"
                again = await client.request(method, "/graphql", headers={"if-none-match": etag}, **options)
                assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
                server.engine.answer = lambda request, context: GraphQLResponse(b'{"data":1}', safe=True)
                changed = await client.request(method, "/graphql", headers={"if-none-match": f'"x", {etag}'}, **options)
                assert changed.status_code == 200
                assert changed.headers["etag"] != etag
                server.engine.answer = lambda request, context: GraphQLResponse(b'{"data":{}}', safe=True)

    run(main())


def test_mutations_and_large_answers_of_post_have_no_etag(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("etag: {max_bytes: 100}") as server, server.client() as client:
            mutation = await client.post("/graphql", json={"query": "mutation {a}"}, headers={"if-none-match": "*"})
            assert mutation.status_code == 200
            assert "etag" not in mutation.headers
            assert mutation.headers["cache-control"] == "no-store"
            large = GraphQLResponse(b'{"data":"' + b"x" * 100 + b'"}', safe=True)
            server.engine.answer = lambda request, context: large
            assert "etag" not in (await client.post("/graphql", json={"query": "{a}"})).headers
            asked = await client.post("/graphql", json={"query": "{a}"}, headers={"if-none-match": '""'})
            assert "etag" in asked.headers

    run(main())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 400),
        ({"sec-fetch-site": "same-site"}, 400),
        ({"origin": "https://evil.example"}, 400),
        ({"origin": "null"}, 400),
        ({"sec-fetch-site": "cross-site", "x-jetbridge-preflight": "1"}, 200),
        ({"sec-fetch-site": "cross-site", "content-type": "text/plain"}, 415),
    ],
)
def test_a_foreign_page_cannot_send_a_query_without_preflight(
    run: Any, serving: Any, headers: dict[str, str], status: int
) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            response = await client.get("/graphql", params={"query": "{a}"}, headers=headers)
            assert response.status_code == status

    run(main())


def test_pages_of_allowed_origins_may_read_answers_and_no_others(run: Any, serving: Any) -> None:
    async def main() -> None:
        config = "cors: {origins: ['https://app.example'], credentials: true}"
        async with serving(config) as server, server.client() as client:
            for origin, allowed in (("https://app.example", True), ("https://evil.example", False)):
                answer = await client.post("/graphql", json={"query": "{a}"}, headers={"origin": origin})
                preflight = await client.options(
                    "/graphql", headers={"origin": origin, "access-control-request-method": "POST"}
                )
                for response in (answer, preflight):
                    assert (response.headers.get("access-control-allow-origin") == origin) is allowed
                    assert "origin" in response.headers["vary"]
                assert preflight.status_code == 204

    run(main())


def test_too_many_requests_are_refused_until_time_has_passed(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("rate_limits: [{requests: 3, seconds: 60}]") as server, server.client() as client:
            statuses = [(await client.post("/graphql", json={"query": "{a}"})).status_code for _ in range(5)]
            assert statuses == [200, 200, 200, 429, 429]
            refused = await client.post("/graphql", json={"query": "{a}"})
            assert refused.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
            assert 1 <= int(refused.headers["retry-after"]) <= 20

    run(main())


def test_the_trace_goes_on_and_the_request_id_comes_back(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            headers = {"traceparent": trace, "x-request-id": "abc-1"}
            response = await client.post("/graphql", json={"query": "{a}"}, headers=headers)
            assert response.headers["x-request-id"] == "abc-1"
            lines = server.engine.contexts[0].headers_for("a").decode()
            assert "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-" in lines
            assert "00f067aa0ba902b7" not in lines
            assert "x-request-id: abc-1\r\n" in lines
            assert "x-forwarded-for: 127.0.0.1\r\n" in lines
            bad = {"traceparent": "00-" + "0" * 32 + "-x", "x-request-id": "a b"}
            response = await client.post("/graphql", json={"query": "{a}"}, headers=bad)
            assert len(response.headers["x-request-id"]) == 32

    run(main())


def test_client_headers_pass_by_allow_list_only(run: Any, serving: Any) -> None:
    async def main() -> None:
        config = "headers: {request: [{name: Cookie, to: [a]}, {name: x-all}]}"
        async with serving(config) as server, server.client() as client:
            headers = {"cookie": "c=1", "x-all": "2", "x-other": "3", "authorization": "Basic x"}
            await client.post("/graphql", json={"query": "{a}"}, headers=headers)
            to_a, to_b = (server.engine.contexts[0].headers_for(name).decode() for name in "ab")
            assert to_a.startswith("cookie: c=1\r\nx-all: 2\r\ntraceparent: ")
            assert to_b.startswith("x-all: 2\r\ntraceparent: ")

    run(main())

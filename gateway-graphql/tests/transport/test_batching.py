"""Several operations in one request, where that is configured."""

import asyncio
import json
from typing import Any

import pytest

from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.pipeline import GraphQLRequest, GraphQLResponse, RequestContext

ON = "batching: {enabled: true, max: 3}"


def echo(request: GraphQLRequest, _: RequestContext) -> GraphQLResponse:
    body = json.dumps({"data": request.query, "of": dict(request.variables or {})}).encode()
    if request.query == "{wrong}":
        return GraphQLResponse(b'{"errors":[{"message":"wrong"}]}', 400)
    if request.query == "{away}":
        return GraphQLResponse(b'{"data":null,"errors":[]}', 503, {"retry-after": "7"})
    return GraphQLResponse(body, safe=True)


def ask(run: Any, serving: Any, config: str, body: Any, **headers: str) -> Any:
    async def main() -> Any:
        async with serving(config) as server, server.client() as client:
            server.engine.answer = echo
            return await client.post(
                "/graphql", content=json.dumps(body), headers={"content-type": "application/json"} | headers
            )

    return run(main())


def test_each_operation_is_answered_in_the_order_asked(run: Any, serving: Any) -> None:
    batch = [{"query": "{a}"}, {"query": "{b}", "variables": {"x": 1}}]
    answer = ask(run, serving, ON, batch)
    assert answer.json() == [{"data": "{a}", "of": {}}, {"data": "{b}", "of": {"x": 1}}]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert "x-request-id" in answer.headers


def test_all_are_under_way_at_the_same_time(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving(ON) as server, server.client() as client:
            both = asyncio.Barrier(2)

            async def meet(request: GraphQLRequest) -> GraphQLResponse:
                await both.wait()
                return GraphQLResponse(b"{}")

            server.engine.answer = lambda request, _: meet(request)
            assert (await client.post("/graphql", json=[{"query": "{a}"}, {"query": "{b}"}])).json() == [{}, {}]

    run(main())


@pytest.mark.parametrize(
    ("queries", "status", "retry_after"),
    [
        (["{a}", "{wrong}"], 200, None),
        (["{wrong}", "{wrong}"], 400, None),
        (["{a}", "{away}"], 200, "7"),
        (["{away}"], 503, "7"),
    ],
)
def test_the_status_is_that_of_all_if_they_agree(
    run: Any, serving: Any, queries: list[str], status: int, retry_after: str | None
) -> None:
    batch = [{"query": query} for query in queries]
    answer = ask(run, serving, ON, batch, accept="application/graphql-response+json")
    assert (answer.status_code, len(answer.json())) == (status, len(queries))
    assert answer.headers.get("retry-after") == retry_after


@pytest.mark.parametrize(
    ("config", "body", "headers", "status", "message"),
    [
        ("", [{"query": "{a}"}], {}, 400, "Batches of operations are not taken"),
        (ON, [], {}, 400, "from 1 to 3 operations, not 0"),
        (ON, [{"query": "{a}"}] * 4, {}, 400, "from 1 to 3 operations, not 4"),
        (ON, [{"query": "{a}"}], {"accept": "text/event-stream"}, 406, "cannot be streamed"),
    ],
)
def test_what_is_no_batch_to_be_taken_is_refused_whole(
    run: Any, serving: Any, config: str, body: Any, headers: dict[str, str], status: int, message: str
) -> None:
    answer = ask(run, serving, config, body, **headers)
    assert answer.status_code == status
    assert message in answer.json()["errors"][0]["message"]


def test_a_page_of_another_origin_may_read_why_its_batch_was_refused(run: Any, serving: Any) -> None:
    config = f"{ON}\ncors: {{origins: ['https://app.example']}}"
    headers = {"origin": "https://app.example", "x-request-id": "of-the-client"}
    answer = ask(run, serving, config, [{"query": "{a}"}] * 4, **headers)
    assert answer.status_code == 400
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["x-request-id"] == "of-the-client"


def test_what_is_wrong_with_one_concerns_that_one(run: Any, serving: Any) -> None:
    answers = ask(run, serving, ON, [{"query": "{a}"}, 7, [{"query": "{b}"}]]).json()
    assert answers[0] == {"data": "{a}", "of": {}}
    assert [each["errors"][0]["extensions"]["code"] for each in answers[1:]] == ["BAD_REQUEST", "BAD_REQUEST"]


def test_a_subgraph_that_says_when_to_come_again_costs_nobody_the_answers(run: Any, serving: Any) -> None:
    def answer(request: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        assert context.on_reply is not None
        when = {"{a}": "Wed, 21 Oct 2026 07:28:00 GMT", "{b}": "5"}[request.query]
        context.on_reply("a", SubgraphReply(200, b"{}", {"retry-after": when}))
        return GraphQLResponse(b"{}")

    async def main() -> None:
        config = f"{ON}\nheaders: {{response: [{{name: retry-after}}]}}"
        async with serving(config) as server, server.client() as client:
            server.engine.answer = answer
            found = await client.post("/graphql", json=[{"query": "{a}"}, {"query": "{b}"}])
            assert (found.json(), found.headers["retry-after"]) == ([{}, {}], "5")

    run(main())


def test_rate_limits_count_each_operation(run: Any, serving: Any) -> None:
    limit = f"{ON}\nrate_limits: [{{requests: 2, seconds: 60}}]"
    answers = ask(run, serving, limit, [{"query": "{a}"}] * 3).json()
    assert sorted(answer.get("data", "refused") for answer in answers) == ["refused", "{a}", "{a}"]


def test_an_array_cut_short_is_refused_like_any_other_text(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving(ON) as server, server.client() as client:
            for body in (b'[{"query":"{a}"}', b"[" * 100_000, b"  [1,"):
                answer = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
                assert answer.status_code == 400

    run(main())

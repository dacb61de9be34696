"""Caches are told how long an answer may be kept, and never more than any subgraph allows."""

from typing import Any

import httpx
import pytest

from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.pipeline import GraphQLRequest, GraphQLResponse, RequestContext
from jetbridge.security.cache_policies import merge_policies

ON = "cache_control: {enabled: true}\nheaders: {request: [{name: x-tenant}]}"
OWN = "private, no-cache"


@pytest.mark.parametrize(
    ("policies", "merged"),
    [
        ([], None),
        (["max-age=60"], b"max-age=60, public"),
        (["max-age=60", "public, max-age=30"], b"max-age=30, public"),
        (["max-age=60", "private, max-age=90"], b"max-age=60, private"),
        (["Max-Age=60, Private"], b"max-age=60, private"),
        (["max-age=60", ""], None),
        (["max-age=60", "no-store"], None),
        (["max-age=60, no-cache"], None),
        (["max-age=60", "max-age=0"], None),
        (["max-age=-1"], None),
        (["max-age=soon"], None),
        (["public"], None),
        (["max-age=60, s-maxage=10"], b"max-age=10, public"),
        (["max-age=60, s-maxage=0"], None),
        (["max-age=60, max-age=5"], b"max-age=5, public"),
    ],
)
def test_the_strictest_of_each_holds_for_all(policies: list[str], merged: bytes | None) -> None:
    assert merge_policies(policies) == merged


def answering(*policies: str, body: bytes = b'{"data":1}') -> Any:
    def answer(_: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        assert context.on_reply is not None
        for policy in policies:
            context.on_reply("a", SubgraphReply(200, b"{}", {"cache-control": policy} if policy else {}))
        return GraphQLResponse(body, safe=True)

    return answer


def ask(run: Any, serving: Any, answer: Any, method: str = "GET", config: str = ON, **headers: str) -> httpx.Response:
    async def main() -> httpx.Response:
        async with serving(config) as server, server.client() as client:
            server.engine.answer = answer
            if method == "GET":
                return await client.get("/graphql", params={"query": "{a}"}, headers=headers)
            return await client.post("/graphql", json={"query": "{a}"}, headers=headers)

    found: httpx.Response = run(main())
    return found


def test_a_query_by_get_may_be_kept_and_says_what_it_depends_on(run: Any, serving: Any) -> None:
    answer = ask(run, serving, answering("max-age=60", "max-age=30"))
    assert answer.headers.get_list("cache-control") == ["max-age=30, public"]
    varies = {name for each in answer.headers.get_list("vary") for name in each.split(", ")}
    assert {"accept", "authorization", "cookie", "x-tenant"} <= varies
    assert answer.json() == {"data": 1}


@pytest.mark.parametrize("header", ["authorization", "cookie"])
def test_for_who_says_who_they_are_it_is_private(run: Any, serving: Any, header: str) -> None:
    answer = ask(run, serving, answering("public, max-age=60"), **{header: "x"})
    assert answer.headers["cache-control"] == "max-age=60, private"


@pytest.mark.parametrize(
    ("method", "answer", "config"),
    [
        ("POST", answering("max-age=60"), ON),
        ("GET", answering("max-age=60", ""), ON),
        ("GET", answering(), ON),
        ("GET", answering("max-age=60", body=b'{"data":null,"errors":[{"message":"away"}]}'), ON),
        ("GET", answering("max-age=60"), "headers: {response: [{name: x-a}]}"),
    ],
)
def test_what_must_not_be_kept_is_as_it_was(run: Any, serving: Any, method: str, answer: Any, config: str) -> None:
    assert ask(run, serving, answer, method, config).headers.get_list("cache-control") == [OWN]


def test_what_brings_a_cookie_is_kept_by_nobody(run: Any, serving: Any) -> None:
    def answer(_: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        assert context.on_reply is not None
        context.on_reply("a", SubgraphReply(200, b"{}", {"cache-control": "max-age=60", "set-cookie": "session=1"}))
        return GraphQLResponse(b'{"data":1}', safe=True)

    config = ON.replace("headers: {", "headers: {response: [{name: set-cookie}], ")
    found = ask(run, serving, answer, config=config)
    assert found.headers["set-cookie"] == "session=1"
    assert found.headers.get_list("cache-control") == [OWN]


def test_an_answer_that_is_unchanged_may_be_kept_longer(run: Any, serving: Any) -> None:
    etag = ask(run, serving, answering("max-age=60")).headers["etag"]
    again = ask(run, serving, answering("max-age=60"), **{"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "max-age=60, public"
    assert again.headers["etag"] == etag
    changed = ask(run, serving, answering("max-age=60", body=b'{"data":2}'), **{"if-none-match": etag})
    assert changed.json() == {"data": 2}
    forbidden = ask(run, serving, answering("no-store"), **{"if-none-match": etag})
    assert (forbidden.status_code, forbidden.headers["cache-control"]) == (304, OWN)


def test_the_policy_of_one_subgraph_is_not_passed_back_for_all(run: Any, serving: Any) -> None:
    rule = f"{ON}\n".replace("headers: {", "headers: {response: [{name: cache-control}], ")
    answer = ask(run, serving, answering("max-age=60", "no-store"), config=rule)
    assert answer.headers.get_list("cache-control") == [OWN]

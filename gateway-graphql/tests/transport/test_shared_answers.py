"""Equal queries in flight share one answer where it is configured, and nothing else ever does."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.pipeline import GraphQLRequest, GraphQLResponse, RequestContext

QUERY = {"query": "{a}"}


class Held:
    """Holds all answers back until `release`; `begun` counts executions."""

    def __init__(self, engine: Any) -> None:
        self.begun = 0
        self.release = asyncio.Event()
        engine.answer = self.answer

    async def answer(self, request: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        self.begun += 1
        number = self.begun
        await self.release.wait()
        return GraphQLResponse(b'{"data":%d}' % number, safe=True)


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # what is waited for has no event
        await asyncio.sleep(0.001)


async def ask_twice(server: Any, first: dict[str, Any], second: dict[str, Any]) -> tuple[int, list[Any]]:
    """How often it was executed, and the two answers. Whoever asks for the kind joins or begins in the same breath."""
    held = Held(server.engine)
    async with server.client() as client:
        asking = [asyncio.create_task(client.post("/graphql", **each)) for each in (first, second)]
        await until(lambda: max(server.engine.kinds_asked, held.begun) == 2)
        held.release.set()
        answers = [(await each).json()["data"] for each in asking]
    return held.begun, answers


def test_equal_queries_of_one_caller_are_answered_once(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("deduplicate: true") as server:
            same = {"json": QUERY, "headers": {"cookie": "a=1"}}
            traced = {"json": QUERY, "headers": {"cookie": "a=1", "x-request-id": "other"}}
            assert await ask_twice(server, same, traced) == (1, [1, 1])

    run(main())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            {"json": QUERY, "headers": {"authorization": "Bearer x"}},
            {"json": QUERY, "headers": {"authorization": "Bearer y"}},
        ),
        ({"json": QUERY, "headers": {"cookie": "a=1"}}, {"json": QUERY}),
        ({"json": QUERY}, {"json": {"query": "{b}"}}),
        ({"json": {"query": "mutation {a}"}}, {"json": {"query": "mutation {a}"}}),
    ],
    ids=["another token", "another cookie", "another query", "a mutation"],
)
def test_what_differs_in_anything_that_matters_is_answered_by_itself(
    run: Any, serving: Any, first: dict[str, Any], second: dict[str, Any]
) -> None:
    async def main() -> None:
        async with serving("deduplicate: true") as server:
            begun, answers = await ask_twice(server, first, second)
            assert (begun, sorted(answers)) == (2, [1, 2])

    run(main())


def test_a_cookie_is_set_for_one_of_those_who_share_an_answer(run: Any, serving: Any) -> None:
    async def main() -> None:
        config = "{deduplicate: true, headers: {response: [{name: set-cookie}, {name: x-cost}]}}"
        async with serving(config) as server, server.client() as client, server.client() as other:
            held = Held(server.engine)

            async def answer(request: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
                response = await held.answer(request, context)
                assert context.on_reply is not None
                context.on_reply("a", SubgraphReply(200, b"", {"set-cookie": "session=1", "x-cost": "1"}))
                return response

            server.engine.answer = answer
            asking = [asyncio.create_task(each.post("/graphql", json=QUERY)) for each in (client, other)]
            await until(lambda: server.engine.kinds_asked == 2)
            held.release.set()
            answers = [await each for each in asking]
            assert held.begun == 1
            assert sorted(each.headers.get("set-cookie", "") for each in answers) == ["", "session=1"]
            assert [each.headers["x-cost"] for each in answers] == ["1", "1"]

    run(main())


def test_nothing_is_shared_by_default(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server:
            begun, answers = await ask_twice(server, {"json": QUERY}, {"json": QUERY})
            assert (begun, sorted(answers)) == (2, [1, 2])

    run(main())


def test_a_client_that_hangs_up_does_not_take_the_answer_from_the_other(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("deduplicate: true") as server, server.client() as client:
            held = Held(server.engine)
            first = asyncio.create_task(client.post("/graphql", json=QUERY))
            await server.engine.asked.wait()
            async with server.client() as other:
                second = asyncio.create_task(other.post("/graphql", json=QUERY))
                await until(lambda: server.engine.kinds_asked == 2)
                first.cancel()
                await until(lambda: len(server.server.connections) == 1)
                held.release.set()
                assert (await second).json() == {"data": 1}
                assert held.begun == 1

    run(main())

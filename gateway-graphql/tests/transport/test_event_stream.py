"""Subscriptions over server-sent events, seen from the client."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from jetbridge.pipeline import GraphQLRequest, GraphQLResponse
from jetbridge.transport import response_stream

EVENTS = {"accept": "text/event-stream"}
SUBSCRIPTION = {"query": "subscription {a}"}


def split(text: str) -> list[str]:
    return [event for event in text.split("\n\n") if event and event != ":"]


async def never(request: GraphQLRequest) -> AsyncIterator[GraphQLResponse]:
    yield GraphQLResponse(b'{"data":1}')
    await asyncio.sleep(60)


def test_every_event_is_a_next_and_the_end_a_complete(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            response = await client.post("/graphql", json=SUBSCRIPTION, headers=EVENTS)
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert split(response.text) == [
                'event: next\ndata: {"data":1}',
                'event: next\ndata: {"data":2}',
                'event: next\ndata: {"data":3}',
                "event: complete\ndata:",
            ]
            again = await client.post("/graphql", json={"query": "{a}"})
            assert again.json() == {"data": {}}, "the connection goes on"

    run(main())


def test_queries_may_be_answered_as_a_stream_of_one(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            response = await client.get("/graphql", params={"query": "{a}"}, headers=EVENTS)
            assert split(response.text) == ['event: next\ndata: {"data":{}}', "event: complete\ndata:"]
            assert not server.engine.contexts[0].mutation_allowed

    run(main())


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        ("application/graphql-response+json, application/json, text/event-stream", "application/graphql-response+json"),
        ("text/event-stream;q=0.5, application/json;q=0.9", "application/json"),
        ("text/event-stream, application/json", "text/event-stream"),
        ("application/json;q=0.1, text/event-stream", "text/event-stream"),
        ("text/event-stream;q=0, */*", "application/json"),
    ],
)
def test_who_can_read_both_gets_what_is_preferred(run: Any, serving: Any, accept: str, answer: str) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            response = await client.post("/graphql", json={"query": "{a}"}, headers={"accept": accept})
            assert response.headers["content-type"].split(";")[0] == answer

    run(main())


def test_line_breaks_inside_an_answer_do_not_break_the_event(run: Any, serving: Any) -> None:
    async def broken(request: GraphQLRequest) -> AsyncIterator[GraphQLResponse]:
        yield GraphQLResponse(b'{"data":\r\n\n1}')

    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.events = broken
            response = await client.post("/graphql", json=SUBSCRIPTION, headers=EVENTS)
            assert split(response.text)[0] == 'event: next\ndata: {"data":\ndata: \ndata: 1}'

    run(main())


def test_a_failure_inside_is_masked_and_ends_the_stream(run: Any, serving: Any) -> None:
    async def fail(request: GraphQLRequest) -> AsyncIterator[GraphQLResponse]:
        yield GraphQLResponse(b'{"data":1}')
        raise RuntimeError("secret")

    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.events = fail
            events = split((await client.post("/graphql", json=SUBSCRIPTION, headers=EVENTS)).text)
            assert len(events) == 3
            assert "INTERNAL_SERVER_ERROR" in events[1]
            assert "secret" not in events[1]
            assert events[2] == "event: complete\ndata:"

    run(main())


def test_a_quiet_stream_is_kept_alive_by_comments(run: Any, serving: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_stream, "KEEP_ALIVE_SECONDS", 0.05)

    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.events = never
            async with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=EVENTS) as response:
                text = ""
                async for chunk in response.aiter_text():
                    text += chunk
                    if text.count(":\n\n") >= 4:
                        break

    run(main())


def test_a_client_that_leaves_ends_its_subscription(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.events = never
            async with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=EVENTS) as response:
                async for chunk in response.aiter_text():
                    if "data" in chunk:
                        break
            await asyncio.wait_for(server.engine.left.wait(), 60)

    run(main())


def test_streams_do_not_keep_the_server_from_stopping(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server:
            server.engine.events = never
            asking = asyncio.create_task(
                server.exchange(
                    b"GET /graphql?query=subscription HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n"
                )
            )
            await server.engine.asked.wait()
            await asyncio.wait_for(server.server.stop(), 60)
            assert (await asking).startswith(b"HTTP/1.1 200 OK\r\n")
            assert server.engine.left.is_set()

    run(main())


def test_streams_are_capped(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("limits: {streams: 1}") as server, server.client() as client:
            server.engine.events = never
            async with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=EVENTS) as response:
                await anext(response.aiter_text())
                refused = await client.post("/graphql", json=SUBSCRIPTION, headers=EVENTS)
                assert refused.status_code == 503
            await asyncio.wait_for(server.engine.left.wait(), 60)

    run(main())


def test_one_client_does_not_take_all_streams(run: Any, serving: Any) -> None:
    config = "limits: {streams_per_client: 1}\nlisten: {trusted_proxies: [127.0.0.1/32]}"

    async def main() -> None:
        async with serving(config) as server, server.client() as client:
            server.engine.events = never
            mine, other = ({**EVENTS, "x-forwarded-for": address} for address in ("6.6.6.6", "7.7.7.7"))
            async with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=mine) as response:
                await anext(response.aiter_text())
                refused = await client.post("/graphql", json=SUBSCRIPTION, headers=mine)
                assert refused.status_code == 429
                assert refused.headers["retry-after"] == "5"
                async with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=other) as another:
                    assert another.status_code == 200
            await asyncio.wait_for(server.engine.left.wait(), 60)

    run(main())

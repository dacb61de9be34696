"""Subscriptions as parts of a multipart response, seen from a client that reads as Apollo's do."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from jetbridge.pipeline import GraphQLRequest, GraphQLResponse
from jetbridge.transport import response_stream

PARTS = {"accept": 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json'}
SUBSCRIPTION = {"query": "subscription {a}"}


class PartReader:
    """Bytes in any pieces -> the JSON of each part, as soon as its end is seen."""

    def __init__(self, content_type: str) -> None:
        assert content_type == 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
        self._boundary = "\r\n--graphql"
        self._rest = ""
        self.ended = False

    def feed(self, text: str) -> list[Any]:
        *whole, self._rest = (self._rest + text).split(self._boundary)
        self.ended = self._rest.startswith("--")
        found = []
        for part in whole:
            head, blank, body = part.partition("\r\n\r\n")
            if blank:
                assert head.strip() == "content-type: application/json"
                found.append(json.loads(body))
        return found


def test_every_event_is_a_part_and_the_last_boundary_the_end(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            response = await client.post("/graphql", json=SUBSCRIPTION, headers=PARTS)
            reader = PartReader(response.headers["content-type"])
            events = [{"payload": {"data": number}} for number in (1, 2, 3)]
            assert reader.feed(response.text) == [{}, *events]
            assert reader.ended

    run(main())


def test_a_part_is_whole_without_the_next(run: Any, serving: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_stream, "KEEP_ALIVE_SECONDS", 0.05)

    async def one(request: GraphQLRequest) -> AsyncIterator[GraphQLResponse]:
        yield GraphQLResponse(b'{"data":1}')
        await asyncio.sleep(60)

    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.events = one
            async with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=PARTS) as response:
                reader = PartReader(response.headers["content-type"])
                found: list[Any] = []
                async for text in response.aiter_text():
                    found += reader.feed(text)
                    if len(found) >= 4:
                        break
            assert found[:4] == [{}, {"payload": {"data": 1}}, {}, {}], "heartbeats follow"

    run(main())


def test_a_stream_that_fails_says_so_beside_the_payload(run: Any, serving: Any) -> None:
    async def fail(request: GraphQLRequest) -> AsyncIterator[GraphQLResponse]:
        yield GraphQLResponse(b'{"data":1}')
        raise RuntimeError("secret")

    async def main() -> None:
        async with serving() as server, server.client() as client:
            server.engine.events = fail
            response = await client.post("/graphql", json=SUBSCRIPTION, headers=PARTS)
            reader = PartReader(response.headers["content-type"])
            *_, last = reader.feed(response.text)
            assert last["payload"] is None
            assert last["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
            assert "secret" not in response.text
            assert reader.ended

    run(main())


@pytest.mark.parametrize(
    ("accept", "query", "answer"),
    [
        (PARTS["accept"], "{a}", "application/json"),
        ('multipart/mixed;subscriptionSpec="1.0", application/graphql-response+json', "{a}", "application/graphql-response+json"),
        ("multipart/mixed;subscriptionSpec=1.0", "subscription {a}", "multipart/mixed"),
        ("multipart/mixed;subscriptionSpec=1.0", "{a}", "multipart/mixed"),
        ("text/event-stream, multipart/mixed;subscriptionSpec=1.0", "subscription {a}", "text/event-stream"),
        ("multipart/mixed;deferSpec=20220824, application/json", "{a}", "application/json"),
    ],
)  # fmt: skip
def test_only_who_asks_for_parts_gets_them_and_only_for_subscriptions(
    run: Any, serving: Any, accept: str, query: str, answer: str
) -> None:
    async def main() -> None:
        async with serving() as server, server.client() as client:
            response = await client.post("/graphql", json={"query": query}, headers={"accept": accept})
            assert response.headers["content-type"].split(";")[0] == answer

    run(main())

"""Subscriptions of subgraphs over server-sent events."""

import asyncio
from typing import Any

import pytest

from jetbridge.executor.subgraph_client import SubgraphError

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def says(*parts: bytes, close: bool = True) -> Any:
    async def answer(_: Any, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.001)  # so that the parts arrive apart
        if close:
            writer.close()

    return answer


async def collect(client: Any) -> tuple[list[bytes], str | None]:
    found = []
    try:
        async for reply in client.subscribe("s", b'{"query":"subscription {a}"}', lambda _: b"x-one: 1\r\n"):
            found.append(bytes(reply.body))
    except SubgraphError as error:
        return found, error.code
    return found, None


@pytest.mark.parametrize(
    ("parts", "bodies", "code"),
    [
        ([HEAD, chunk(b":\n\nevent: next\ndata: 1\n\nevent: complete\ndata:\n\n"), b"0\r\n\r\n"], [b"1"], None),
        ([HEAD, chunk(b"event: ne"), chunk(b"xt\r\nda"), chunk(b"ta: {\r\ndata: }\r\n\r\nevent: complete\n\n")],
         [b"{\n}"], None),
        ([HEAD, chunk(b"data: 1\n\ndata: 2\n\nevent: complete\n\n")], [b"1", b"2"], None),
        ([HEAD, chunk(b"event: next\ndata: 1\n\n"), b"0\r\n\r\n"], [b"1"], "SERVICE_UNAVAILABLE"),
        ([HEAD, chunk(b"event: next\ndata: 1\n\n")], [b"1"], "SERVICE_UNAVAILABLE"),
        ([HEAD, chunk(b"data: " + b"x" * 2000)], [], "SUBGRAPH_INVALID_RESPONSE"),
        ([b"garbage\r\n\r\n"], [], "SUBGRAPH_INVALID_RESPONSE"),
        ([b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"errors":[]}'],
         [b'{"errors":[]}'], None),
    ],
)  # fmt: skip
def test_events_become_replies_until_the_subgraph_completes(
    run: Any, running: Any, parts: list[bytes], bodies: list[bytes], code: str | None
) -> None:
    async def main() -> None:
        async with running(says(*parts), response_bytes=1000) as (client, subgraph):
            assert await collect(client) == (bodies, code)
            assert b"accept: text/event-stream\r\n" in subgraph.requests[0]
            assert b"x-one: 1\r\n" in subgraph.requests[0]

    run(main())


def test_nobody_listening_closes_the_connection_to_the_subgraph(run: Any, running: Any) -> None:
    closed = asyncio.Event()

    async def endless(_: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + chunk(b"data: 1\n\n"))
        while not writer.is_closing():
            writer.write(chunk(b":\n\n"))
            await asyncio.sleep(0.01)  # between two heartbeats
        closed.set()

    async def main() -> None:
        async with running(endless) as (client, _):
            replies = client.subscribe("s", b"{}", lambda _: b"")
            assert bytes((await anext(replies)).body) == b"1"
            await replies.aclose()
            await asyncio.wait_for(closed.wait(), 60)

    run(main())


def test_a_subgraph_that_is_not_there_is_unavailable(run: Any, make_client: Any) -> None:
    async def main() -> None:
        assert await collect(make_client("http://127.0.0.1:1/")) == ([], "SERVICE_UNAVAILABLE")

    run(main())


def test_a_proxy_whose_subgraph_is_away_for_a_moment_is_asked_again(run: Any, running: Any) -> None:
    answers = iter(
        (
            says(b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\naway"),
            says(HEAD, chunk(b"data: 1\n\nevent: complete\n\n")),
        )
    )

    async def answer(body: Any, writer: asyncio.StreamWriter) -> None:
        await next(answers)(body, writer)

    async def main() -> None:
        reconnect = {"reconnect": {"attempts": 1, "max_delay_seconds": 0.01}}
        async with running(answer, subscriptions=reconnect) as (client, subgraph):
            assert await collect(client) == ([b"1"], None)
            assert len(subgraph.requests) == 2

    run(main())


def test_subscriptions_are_opened_at_an_address_of_their_own(run: Any, running: Any, make_client: Any) -> None:
    async def main() -> None:
        async with running(says(HEAD, chunk(b"data: 1\n\nevent: complete\n\n"))) as (at_its_own, subgraph):
            url = f"http://127.0.0.1:{at_its_own.peers['s'].destination.address.port}/events"
            client = make_client("http://127.0.0.1:1/graphql", subscriptions={"url": url})
            assert await collect(client) == ([b"1"], None)
            assert subgraph.requests[0].startswith(b"POST /events HTTP/1.1\r\n")

    run(main())


def test_a_stream_that_fell_silent_has_broken_off(run: Any, running: Any) -> None:
    silence = {"silence_seconds": 0.5}

    async def main() -> None:
        async with running(says(HEAD, chunk(b"data: 1\n\n"), close=False), subscriptions=silence) as (client, _):
            assert await collect(client) == ([b"1"], "SUBGRAPH_TIMEOUT")

    run(main())

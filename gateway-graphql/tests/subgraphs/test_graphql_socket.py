"""Subscriptions of subgraphs over WebSockets, against servers other people wrote: `websockets`, Strawberry on uvicorn."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import strawberry
import uvicorn
from strawberry.asgi import GraphQL
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from jetbridge.config import ConfigError, load_config_text
from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.subgraphs.subscription import find_delay

from .test_tls import write_certificate

QUERY = b'{"query":"subscription {a}"}'


class Speaker:
    """A subgraph: what it is told, and a script of what it says once it has acknowledged."""

    def __init__(self, script: Callable[["Speaker", ServerConnection], Awaitable[None]]) -> None:
        self.script = script
        self.messages: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left = asyncio.Event()
        self.acknowledges = True

    async def __call__(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.headers.append({name.lower(): value for name, value in socket.request.headers.raw_items()})
        try:
            await self.hear(socket)
            if self.acknowledges:
                await say(socket, type="connection_ack")
            await self.hear(socket)
            await self.script(self, socket)
        except ConnectionClosed:
            pass
        finally:
            self.left.set()

    async def hear(self, socket: ServerConnection) -> None:
        self.messages.append(json.loads(await socket.recv()))


async def say(socket: ServerConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def say_next(socket: ServerConnection, value: Any) -> None:
    await say(socket, type="next", id="1", payload={"data": value})


def says(*messages: dict[str, Any] | str | bytes, close: int | None = None) -> Any:
    async def script(_: Speaker, socket: ServerConnection) -> None:
        for message in messages:
            await socket.send(json.dumps({"id": "1", **message}) if isinstance(message, dict) else message)
        if close is None:
            await socket.wait_closed()
        else:
            await socket.close(close)

    return script


@contextlib.asynccontextmanager
async def speaking(
    make_client: Any, script: Any, *, context: ssl.SSLContext | None = None, own: Any = None, **settings: Any
) -> AsyncIterator[tuple[Any, Speaker]]:
    speaker = Speaker(script)
    subprotocols = settings.pop("subprotocols", ["graphql-transport-ws"])
    async with serve(speaker, "127.0.0.1", 0, subprotocols=subprotocols, ssl=context, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        url = f"{'wss' if context else 'ws'}://127.0.0.1:{port}/events"
        client = make_client(
            "http://127.0.0.1:1/", subscriptions={"url": url, "protocol": "ws", **(own or {})}, **settings
        )
        yield client, speaker
        client.close()


async def collect(client: Any, headers_for: Any = lambda _: b"") -> tuple[list[Any], str | None]:
    found: list[Any] = []
    try:
        async for reply in client.subscribe("s", QUERY, headers_for):
            found.append(json.loads(bytes(reply.body)))
    except SubgraphError as error:
        return found, error.code
    return found, None


NEXT = {"type": "next", "payload": {"data": 1}}
COMPLETE = {"type": "complete"}
LARGE = {"type": "next", "payload": {"data": "x" * 2000}}


@pytest.mark.parametrize(
    ("script", "replies", "code"),
    [
        (says(NEXT, NEXT, COMPLETE), [{"data": 1}, {"data": 1}], None),
        (says(NEXT, {"type": "ping"}, {"type": "pong"}, COMPLETE), [{"data": 1}], None),
        (says({"type": "error", "payload": [{"message": "no"}]}), [{"errors": [{"message": "no"}]}], None),
        (says(NEXT, close=1001), [{"data": 1}], "SERVICE_UNAVAILABLE"),
        (says(NEXT, close=4401), [{"data": 1}], "UNAUTHENTICATED"),
        (says(close=4403), [], "FORBIDDEN"),
        (says(close=4400), [], "SUBGRAPH_INVALID_RESPONSE"),
        (says(LARGE), [], "SUBGRAPH_RESPONSE_TOO_LARGE"),
        (says("this is not JSON"), [], "SUBGRAPH_INVALID_RESPONSE"),
        (says("[]"), [], "SUBGRAPH_INVALID_RESPONSE"),
        (says({"type": "data", "payload": {}}), [], "SUBGRAPH_INVALID_RESPONSE"),
    ],
)
def test_messages_become_replies_until_the_subgraph_completes(
    run: Any, make_client: Any, script: Any, replies: list[Any], code: str | None
) -> None:
    async def main() -> None:
        async with speaking(make_client, script, response_bytes=1000) as (client, _):
            assert await collect(client) == (replies, code)

    run(main())


def test_the_subgraph_is_told_who_asks_in_the_handshake_and_in_connection_init(run: Any, make_client: Any) -> None:
    async def main() -> None:
        async with speaking(make_client, says(COMPLETE)) as (client, speaker):
            assert await collect(client, lambda name: b"x-to: %b\r\nx-two: a: b\r\n" % name.encode()) == ([], None)
            assert speaker.messages == [
                {"type": "connection_init", "payload": {"x-to": "s", "x-two": "a: b"}},
                {"type": "subscribe", "id": "1", "payload": {"query": "subscription {a}"}},
            ]
            assert (speaker.headers[0]["x-to"], speaker.headers[0]["x-two"]) == ("s", "a: b")

    run(main())


def test_a_ping_of_the_subgraph_is_answered_and_the_end_is_told(run: Any, make_client: Any) -> None:
    async def script(speaker: Speaker, socket: ServerConnection) -> None:
        await say(socket, type="ping")
        await speaker.hear(socket)
        await say_next(socket, 1)
        await speaker.hear(socket)

    async def main() -> None:
        async with speaking(make_client, script) as (client, speaker):
            replies = client.subscribe("s", QUERY, lambda _: b"")
            await anext(replies)
            await replies.aclose()
            await asyncio.wait_for(speaker.left.wait(), 60)
            assert speaker.messages[2:] == [{"type": "pong"}, {"type": "complete", "id": "1"}]

    run(main())


def test_a_fragmented_message_is_one_event(run: Any, make_client: Any) -> None:
    async def script(_: Speaker, socket: ServerConnection) -> None:
        await socket.send(['{"type":"next","id":"1","payl', 'oad":{"data"', ":7}}"])
        await say(socket, type="complete", id="1")

    async def main() -> None:
        async with speaking(make_client, script) as (client, _):
            assert await collect(client) == ([{"data": 7}], None)

    run(main())


def test_a_subgraph_that_sends_faster_than_is_taken_has_to_wait(run: Any, make_client: Any) -> None:
    sent = 0

    async def script(_: Speaker, socket: ServerConnection) -> None:
        nonlocal sent
        while True:
            await say_next(socket, "x" * 10_000)
            sent += 1

    async def main() -> None:
        async with speaking(make_client, script) as (client, _):
            replies = client.subscribe("s", QUERY, lambda _: b"")
            await anext(replies)
            before = -1
            async with asyncio.timeout(60):
                while before != sent:
                    before = sent
                    await asyncio.sleep(0.3)  # long enough for hundreds of messages
            # What sockets buffer between the two, a few megabytes, and no more.
            assert sent < 5_000
            await replies.aclose()

    run(main())


def test_silence_is_asked_about_and_an_answer_is_enough(run: Any, make_client: Any) -> None:
    pings: asyncio.Queue[Frame] = asyncio.Queue()

    async def script(_: Speaker, socket: ServerConnection) -> None:
        take = socket.protocol.recv_frame

        def notice(frame: Frame) -> None:
            if frame.opcode is Opcode.PING:
                pings.put_nowait(frame)
            take(frame)  # answers it

        socket.protocol.recv_frame = notice  # type: ignore[method-assign]  # nothing else tells of pings
        await pings.get()
        await pings.get()
        await say(socket, type="complete", id="1")

    async def main() -> None:
        async with speaking(make_client, script, own={"silence_seconds": 0.3}) as (client, _):
            assert await collect(client) == ([], None)

    run(main())


def test_who_does_not_answer_is_gone(run: Any, make_client: Any) -> None:
    over = asyncio.Event()

    async def script(_: Speaker, socket: ServerConnection) -> None:
        socket.transport.pause_reading()
        await over.wait()
        socket.transport.abort()

    async def main() -> None:
        async with speaking(make_client, script, own={"silence_seconds": 0.1}) as (client, _):
            assert await collect(client) == ([], "SUBGRAPH_TIMEOUT")
            over.set()

    run(main())


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "UNAUTHENTICATED"), (403, "FORBIDDEN"), (404, "SUBGRAPH_INVALID_RESPONSE"), (503, "SERVICE_UNAVAILABLE")],
)
def test_a_handshake_that_is_refused_says_why(run: Any, make_client: Any, status: int, code: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %d No\r\ncontent-length: 2\r\n\r\nno" % status)
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with server:
            assert await collect(make_client(url, subscriptions={"protocol": "ws"})) == ([], code)

    run(main())


def test_who_does_not_speak_the_protocol_or_does_not_acknowledge_is_left(run: Any, make_client: Any) -> None:
    async def main() -> None:
        async with speaking(make_client, says(NEXT), subprotocols=None) as (client, _):
            assert await collect(client) == ([], "SUBGRAPH_INVALID_RESPONSE")
        async with speaking(make_client, says(NEXT), connect_seconds=1) as (client, speaker):
            speaker.acknowledges = False
            assert await collect(client) == ([], "SERVICE_UNAVAILABLE")
            await asyncio.wait_for(speaker.left.wait(), 60)
        unreachable = make_client("http://127.0.0.1:1/", subscriptions={"protocol": "ws"})
        assert await collect(unreachable) == ([], "SERVICE_UNAVAILABLE")

    run(main())


@pytest.mark.parametrize("trusted", [True, False])
def test_a_secure_socket_is_opened_only_to_whom_we_trust(
    run: Any, make_client: Any, tmp_path: Path, trusted: bool
) -> None:
    certificate, key = write_certificate(tmp_path, "server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    tls = {"ca": str(certificate)} if trusted else {}

    async def main() -> None:
        async with speaking(make_client, says(NEXT, COMPLETE), context=context, tls=tls) as (client, _):
            expected: Any = ([{"data": 1}], None) if trusted else ([], "SERVICE_UNAVAILABLE")
            assert await collect(client) == expected

    run(main())


def test_trust_is_read_once_for_all_subscriptions(
    run: Any, make_client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = write_certificate(tmp_path, "server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    read: list[Any] = []
    create = ssl.create_default_context

    def create_and_count(**options: Any) -> ssl.SSLContext:
        read.append(options)
        return create(**options)

    monkeypatch.setattr(ssl, "create_default_context", create_and_count)

    async def main() -> None:
        tls = {"ca": str(certificate)}
        async with speaking(make_client, says(NEXT, COMPLETE), context=context, tls=tls) as (client, _):
            for _ in range(3):
                assert await collect(client) == ([{"data": 1}], None)
        assert read == [{"cafile": str(certificate)}]

    run(main())


def test_what_broke_off_is_opened_again_with_an_identity_of_its_own(run: Any, make_client: Any) -> None:
    identities = iter((b"x-as: 1\r\n", b"x-as: 2\r\n", b"x-as: 3\r\n"))

    async def script(speaker: Speaker, socket: ServerConnection) -> None:
        await say_next(socket, len(speaker.headers))
        if len(speaker.headers) == 3:
            await say(socket, type="complete", id="1")
        else:
            socket.transport.abort()

    async def main() -> None:
        async with speaking(make_client, script, own={"reconnect": {"attempts": 1}}) as (client, speaker):
            assert await collect(client, lambda _: next(identities)) == ([{"data": n} for n in (1, 2, 3)], None)
            assert [headers["x-as"] for headers in speaker.headers] == ["1", "2", "3"]

    run(main())


@pytest.mark.parametrize(("close", "openings"), [(1012, 3), (4403, 1)])
def test_opening_again_ends_with_the_attempts_and_is_not_tried_where_the_answer_was_no(
    run: Any, make_client: Any, close: int, openings: int
) -> None:
    async def main() -> None:
        own = {"reconnect": {"attempts": 2, "max_delay_seconds": 0.01}}
        async with speaking(make_client, says(close=close), own=own) as (client, speaker):
            _, code = await collect(client)
            assert code == ("FORBIDDEN" if close == 4403 else "SERVICE_UNAVAILABLE")
            assert len(speaker.headers) == openings

    run(main())


def test_waits_double_up_to_the_longest_and_are_spread() -> None:
    delays = [find_delay(failures, 2.0) for failures in (0, 1, 2, 3, 4, 1000)]
    for delay, whole in zip(delays, (0.25, 0.5, 1.0, 2.0, 2.0, 2.0), strict=True):
        assert whole / 2 <= delay <= whole


def test_a_sockets_url_without_its_protocol_is_a_mistake() -> None:
    text = "subgraphs: {a: {subscriptions: {url: 'wss://a.example/events'}}}"
    with pytest.raises(ConfigError, match="add `protocol: ws`"):
        load_config_text(text, {})


class Uvicorn(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, *arguments: Any, **options: Any) -> None:
        await super().startup(*arguments, **options)
        self.listening.set()


def test_a_strawberry_subgraph_is_subscribed_to(run: Any, make_client: Any) -> None:
    @strawberry.type
    class Query:
        a: int = 1

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def count(self, info: strawberry.Info, to: int) -> AsyncIterator[str]:
            who = info.context["connection_params"]["x-who"]
            for number in range(1, to + 1):
                yield f"{who} {number}"

    application = GraphQL(strawberry.Schema(Query, subscription=Subscription))

    async def main() -> None:
        config = uvicorn.Config(application, port=0, ws="websockets-sansio", lifespan="off", log_level="error")
        server = Uvicorn(config)
        serving = asyncio.create_task(server.serve())
        await asyncio.wait_for(server.listening.wait(), 60)
        port = server.servers[0].sockets[0].getsockname()[1]
        client = make_client(f"http://127.0.0.1:{port}/graphql", subscriptions={"protocol": "ws"})
        body = b'{"query":"subscription($to: Int!) { count(to: $to) }","variables":{"to":2}}'
        replies = client.subscribe("s", body, lambda _: b"x-who: ann\r\n")
        found = [json.loads(bytes(reply.body))["data"]["count"] async for reply in replies]
        assert found == ["ann 1", "ann 2"]
        refused = client.subscribe("s", b'{"query":"subscription { wrong }"}', lambda _: b"")
        errors = [json.loads(bytes(reply.body)) async for reply in refused]
        assert "wrong" in errors[0]["errors"][0]["message"]
        server.should_exit = True
        await serving

    run(main())

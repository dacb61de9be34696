"""graphql-transport-ws, spoken by a client that can also speak it wrongly."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from jetbridge.pipeline import GraphQLRequest, GraphQLResponse
from jetbridge.transport import graphql_socket

INIT = {"type": "connection_init"}
SUBSCRIBE = {"type": "subscribe", "id": "1", "payload": {"query": "subscription {a}"}}


class Socket:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send_frame(self, first: int, payload: bytes, *, masked: bool = True) -> None:
        size = len(payload)
        if size < 126:
            length = bytes([size])
        else:
            length = b"\x7e" + size.to_bytes(2, "big") if size < 65_536 else b"\x7f" + size.to_bytes(8, "big")
        if not masked:
            self.writer.write(bytes([first]) + length + payload)
            return
        mask = os.urandom(4)
        body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self.writer.write(bytes([first, length[0] | 0x80]) + length[1:] + mask + body)

    def send(self, message: object) -> None:
        self.send_frame(0x81, json.dumps(message).encode())

    async def receive(self) -> Any:
        """A message, or ("close", code), or ("pong", payload)."""
        first, size = await self.reader.readexactly(2)
        if size in (126, 127):
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
        payload = await self.reader.readexactly(size)
        match first & 0x0F:
            case 8:
                return "close", int.from_bytes(payload[:2], "big")
            case 9:
                return "ping", payload
            case 10:
                return "pong", payload
            case _:
                return json.loads(payload)


@asynccontextmanager
async def connect(server: Any, **headers: str) -> AsyncIterator[Socket]:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    given = {
        "host": "x",
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": base64.b64encode(bytes(16)).decode(),
        "sec-websocket-protocol": "graphql-transport-ws",
    } | {key.replace("_", "-"): value for key, value in headers.items()}
    lines = "".join(f"{key}: {value}\r\n" for key, value in given.items())
    writer.write(f"GET /graphql HTTP/1.1\r\n{lines}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 101 "):
        writer.close()
        raise ConnectionError(head.decode())
    assert b"sec-websocket-accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n" in head
    try:
        yield Socket(reader, writer)
    finally:
        writer.close()


async def never(request: GraphQLRequest) -> AsyncIterator[GraphQLResponse]:
    yield GraphQLResponse(b'{"data":0}')
    await asyncio.sleep(60)


def test_a_subscription_is_answered_event_by_event(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, connect(server) as socket:
            socket.send(INIT)
            assert await socket.receive() == {"type": "connection_ack"}
            socket.send(SUBSCRIBE)
            assert [await socket.receive() for _ in range(4)] == [
                {"type": "next", "id": "1", "payload": {"data": 1}},
                {"type": "next", "id": "1", "payload": {"data": 2}},
                {"type": "next", "id": "1", "payload": {"data": 3}},
                {"type": "complete", "id": "1"},
            ]
            socket.send({"type": "subscribe", "id": "1", "payload": {"query": "mutation {a}"}})
            assert await socket.receive() == {"type": "next", "id": "1", "payload": {"data": {}}}
            assert await socket.receive() == {"type": "complete", "id": "1"}
            assert server.engine.contexts[-1].mutation_allowed
            socket.send({"type": "ping"})
            assert await socket.receive() == {"type": "pong"}
            socket.send_frame(0x89, b"x")
            assert await socket.receive() == ("pong", b"x")
            socket.send_frame(0x88, b"\x03\xe8")
            assert await socket.receive() == ("close", 1000)
            assert await socket.reader.read() == b""

    run(main())


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([SUBSCRIBE], 4401),
        ([{"type": "start", "id": "1", "payload": {"query": "{a}"}}], 4401),
        ([INIT, INIT], 4429),
        ([INIT, SUBSCRIBE, SUBSCRIBE], 4409),
        ([INIT, {"type": "unknown"}], 4400),
        ([INIT, {"id": "1"}], 4400),
        ([INIT, []], 4400),
        ([INIT, SUBSCRIBE | {"id": 1}], 4400),
        ([INIT, SUBSCRIBE | {"payload": None}], 4400),
        ([INIT, *[{"type": "ping"}] * 2000], 4429),
    ],
)
def test_breaking_the_protocol_closes_the_socket_with_its_code(
    run: Any, serving: Any, messages: list[Any], code: int
) -> None:
    async def main() -> None:
        async with serving() as server, connect(server) as socket:
            server.engine.events = never
            for message in messages:
                socket.send(message)
            while not isinstance(received := await socket.receive(), tuple):
                pass
            assert received == ("close", code)
            assert await socket.reader.read() == b""
            if code == 4401:
                assert server.engine.requests == []

    run(main())


@pytest.mark.parametrize(
    ("first", "payload", "masked", "code"),
    [
        (0x81, b"{}", False, 1002),
        (0xC1, b"{}", True, 1002),
        (0x83, b"{}", True, 1002),
        (0x80, b"{}", True, 1002),
        (0x09, b"x", True, 1002),
        (0x89, b"x" * 126, True, 1002),
        (0x82, b"{}", True, 4400),
        (0x81, b"{", True, 4400),
        (0x81, b"\xff", True, 4400),
        (0x81, b"[" * 20_000, True, 4400),
        (0x81, b" " * 1_100_000, True, 1009),
    ],
)
def test_broken_frames_close_the_socket(
    run: Any, serving: Any, first: int, payload: bytes, masked: bool, code: int
) -> None:
    async def main() -> None:
        async with serving() as server, connect(server) as socket:
            socket.send(INIT)
            assert await socket.receive() == {"type": "connection_ack"}
            socket.send_frame(first, payload, masked=masked)
            assert await socket.receive() == ("close", code)

    run(main())


def test_messages_may_be_fragmented_and_arrive_in_pieces(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, connect(server) as socket:
            text = json.dumps(INIT).encode()
            socket.send_frame(0x01, text[:5])
            socket.send_frame(0x89, b"between")
            socket.send_frame(0x80, text[5:])
            assert await socket.receive() == ("pong", b"between")
            assert await socket.receive() == {"type": "connection_ack"}

    run(main())


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_websocket_protocol": "graphql-ws"},
        {"sec_websocket_protocol": ""},
        {"sec_websocket_version": "8"},
        {"sec_websocket_key": "short"},
        {"origin": "https://evil.example"},
    ],
)
def test_other_handshakes_are_refused(run: Any, serving: Any, headers: dict[str, str]) -> None:
    async def main() -> None:
        async with serving("cors: {origins: ['https://app.example']}") as server:
            with pytest.raises(ConnectionError, match="400 Bad Request"):
                async with connect(server, **headers):
                    pass
            async with connect(server, origin="https://app.example"):
                pass

    run(main())


def test_a_socket_that_says_nothing_is_closed(run: Any, serving: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphql_socket, "INIT_SECONDS", 0.1)
    monkeypatch.setattr(graphql_socket, "SILENCE_SECONDS", 0.1)

    async def main() -> None:
        async with serving() as server:
            async with connect(server) as silent:
                assert await silent.receive() == ("close", 4408)
            async with connect(server) as dead:
                dead.send(INIT)
                received = [await dead.receive() for _ in range(3)]
                assert received == [{"type": "connection_ack"}, ("ping", b""), ("close", 1001)]

    run(main())


def test_complete_and_leaving_end_operations(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server:
            server.engine.events = never
            async with connect(server) as socket:
                socket.send(INIT)
                await socket.receive()
                for end in ("complete", "leave"):
                    socket.send(SUBSCRIBE)
                    assert (await socket.receive())["type"] == "next"
                    if end == "complete":
                        socket.send({"type": "complete", "id": "1"})
                    else:
                        socket.writer.close()
                    await asyncio.wait_for(server.engine.left.wait(), 60)
                    server.engine.left.clear()
                    await asyncio.sleep(0)

    run(main())


def test_operations_of_a_socket_are_capped(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, connect(server) as socket:
            server.engine.events = never
            socket.send(INIT)
            await socket.receive()
            for number in range(110):
                socket.send(SUBSCRIBE | {"id": str(number)})
            received = [await socket.receive() for _ in range(110)]
            refused = [message for message in received if message["type"] == "error"]
            assert len(refused) == 10
            assert {message["payload"][0]["extensions"]["code"] for message in refused} == {"RATE_LIMITED"}

    run(main())


def test_a_refused_operation_is_an_error_message(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, connect(server) as socket:
            server.engine.answer = lambda request, context: GraphQLResponse(b'{"errors":[{"message":"no"}]}', 400)
            socket.send(INIT)
            await socket.receive()
            socket.send({"type": "subscribe", "id": "q", "payload": {"query": "{"}})
            assert await socket.receive() == {"type": "error", "id": "q", "payload": [{"message": "no"}]}
            socket.send({"type": "subscribe", "id": "r", "payload": {"query": 1}})
            assert (await socket.receive())["payload"][0]["extensions"]["code"] == "BAD_REQUEST"

    run(main())


def test_the_token_of_connection_init_is_checked_as_every_token(run: Any, serving: Any) -> None:
    async def main() -> None:
        config = "authentication: {required: true, jwt: {issuer: i, audience: a, jwks: {file: keys.json}}}"
        async with serving(config) as server, connect(server) as socket:
            socket.send(INIT)
            assert await socket.receive() == ("close", 4403)

    run(main())


def test_sockets_are_asked_to_leave_when_the_server_stops(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server, connect(server) as socket:
            socket.send(INIT)
            await socket.receive()
            stopping = asyncio.create_task(server.server.stop())
            assert await socket.receive() == ("close", 1001)
            await asyncio.wait_for(stopping, 60)

    run(main())


def test_an_error_of_ours_is_masked(run: Any, serving: Any) -> None:
    def fail(request: Any, context: Any) -> GraphQLResponse:
        raise RuntimeError("secret")

    async def main() -> None:
        async with serving() as server, connect(server) as socket:
            server.engine.answer = fail
            socket.send(INIT)
            await socket.receive()
            socket.send({"type": "subscribe", "id": "q", "payload": {"query": "{a}"}})
            message = await socket.receive()
            assert message["payload"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
            assert "secret" not in json.dumps(message)

    run(main())


def test_rate_limits_hold_on_sockets(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("rate_limits: [{requests: 2, seconds: 60}]") as server, connect(server) as socket:
            socket.send(INIT)
            await socket.receive()
            kinds = []
            for number in range(4):
                socket.send({"type": "subscribe", "id": str(number), "payload": {"query": "{a}"}})
                message = await socket.receive()
                kinds.append(message["type"])
                if message["type"] == "next":
                    await socket.receive()
            assert kinds == ["next", "next", "error", "error"]

    run(main())

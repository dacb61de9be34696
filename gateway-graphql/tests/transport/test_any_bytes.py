"""Whatever bytes arrive, in whatever pieces: no exception escapes, and what is written is HTTP or frames."""

import asyncio
import contextlib
import os
import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jetbridge.config.listening import Listen
from jetbridge.config.requests import Limits
from jetbridge.subgraphs.exchange import BadResponse
from jetbridge.subgraphs.http1 import Connection
from jetbridge.transport.connection import ServerConnection
from jetbridge.transport.message import Request, Response
from jetbridge.transport.server import HttpServer
from jetbridge.transport.websocket import FrameReader, SocketClosed, encode_frame, unmask
from jetbridge.transport.whole_request import find_request

pytestmark = pytest.mark.fuzz
EXAMPLES = 5_000 if os.environ.get("FUZZ") == "long" else 150

REQUEST = (
    b'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"query":"a"}'
)
CHUNKED = b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
UPGRADE = b"GET /graphql HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
CHUNKED_ANSWER = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"


@st.composite
def broken(draw: Any, *templates: bytes) -> list[bytes]:
    """Good bytes with some of them changed, removed or repeated, in pieces."""
    data = bytearray(b"".join(draw(st.lists(st.sampled_from(templates), min_size=1, max_size=4))))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = draw(st.binary(max_size=3))
            case 1:
                del data[at : at + draw(st.integers(1, 10))]
            case 2:
                data[at:at] = data[at : at + draw(st.integers(1, 40))]
            case _:
                data[at:at] = draw(st.sampled_from([b"\r\n", b"\r\n\r\n", b": ", b"\x00", b"content-length: 5\r\n"]))
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=4)))
    return [bytes(data[a:b]) for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]


class FakeTransport:
    def __init__(self) -> None:
        self.written = b""
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written += data

    def get_extra_info(self, name: str) -> Any:
        return ("127.0.0.1", 1) if name == "peername" else None

    def close(self) -> None:
        self.closed = True

    abort = write_eof = close

    def is_closing(self) -> bool:
        return self.closed

    def can_write_eof(self) -> bool:
        return True

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        pass

    resume_reading = pause_reading


async def handle(request: Request) -> Response:
    assert all(b"\r" not in part and b"\n" not in part for pair in request.headers.items() for part in pair)
    return Response(200, (), b"ok")


async def until_answered(connection: ServerConnection) -> None:
    """The handler of these tests waits for nothing, so a few rounds of the loop are enough."""
    while connection.is_answering:  # noqa: ASYNC110  # see above
        await asyncio.sleep(0)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(broken(REQUEST, CHUNKED, UPGRADE))
def test_a_server_connection_survives(pieces: list[bytes]) -> None:
    async def main() -> bytes:
        server = HttpServer(handle, Listen(), Limits(header_bytes=500, body_bytes=100))
        connection, transport = ServerConnection(server), FakeTransport()
        connection.connection_made(transport)  # type: ignore[arg-type]  # all of it that is used
        for piece in pieces:
            if not transport.closed:
                connection.data_received(piece)
            await until_answered(connection)
        connection.connection_lost(None)
        await asyncio.gather(*server.tasks, return_exceptions=True)
        return transport.written

    written = asyncio.run(main())
    assert written == b"" or written.startswith(b"HTTP/1.1 ")
    assert b" 500 " not in written.split(b"\r\n")[0]


PLAIN = (
    b"POST /graphql?a=b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Own: \t a, b \r\naccept:*/*\r\n"
    b"Authorization: Bearer a.b.c \r\ncontent-length: 13\r\n\r\n" + b'{"query":"a"}'
)


ODD = [
    *(b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b"+", b"0", b"\r\n x", b"http://x/", b"X-Own: c\r\n", b"\xff"),
    *(b"transfer-encoding: chunked\r\n", b"Connection: close\r\n", b"content-length: 13\r\n", b"upgrade: h2c\r\n"),
    *(b"authorization: d\r\n", b"\r\nAuthorization: e"),
    *(b"Expect: 100-continue\r\n", b"content-encoding: gzip\r\n", b"proxy-connection: close\r\n"),
]


@st.composite
def almost_plain(draw: Any) -> bytes:
    """A common request with something put in, that may change how it is to be read."""
    data = bytearray(PLAIN)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(data)))
        inserted = draw(
            st.one_of(
                st.binary(min_size=1, max_size=1),
                st.sampled_from(ODD),
            )
        )
        data[at : at + draw(st.integers(0, 2))] = inserted
    return bytes(data)


@settings(max_examples=4 * EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(almost_plain())
def test_a_request_is_read_alike_whole_and_in_pieces(data: bytes) -> None:
    async def read(pieces: list[bytes]) -> tuple[list[Request], bytes, bool]:
        requests: list[Request] = []

        async def keep(request: Request) -> Response:
            requests.append(request)
            return Response(200, (), b"ok")

        server = HttpServer(keep, Listen(), Limits(header_bytes=500, body_bytes=100))
        server.common_headers = b""  # the time of day
        connection, transport = ServerConnection(server), FakeTransport()
        connection.connection_made(transport)  # type: ignore[arg-type]  # all of it that is used
        for piece in pieces:
            if not transport.closed:
                connection.data_received(piece)
            await until_answered(connection)
        connection.connection_lost(None)
        await asyncio.gather(*server.tasks, return_exceptions=True)
        return requests, transport.written, transport.closed

    async def main() -> None:
        # In pieces the parser reads it; whole, `find_request` may.
        assert await read([data]) == await read([data[:1], data[1:]])

    asyncio.run(main())


def test_a_common_request_is_read_without_the_parser() -> None:
    request = find_request(PLAIN, Limits(), "1.1.1.1", secure=False)
    assert request is not None
    assert request == Request(
        "POST", b"/graphql", b"a=b",
        {b"host": b"x", b"content-type": b"application/json", b"x-own": b"a, b", b"accept": b"*/*",
         b"content-length": b"13", b"authorization": b"Bearer a.b.c"},
        b'{"query":"a"}', "1.1.1.1",
    )  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(broken(ANSWER, CHUNKED_ANSWER))
def test_a_subgraph_connection_gives_each_call_one_end(pieces: list[bytes]) -> None:
    ends: list[Any] = []

    class Call:
        def replied(self, reply: Any) -> None:
            assert isinstance(bytes(reply.body), bytes)
            ends.append(reply)

        def failed(self, error: Exception | None) -> None:
            assert error is None or isinstance(error, BadResponse)
            ends.append(error)

    transport = FakeTransport()
    connection = Connection(100, lambda _: None, lambda _: None)
    connection.connection_made(transport)  # type: ignore[arg-type]  # all of it that is used
    connection.start(Call(), b"")
    for piece in pieces:
        if not transport.closed:
            connection.data_received(piece)
    connection.connection_lost(None)
    assert len(ends) == 1


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=6))
def test_frames_are_read_or_the_socket_is_closed(pieces: list[bytes]) -> None:
    reader = FrameReader(1000)
    with contextlib.suppress(SocketClosed):
        for piece in pieces:
            for opcode, payload in reader.feed(piece):
                assert opcode in (1, 2, 8, 9, 10)
                assert len(payload) <= 1000


def test_a_message_of_endless_empty_frames_takes_no_memory() -> None:
    reader = FrameReader(1000)
    empty = b"\x00\x80aaaa"
    assert not list(reader.feed(b"\x01\x80aaaa" + empty * 100))
    tracemalloc.start()
    try:
        for _ in range(100):
            assert not list(reader.feed(empty * 300))
        assert tracemalloc.get_traced_memory()[0] < 50_000
    finally:
        tracemalloc.stop()
    assert list(reader.feed(b"\x80\x81\x00\x00\x00\x00x")) == [(1, b"x")]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=300), st.binary(min_size=4, max_size=4))
def test_what_is_masked_is_unmasked(payload: bytes, mask: bytes) -> None:
    masked = unmask(payload, mask)
    assert unmask(masked, mask) == payload
    frame = bytearray(encode_frame(1, payload))
    frame[1] |= 0x80
    start = len(frame) - len(payload)
    data = bytes(frame[:start]) + mask + masked
    assert list(FrameReader(1000).feed(data)) == [(1, payload)]

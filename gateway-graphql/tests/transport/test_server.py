"""The server against bodies and connections that are hostile, broken or slow: always 4xx, never a crash."""

import asyncio
import gzip
import json
import resource
import zlib
from typing import Any

import pytest

from jetbridge.pipeline import GraphQLResponse

QUERY = b'{"query":"{a}"}'


def post(body: bytes, *headers: bytes) -> bytes:
    lines = [b"POST /graphql HTTP/1.1", b"host: x", b"content-type: application/json", *headers]
    if not any(line.lower().startswith((b"content-length", b"transfer-encoding")) for line in headers):
        lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


CLOSE = b"connection: close"
TRAILED = b"POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"


def test_a_connection_answers_one_request_after_the_other(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server:
            raw = await server.exchange(post(QUERY) + post(QUERY) + post(QUERY, CLOSE))
            assert raw.count(b"HTTP/1.1 200 OK\r\n") == 3
            assert raw.count(b'{"data":{}}') == 3

    run(main())


def test_pipelined_answers_leave_in_the_order_of_the_requests(run: Any, serving: Any) -> None:
    async def slow_first(request: Any) -> GraphQLResponse:
        await asyncio.sleep(0.05 if request.query == "0" else 0)
        return GraphQLResponse(b'{"data":"%b"}' % request.query.encode())

    async def main() -> None:
        async with serving() as server:
            server.engine.answer = lambda request, context: slow_first(request)
            requests = [post(b'{"query":"%d"}' % n) for n in range(50)]
            raw = await server.exchange(b"".join(requests) + post(b'{"query":"50"}', CLOSE))
            answers = [
                json.loads(part.partition(b"\r\n\r\n")[2])["data"] for part in raw.split(b"HTTP/1.1 200 OK\r\n")[1:]
            ]
            assert answers == [str(n) for n in range(51)]

    run(main())


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_request_may_arrive_in_any_pieces(run: Any, serving: Any, size: int) -> None:
    async def main() -> None:
        async with serving() as server:
            reader, writer = await asyncio.open_connection(server.host, server.port)
            data = post(QUERY, CLOSE)
            for start in range(0, len(data), size):
                writer.write(data[start : start + size])
                await asyncio.sleep(0)
            assert (await reader.read()).startswith(b"HTTP/1.1 200 OK\r\n")
            writer.close()

    run(main())


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (QUERY, b"x: y"),
        (b"%x\r\n%b\r\n0\r\n\r\n" % (len(QUERY), QUERY), b"transfer-encoding: chunked"),
        (gzip.compress(QUERY), b"content-encoding: gzip"),
        (zlib.compress(QUERY), b"content-encoding: deflate"),
        (QUERY, b"content-encoding: identity"),
    ],
)
def test_a_body_may_be_chunked_or_compressed(run: Any, serving: Any, body: bytes, header: bytes) -> None:
    async def main() -> None:
        async with serving() as server:
            assert (await server.exchange(post(body, header, CLOSE))).startswith(b"HTTP/1.1 200 OK\r\n")

    run(main())


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (post(gzip.compress(b" " * 2_000_000), b"content-encoding: gzip"), 413),
        (post(b"", b"content-length: 100000000"), 413),
        (post(chunked(b" " * 1_100_000), b"transfer-encoding: chunked"), 413),
        (post(b" " * 1_100_000), 413),
        (post(b"not gzip at all", b"content-encoding: gzip"), 400),
        (post(gzip.compress(QUERY)[:-4], b"content-encoding: gzip"), 400),
        (post(QUERY, b"content-encoding: br"), 415),
        (post(QUERY, b"content-encoding: gzip, gzip"), 415),
        (post(QUERY, b"x: " + b"a" * 70_000), 431),
        (post(QUERY, *[b"x-%d: y" % n for n in range(200)]), 431),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nx: " + b"a" * 70_000, 431),
        (b"garbage\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"POST /graphql HTTP/1.1\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}", 400),
        (b"POST /graphql HTTP/1.1\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /graphql HTTP/1.1\r\ncontent-length: -1\r\n\r\n", 400),
        (b"GET /graphql HTTP/1.1\r\nx: a\r\n b\r\n\r\n", 400),
        (b"GET /graphql HTTP/1.1\r\nx: a\nb: c\r\n\r\n", 400),
        (b"GET /graphql HTTP/1.1\r\nx: a\x00b\r\n\r\n", 400),
        (TRAILED + b"0\r\nx: " + b"a" * 600_000, 431),
        (TRAILED + b"2;" + b"a" * 600_000, 431),
        (TRAILED + b"0\r\n" + b"x: y\r\n" * 200, 431),
        (b"GET /nothing HTTP/1.0\r\n\r\n", 404),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else None,
)
def test_what_is_not_acceptable_is_refused_with_the_right_status(
    run: Any, serving: Any, request_bytes: bytes, status: int
) -> None:
    async def main() -> None:
        async with serving() as server:
            raw = await server.exchange(request_bytes)
            assert raw.startswith(b"HTTP/1.1 %d " % status), raw[:200]
            assert b"connection: close\r\n" in raw
            body = json.loads(raw.partition(b"\r\n\r\n")[2])
            assert body["errors"][0]["extensions"]["http"]["status"] == status
            assert (await server.exchange(post(QUERY, CLOSE))).startswith(b"HTTP/1.1 200 "), "the server lives on"

    run(main())


def test_trailers_are_never_taken_for_headers(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server:
            body = b"%x\r\n%b\r\n0\r\ncontent-type: application/json\r\n\r\n" % (len(QUERY), QUERY)
            raw = await server.exchange(TRAILED + body)
            assert raw.startswith(b"HTTP/1.1 415 "), "the content type came too late"

    run(main())


def test_a_bomb_of_a_thousand_to_one_does_not_fill_the_memory(run: Any, serving: Any) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)

    async def main() -> None:
        async with serving() as server:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            for _ in range(5):
                raw = await server.exchange(post(bomb, b"content-encoding: gzip"))
                assert raw.startswith(b"HTTP/1.1 413 ") or raw == b""
            assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000, "kilobytes"

    run(main())


def test_a_body_that_does_not_arrive_is_given_up(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("listen: {read_seconds: 0.2}") as server:
            raw = await server.exchange(post(b'{"qu', b"content-length: 100"))
            assert raw.startswith(b"HTTP/1.1 408 ")
            raw = await server.exchange(b"POST /graphql HTTP/1.1\r\ncontent-le")
            assert raw.startswith(b"HTTP/1.1 408 ")

    run(main())


def test_an_idle_connection_is_closed(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("listen: {keep_alive_seconds: 0.5, read_seconds: 1}") as server:
            assert (await server.exchange(b"")) == b""
            assert (await server.exchange(post(QUERY))).startswith(b"HTTP/1.1 200 OK")

    run(main())


def test_requests_in_work_finish_while_the_server_stops(run: Any, serving: Any) -> None:
    release = asyncio.Event()

    async def wait() -> GraphQLResponse:
        await release.wait()
        return GraphQLResponse(b'{"data":"done"}')

    async def main() -> None:
        async with serving() as server:
            server.engine.answer = lambda request, context: wait()
            idle_reader, idle_writer = await asyncio.open_connection(server.host, server.port)
            working = asyncio.create_task(server.exchange(post(QUERY)))
            await server.engine.asked.wait()
            stopping = asyncio.create_task(server.server.stop())
            assert await idle_reader.read() == b"", "idle connections do not wait for those in work"
            idle_writer.close()
            release.set()
            raw = await working
            assert raw.endswith(b'{"data":"done"}')
            assert b"connection: close\r\n" in raw
            await stopping
            with pytest.raises(ConnectionRefusedError):
                await server.exchange(b"")

    run(main())


def test_a_request_that_was_on_its_way_when_the_server_began_to_stop_is_answered(
    run: Any, serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a machine that has other things to do, a second may pass before it arrives.
    monkeypatch.setattr("jetbridge.transport.server.IDLE_SECONDS", 3600.0)

    async def main() -> None:
        async with serving() as server:
            reader, writer = await asyncio.open_connection(server.host, server.port)
            writer.write(post(QUERY))
            assert b"connection: close" not in await reader.readuntil(b"\r\n\r\n")
            waiting = asyncio.create_task(server.server.stop())
            await asyncio.sleep(0)
            assert server.server.closing
            writer.write(post(QUERY))
            assert b"connection: close\r\n" in await reader.read()
            await waiting
            writer.close()

    run(main())


def test_new_connections_are_taken_while_a_load_balancer_learns_that_the_gateway_leaves(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("listen: {leave_seconds: 3600}") as server:
            stopping = asyncio.create_task(server.server.stop())
            await asyncio.sleep(0)
            raw = await server.exchange(post(QUERY))
            assert raw.startswith(b"HTTP/1.1 200 OK")
            assert b"connection: close\r\n" in raw
            server.server.hurry()
            await stopping

    run(main())


def test_a_client_that_leaves_cancels_its_request(run: Any, serving: Any) -> None:
    cancelled = asyncio.Event()

    async def wait() -> GraphQLResponse:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        raise AssertionError

    async def main() -> None:
        async with serving() as server:
            server.engine.answer = lambda request, context: wait()
            _, writer = await asyncio.open_connection(server.host, server.port)
            writer.write(post(QUERY))
            await server.engine.asked.wait()
            writer.close()
            await asyncio.wait_for(cancelled.wait(), 60)

    run(main())


def test_connections_beyond_the_limit_are_not_taken(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("listen: {connections: 3}") as server:
            held = [await asyncio.open_connection(server.host, server.port) for _ in range(3)]
            assert await server.exchange(post(QUERY)) == b""
            for _, writer in held:
                writer.close()

    run(main())


def test_expect_100_continue_is_answered(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving() as server:
            reader, writer = await asyncio.open_connection(server.host, server.port)
            head, _, body = post(QUERY, b"expect: 100-continue", CLOSE).partition(b"\r\n\r\n")
            writer.write(head + b"\r\n\r\n")
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            writer.write(body)
            assert (await reader.read()).startswith(b"HTTP/1.1 200 OK")
            writer.close()

    run(main())

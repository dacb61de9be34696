"""A subgraph with `http2: true` is called over HTTP/2: many calls share a connection, and every fault stays one call's."""

import asyncio
import contextlib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from h2.errors import ErrorCodes

from jetbridge.config import load_config_text
from jetbridge.config.load import ConfigError
from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.subgraphs.client import HttpSubgraphClient
from jetbridge.subgraphs.settings import build_destination

from .http2_server import OK, Conversation, start_http2_subgraph
from .test_tls import write_certificate

HERE = Path(__file__).parent
NO_RETRY: dict[str, Any] = {"retries": {"attempts": 0}}


def client_for(url: str, **settings: Any) -> HttpSubgraphClient:
    text = msgspec.json.encode({"subgraphs": {"s": {"http2": True, "idle_seconds": 5, **settings}}}).decode()
    return HttpSubgraphClient([build_destination(load_config_text(text, {}), "s", url)], asyncio.get_running_loop())


async def code_of(future: Any) -> str:
    try:
        await future
    except SubgraphError as error:
        return error.code
    return "ok"


def say_ok(talk: Conversation, stream_id: int) -> None:
    talk.answer(stream_id)


@pytest.fixture(scope="module", params=["clear", "tls"])
def granian(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server that many use in production, speaking HTTP/2 only: its URL, and the certificate to trust."""
    folder = tmp_path_factory.mktemp("http2")
    certificate, key = write_certificate(folder, "server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secure = request.param == "tls"
    tls = ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)] if secure else []
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--http", "2", "--no-ws", "--log-level", "error"]
    command += ["--host", "127.0.0.1", "--port", str(port), *tls, "http2_application:app"]
    with subprocess.Popen(command, cwd=HERE) as server:
        try:
            wait_for(port, server)
            yield f"{'https' if secure else 'http'}://127.0.0.1:{port}/graphql", str(certificate)
        finally:
            server.terminate()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def test_parallel_calls_share_one_connection_of_a_real_server(run: Any, granian: tuple[str, str]) -> None:
    url, certificate = granian

    async def main() -> None:
        client = client_for(url, tls={"ca": certificate})
        calls = [client.send("s", b'{"n":%d}' % n, b"X-One: %d\r\n" % n, idempotent=n % 2 == 0) for n in range(30)]
        replies = await asyncio.gather(*calls)
        seen = [msgspec.json.decode(reply.body) for reply in replies]
        assert [each["body"] for each in seen] == [f'{{"n":{n}}}' for n in range(30)]
        assert [each["headers"]["x-one"] for each in seen] == [str(n) for n in range(30)]
        assert {each["version"] for each in seen} == {"2"}
        assert len({each["port"] for each in seen}) == 1
        assert replies[0].headers["set-cookie"] == "a=1\nb=2"
        assert client.peers["s"].pool.open_connections == 1
        client.close()

    run(main())


def test_large_requests_and_answers_flow_in_pieces(run: Any, granian: tuple[str, str]) -> None:
    url, certificate = granian

    async def main() -> None:
        client = client_for(url, tls={"ca": certificate})
        bodies = [(b"%d" % n) * 1_500_000 for n in range(3)]
        replies = await asyncio.gather(*(client.send("s", body, b"", idempotent=True) for body in bodies))
        assert [msgspec.json.decode(reply.body)["body"].encode() for reply in replies] == bodies
        client.close()

    run(main())


@pytest.mark.parametrize("granian", ["tls"], indirect=True)
def test_a_certificate_that_is_not_trusted_is_refused(run: Any, granian: tuple[str, str]) -> None:
    url, _ = granian

    async def main() -> None:
        client = client_for(url)
        assert await code_of(client.send("s", b"{}", b"", idempotent=True)) == "SERVICE_UNAVAILABLE"
        client.close()

    run(main())


@pytest.mark.parametrize("secure", [False, True])
def test_a_subgraph_that_speaks_http_1_only_is_unavailable(run: Any, tmp_path: Path, secure: bool) -> None:
    certificate, key = write_certificate(tmp_path, "server")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.read(10)
            writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls if secure else None)
        port = server.sockets[0].getsockname()[1]
        client = client_for(
            f"http{'s' if secure else ''}://127.0.0.1:{port}/", tls={"ca": str(certificate)}, **NO_RETRY
        )
        with pytest.raises(SubgraphError, match="does not speak HTTP/2"):
            await client.send("s", b"{}", b"", idempotent=True)
        client.close()
        server.close()

    run(main())


def test_calls_wait_for_as_many_streams_as_the_subgraph_allows(run: Any) -> None:
    most: list[int] = []

    def hear(talk: Conversation, stream_id: int) -> None:
        most.append(talk.protocol.open_inbound_streams)
        asyncio.get_running_loop().call_later(0.01, lambda: (talk.answer(stream_id), talk.flush()))

    async def main(connections: int) -> int:
        async with start_http2_subgraph(hear, streams=2) as (url, subgraph):
            client = client_for(url, connections=connections)
            calls = [client.send("s", b"%d" % n, b"", idempotent=True) for n in range(9)]
            assert [(await call).status for call in calls] == [200] * 9
            client.close()
            return len(subgraph.conversations)

    assert run(main(connections=1)) == 1
    assert run(main(connections=3)) == 3
    assert max(most) == 2


def test_who_finds_no_place_in_the_queue_is_refused_at_once(run: Any) -> None:
    async def main() -> None:
        async with start_http2_subgraph(lambda *_: None, streams=1) as (url, _):
            client = client_for(url, connections=1, queue=1, **NO_RETRY)
            first = client.send("s", b"0", b"", idempotent=True)
            while not client.peers["s"].pool.has_idle and not first.done():
                await asyncio.sleep(0)
                if client.peers["s"].pool.open_connections and getattr(client.peers["s"].pool, "_connections", None):
                    break
            client.send("s", b"1", b"", idempotent=True)
            assert await code_of(client.send("s", b"2", b"", idempotent=True)) == "SERVICE_UNAVAILABLE"
            client.close()

    run(main())


def test_a_subgraph_that_goes_away_answers_what_it_has_taken_and_the_rest_is_sent_elsewhere(run: Any) -> None:
    """Mutations too: it says that it has done nothing with them."""

    def hear(talk: Conversation, stream_id: int) -> None:
        if talk is not subgraphs[0].conversations[0]:
            talk.answer(stream_id)
        elif stream_id == 5:
            talk.protocol.close_connection(ErrorCodes.NO_ERROR, last_stream_id=3)
            goodbye = talk.protocol.data_to_send()
            # h2 says no more after its farewell; a server that drains does.
            talk.protocol.state_machine.state = type(talk.protocol.state_machine.state).SERVER_OPEN
            talk.writer.write(goodbye)
            for each in (1, 3):
                talk.answer(each, b'"first"')

    subgraphs: list[Any] = []

    async def main() -> None:
        async with start_http2_subgraph(hear) as (url, subgraph):
            subgraphs.append(subgraph)
            client = client_for(url, **NO_RETRY)
            calls = [client.send("s", b"%d" % n, b"", idempotent=False) for n in range(3)]
            bodies = [bytes((await call).body) for call in calls]
            assert bodies == [b'"first"', b'"first"', OK]
            assert len(subgraph.conversations) == 2
            client.close()

    run(main())


def test_a_call_that_the_subgraph_refuses_to_take_is_sent_once_more(run: Any) -> None:
    def hear(talk: Conversation, stream_id: int) -> None:
        if stream_id == 1:
            talk.protocol.reset_stream(stream_id, ErrorCodes.REFUSED_STREAM)
        else:
            talk.answer(stream_id)

    def refuse(talk: Conversation, stream_id: int) -> None:
        talk.protocol.reset_stream(stream_id, ErrorCodes.REFUSED_STREAM)

    async def main() -> None:
        async with start_http2_subgraph(hear) as (url, subgraph):
            client = client_for(url, **NO_RETRY)
            assert (await client.send("s", b"{}", b"", idempotent=False)).status == 200
            assert subgraph.requests == 2
            client.close()
        async with start_http2_subgraph(refuse) as (url, subgraph):
            client = client_for(url, **NO_RETRY)
            assert await code_of(client.send("s", b"{}", b"", idempotent=False)) == "SERVICE_UNAVAILABLE"
            assert subgraph.requests == 2
            client.close()

    run(main())


def test_a_call_out_of_time_is_cancelled_alone(run: Any) -> None:
    waiting: list[tuple[Conversation, int]] = []

    def hear(talk: Conversation, stream_id: int) -> None:
        if talk.bodies[stream_id] == b"slow":
            waiting.append((talk, stream_id))
        else:
            talk.answer(stream_id)

    async def main() -> None:
        async with start_http2_subgraph(hear) as (url, subgraph):
            client = client_for(url, timeout_seconds=1, **NO_RETRY)
            slow = client.send("s", b"slow", b"", idempotent=True)
            assert (await client.send("s", b"quick", b"", idempotent=True)).status == 200
            assert await code_of(slow) == "SUBGRAPH_TIMEOUT"
            assert (await client.send("s", b"quick again", b"", idempotent=True)).status == 200
            assert len(subgraph.conversations) == 1
            assert subgraph.conversations[0].resets == [waiting[0][1]]
            client.close()

    run(main())


def test_a_connection_that_has_fallen_silent_is_not_trusted_with_more_calls(run: Any) -> None:
    async def main() -> None:
        async with start_http2_subgraph(lambda *_: None) as (url, subgraph):
            client = client_for(url, timeout_seconds=0.5, **NO_RETRY)
            for _ in range(3):
                assert await code_of(client.send("s", b"{}", b"", idempotent=True)) == "SUBGRAPH_TIMEOUT"
            assert len(subgraph.conversations) == 2, "during the first call it has confirmed our settings at least"
            client.close()

    run(main())


def too_large(talk: Conversation, stream_id: int) -> None:
    talk.answer(stream_id, b"x" * 2_000)


def too_large_and_says_so(talk: Conversation, stream_id: int) -> None:
    talk.protocol.send_headers(stream_id, [(":status", "200"), ("content-length", "2000")])


def smuggles(talk: Conversation, stream_id: int) -> None:
    talk.answer(stream_id, OK, ("x", "a\r\nset-cookie: b"))


def has_no_status(talk: Conversation, stream_id: int) -> None:
    talk.protocol.send_headers(stream_id, [(":status", "2OO")], end_stream=True)


def garbage(talk: Conversation, _: int) -> None:
    talk.writer.write(b"\0\0\1\4\0\0\0\0\0x")  # settings, of a length that settings cannot have


def breaks_off(talk: Conversation, stream_id: int) -> None:
    talk.protocol.send_headers(stream_id, [(":status", "200")])
    talk.flush()
    talk.writer.close()


def hangs_up(talk: Conversation, _: int) -> None:
    talk.writer.close()


def resets(talk: Conversation, stream_id: int) -> None:
    talk.protocol.reset_stream(stream_id, ErrorCodes.INTERNAL_ERROR)


@pytest.mark.parametrize(
    ("hear", "code"),
    [
        (too_large, "SUBGRAPH_RESPONSE_TOO_LARGE"),
        (too_large_and_says_so, "SUBGRAPH_RESPONSE_TOO_LARGE"),
        (smuggles, "SUBGRAPH_INVALID_RESPONSE"),
        (has_no_status, "SUBGRAPH_INVALID_RESPONSE"),
        (garbage, "SUBGRAPH_INVALID_RESPONSE"),
        (breaks_off, "SUBGRAPH_INVALID_RESPONSE"),
        (hangs_up, "SERVICE_UNAVAILABLE"),
        (resets, "SERVICE_UNAVAILABLE"),
    ],
)
def test_an_answer_that_is_none_fails_with_the_right_code(run: Any, hear: Any, code: str) -> None:
    async def main() -> None:
        async with start_http2_subgraph(hear) as (url, subgraph):
            client = client_for(url, response_bytes=1_000, **NO_RETRY)
            assert await code_of(client.send("s", b"{}", b"", idempotent=False)) == code
            assert subgraph.requests == 1, "a mutation is not repeated"
            subgraph.hear = say_ok
            assert (await client.send("s", b"{}", b"", idempotent=True)).status == 200
            client.close()

    run(main())


def answers_early_and_wants_no_more(talk: Conversation, stream_id: int) -> None:
    """As RFC 9113 8.1 allows."""
    talk.answer(stream_id, b'"early"')
    talk.protocol.reset_stream(stream_id, ErrorCodes.NO_ERROR)


def gives_room_to_all_and_resets_one(talk: Conversation, stream_id: int) -> None:
    talk.protocol.increment_flow_control_window(1_000_000)
    talk.protocol.reset_stream(stream_id, ErrorCodes.INTERNAL_ERROR)


@pytest.mark.parametrize(
    ("glance", "code"),
    [(answers_early_and_wants_no_more, "ok"), (gives_room_to_all_and_resets_one, "SERVICE_UNAVAILABLE")],
)
def test_a_subgraph_that_does_not_want_all_of_a_request_disturbs_no_other(run: Any, glance: Any, code: str) -> None:
    def look(talk: Conversation, stream_id: int) -> None:
        if talk.heads[stream_id]["content-length"] != "2":
            glance(talk, stream_id)

    def hear(talk: Conversation, stream_id: int) -> None:
        others.append((talk, stream_id))

    others: list[tuple[Conversation, int]] = []

    async def main() -> None:
        async with start_http2_subgraph(hear) as (url, subgraph):
            subgraph.glance = look
            client = client_for(url, timeout_seconds=2, **NO_RETRY)
            other = client.send("s", b"{}", b"", idempotent=False)
            long = client.send("s", b"x" * 200_000, b"", idempotent=False)
            assert await code_of(long) == code
            talk, stream_id = others[0]
            talk.answer(stream_id)
            talk.flush()
            assert (await other).body == OK
            assert len(subgraph.conversations) == 1
            client.close()

    run(main())


def test_a_query_whose_connection_was_closed_meanwhile_is_asked_again(run: Any) -> None:
    def hear(talk: Conversation, stream_id: int) -> None:
        if len(subgraphs[0].conversations) == 1 and stream_id == 3:
            talk.writer.close()
        else:
            talk.answer(stream_id)

    subgraphs: list[Any] = []

    async def main() -> None:
        async with start_http2_subgraph(hear) as (url, subgraph):
            subgraphs.append(subgraph)
            client = client_for(url, **NO_RETRY)
            for _ in range(2):
                assert (await client.send("s", b"{}", b"", idempotent=True)).status == 200
            assert len(subgraph.conversations) == 2
            client.close()

    run(main())


def test_the_configuration_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jetbridge.config.checks.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r'pip install "jetbridge\[http2\]"'):
        load_config_text("subgraphs: {s: {http2: true}}", {})

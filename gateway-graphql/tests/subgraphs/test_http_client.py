"""The HTTP client against a subgraph that misbehaves in every way a subgraph can."""

import asyncio
from typing import Any

import pytest

from jetbridge.executor.subgraph_client import SubgraphError

OK = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"data":{}}'
NO_RETRY = {"retries": {"attempts": 0}}


def says(*parts: bytes, close: bool = False) -> Any:
    """A subgraph that writes `parts`, each as a packet of its own."""

    async def answer(_: Any, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.001)  # so that the parts arrive apart
        if close:
            writer.close()

    return answer


async def code_of(future: Any) -> str:
    try:
        await future
    except SubgraphError as error:
        return error.code
    return "ok"


def test_a_request_goes_out_whole_and_its_answer_comes_back(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(OK)) as (client, subgraph):
            reply = await client.send("s", b'{"query":"{a}"}', b"x-one: 1\r\n", idempotent=True)
            assert (reply.status, bytes(reply.body)) == (200, b'{"data":{}}')
            assert reply.headers["content-type"] == "application/json"
            head, _, body = subgraph.requests[0].partition(b"\r\n\r\n")
            assert head.startswith(b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:")
            assert b"\r\nx-one: 1" in head
            assert body == b'{"query":"{a}"}'

    run(main())


@pytest.mark.parametrize(
    ("parts", "body"),
    [
        ([OK[:5], OK[5:40], OK[40:]], b'{"data":{}}'),
        (
            [b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"da\r\n', b'7\r\nta":{}}\r\n0\r\n\r\n'],
            b'{"data":{}}',
        ),
        ([b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n", OK], b'{"data":{}}'),
        ([b"HTTP/1.1 200 OK\r\nCONTENT-LENGTH:2\r\n\r\n{}"], b"{}"),
        ([b"HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\n{}"], b"{}"),
    ],
)
def test_an_answer_may_come_in_any_form_of_http(run: Any, running: Any, parts: list[bytes], body: bytes) -> None:
    async def main() -> None:
        async with running(says(*parts)) as (client, subgraph):
            for _ in range(2):
                reply = await client.send("s", b"{}", b"", idempotent=False)
                assert bytes(reply.body) == body
            assert subgraph.connections == 1, "the connection is used again"

    run(main())


def test_an_answer_may_end_with_the_connection(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(b"HTTP/1.0 200 OK\r\n\r\n{}", close=True)) as (client, subgraph):
            assert bytes((await client.send("s", b"{}", b"", idempotent=False)).body) == b"{}"
            assert bytes((await client.send("s", b"{}", b"", idempotent=False)).body) == b"{}"
            assert subgraph.connections == 2

    run(main())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"garbage\r\n\r\n", "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}", "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}", "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: a\rset-cookie: b\r\n\r\n{}", "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: a\nset-cookie: b\r\n\r\n{}", "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: a\r\n b\r\n\r\n{}", "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length : 3\r\n\r\n{}", "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: a\x00b\r\n\r\n{}", "SUBGRAPH_INVALID_RESPONSE"),
        (OK + OK, "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"a" * 70_000, "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n", "SUBGRAPH_RESPONSE_TOO_LARGE"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2000, "SUBGRAPH_RESPONSE_TOO_LARGE"),
        (OK[:-3], "SUBGRAPH_INVALID_RESPONSE"),
        (b"HTTP/1.1 200", "SUBGRAPH_INVALID_RESPONSE"),
        (b"", "SERVICE_UNAVAILABLE"),
    ],
)
def test_an_answer_that_is_none_fails_with_the_right_code(run: Any, running: Any, answer: bytes, code: str) -> None:
    async def main() -> None:
        async with running(says(answer, close=True), response_bytes=1000, **NO_RETRY) as (client, _):
            assert await code_of(client.send("s", b"{}", b"", idempotent=True)) == code

    run(main())


def test_bytes_after_an_answer_never_become_the_next_answer(run: Any, running: Any) -> None:
    smuggled = asyncio.Event()

    async def smuggle(subgraph: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        await writer.drain()
        if len(subgraph.requests) == 1:
            await asyncio.sleep(0.02)
            writer.write(OK.replace(b"{}}", b"1 }"))
            smuggled.set()

    async def main() -> None:
        async with running(smuggle) as (client, subgraph):
            assert bytes((await client.send("s", b"1", b"", idempotent=False)).body) == b'{"data":{}}'
            await smuggled.wait()
            await asyncio.sleep(0.05)  # it is there; now it is read
            assert bytes((await client.send("s", b"2", b"", idempotent=False)).body) == b'{"data":{}}'
            assert subgraph.connections == 2

    run(main())


def test_a_subgraph_that_hangs_is_given_up_after_its_own_timeout(run: Any, running: Any) -> None:
    async def hang(_: Any, __: Any) -> None:
        await asyncio.sleep(60)

    async def main() -> None:
        async with running(hang, timeout_seconds=0.5) as (client, subgraph):
            assert await code_of(client.send("s", b"{}", b"", idempotent=True)) == "SUBGRAPH_TIMEOUT"
            assert len(subgraph.requests) == 1, "a timeout is not tried again"

    run(main())


def test_the_requests_own_deadline_goes_before_the_timeout(run: Any, running: Any) -> None:
    async def hang(_: Any, __: Any) -> None:
        await asyncio.sleep(60)

    async def main() -> None:
        async with running(hang, timeout_seconds=30) as (client, _):
            deadline = asyncio.get_running_loop().time() + 0.1
            assert await code_of(client.send("s", b"{}", b"", idempotent=True, deadline=deadline)) == "SUBGRAPH_TIMEOUT"

    run(main())


def test_a_subgraph_that_is_not_there_is_unavailable_with_a_hint_when_to_return(run: Any, make_client: Any) -> None:
    async def main() -> None:
        with pytest.raises(SubgraphError) as caught:
            await make_client("http://127.0.0.1:1/").send("s", b"{}", b"", idempotent=True)
        assert (caught.value.code, caught.value.retry_after) == ("SERVICE_UNAVAILABLE", 1)
        assert "127.0.0.1" not in caught.value.message, "where a subgraph runs is nobody's business"

    run(main())


def test_queries_are_tried_again_and_mutations_never(run: Any, running: Any) -> None:
    async def fail_once(subgraph: Any, writer: asyncio.StreamWriter) -> None:
        if len(subgraph.requests) % 2:
            writer.write(b"HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n")
        else:
            writer.write(OK)

    async def main() -> None:
        async with running(fail_once) as (client, subgraph):
            assert (await client.send("s", b"{}", b"", idempotent=True)).status == 200
            assert len(subgraph.requests) == 2
            assert (await client.send("s", b"{}", b"", idempotent=False)).status == 503
            assert len(subgraph.requests) == 3

    run(main())


def test_a_mutation_whose_connection_breaks_is_not_repeated(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(b"", close=True)) as (client, subgraph):
            assert await code_of(client.send("s", b"{}", b"", idempotent=False)) == "SERVICE_UNAVAILABLE"
            assert len(subgraph.requests) == 1

    run(main())


def test_retries_are_bounded_by_a_budget(run: Any, running: Any) -> None:
    async def main() -> None:
        answer = says(b"HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n")
        async with running(answer, breaker={"enabled": False}, connections=4) as (client, subgraph):
            calls = [client.send("s", b"%d" % n, b"", idempotent=True) for n in range(100)]
            await asyncio.gather(*calls)
            assert 100 < len(subgraph.requests) <= 121

    run(main())


def test_a_kept_alive_connection_closed_meanwhile_is_no_failure_of_a_query(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(OK, close=True), breaker={"failures": 1}, **NO_RETRY) as (client, _):
            for _ in range(5):
                assert (await client.send("s", b"{}", b"", idempotent=True)).status == 200

    run(main())


def test_equal_queries_of_one_caller_are_sent_once_while_in_flight(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(OK)) as (client, subgraph):
            trace = b"traceparent: 00-%d\r\nx-request-id: %d\r\n"
            same = [client.send("s", b"{}", b"cookie: a\r\n" + trace % (n, n), idempotent=True) for n in range(10)]
            other_caller = client.send("s", b"{}", b"cookie: b\r\n" + trace % (1, 1), idempotent=True)
            other_query = client.send("s", b"{ }", b"cookie: a\r\n" + trace % (1, 1), idempotent=True)
            mutations = [client.send("s", b"{}", b"cookie: a\r\n", idempotent=False) for _ in range(2)]
            replies = await asyncio.gather(*same, other_caller, other_query, *mutations)
            assert len(replies) == 14
            assert len(subgraph.requests) == 5

    run(main())


@pytest.mark.parametrize("forwarded", [b"cookie: a=traceparent: 1\r\n", b"x-traceparent: 1\r\n", b"traceparent: 1\r\n"])
def test_headers_of_a_client_that_speak_of_a_trace_do_not_make_two_callers_one(
    run: Any, running: Any, forwarded: bytes
) -> None:
    async def main() -> None:
        async with running(says(OK)) as (client, subgraph):
            lines = forwarded + b"jetbridge-identity: %b\r\ntraceparent: 00\r\nx-request-id: 1\r\n"
            callers = (b"alice", b"bob", b"alice")
            await asyncio.gather(*(client.send("s", b"{}", lines % each, idempotent=True) for each in callers))
            assert len(subgraph.requests) == 2

    run(main())


def test_queries_that_only_end_alike_are_not_taken_for_the_same(run: Any, running: Any) -> None:
    end = b"x" * 1_000

    async def main() -> None:
        async with running(says(OK)) as (client, subgraph):
            bodies = [b"a" + end, b"b" + end, b"a" + end, b"b" + end]
            replies = await asyncio.gather(*(client.send("s", body, b"", idempotent=True) for body in bodies))
            assert [reply.shared for reply in replies] == [False, False, True, False]
            sent = [request.partition(b"\r\n\r\n")[2] for request in subgraph.requests]
            assert sorted(sent) == [bodies[0], bodies[1], bodies[1]]

    run(main())


def test_a_cookie_is_set_for_one_of_those_who_share_an_answer(run: Any, running: Any) -> None:
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nset-cookie: session=1\r\nx-cost: 1\r\n\r\n{}"

    async def main() -> None:
        async with running(says(answer)) as (client, subgraph):
            sent = [client.send("s", b"{}", b"", idempotent=True) for _ in range(3)]
            sent[0].cancel()
            left, first, second = await asyncio.gather(*sent, return_exceptions=True)
            assert len(subgraph.requests) == 1
            assert isinstance(left, asyncio.CancelledError)
            assert (first.body, first.headers["set-cookie"]) == (b"{}", "session=1")
            assert (second.body, second.headers["x-cost"]) == (b"{}", "1")
            assert "set-cookie" not in second.headers

    run(main())


def test_who_waits_for_what_another_one_asked_is_told_so(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(OK)) as (client, _):
            replies = await asyncio.gather(*(client.send("s", b"{}", b"", idempotent=True) for _ in range(3)))
            assert [reply.shared for reply in replies] == [False, True, True]
            given_up, waiting = (client.send("s", b"{}", b"", idempotent=True) for _ in range(2))
            given_up.cancel()
            assert (await waiting).shared

    run(main())


def test_one_waiter_that_gives_up_does_not_take_the_answer_from_the_others(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(OK)) as (client, subgraph):
            first, second = (client.send("s", b"{}", b"", idempotent=True) for _ in range(2))
            first.cancel()
            assert (await second).status == 200
            assert len(subgraph.requests) == 1

    run(main())


def test_deduplication_can_be_switched_off(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(OK), deduplicate=False) as (client, subgraph):
            await asyncio.gather(*(client.send("s", b"{}", b"", idempotent=True) for _ in range(3)))
            assert len(subgraph.requests) == 3

    run(main())


def test_connections_are_capped_and_requests_wait_their_turn(run: Any, running: Any) -> None:
    async def main() -> None:
        async with running(says(OK), connections=2, queue=5) as (client, subgraph):
            calls = [client.send("s", b"%d" % n, b"", idempotent=True) for n in range(10)]
            codes = [await code_of(call) for call in calls]
            assert codes.count("ok") == 7
            assert codes.count("SERVICE_UNAVAILABLE") == 3
            assert subgraph.connections == 2

    run(main())


def test_the_breaker_opens_after_failures(run: Any, running: Any) -> None:
    async def main() -> None:
        settings = {"breaker": {"failures": 5, "open_seconds": 600}, **NO_RETRY}
        async with running(says(b"", close=True), **settings) as (client, subgraph):
            for _ in range(20):
                assert await code_of(client.send("s", b"{}", b"", idempotent=False)) == "SERVICE_UNAVAILABLE"
            assert len(subgraph.requests) == 5, "an open breaker sends nothing"

    run(main())


def test_the_breaker_lets_a_probe_through_and_closes_after_recovery(run: Any, running: Any) -> None:
    """How many probes, and when: see test_breaker.py, which has its own clock."""
    healthy = asyncio.Event()

    async def answer(_: Any, writer: asyncio.StreamWriter) -> None:
        if healthy.is_set():
            writer.write(OK)
        else:
            writer.close()

    async def main() -> None:
        settings = {"breaker": {"failures": 1, "open_seconds": 0.05}, **NO_RETRY}
        async with running(answer, **settings) as (client, subgraph):
            while len(subgraph.requests) < 3:  # the one that opened it, and two probes
                assert await code_of(client.send("s", b"{}", b"", idempotent=False)) == "SERVICE_UNAVAILABLE"
                await asyncio.sleep(0.01)
            healthy.set()
            while await code_of(client.send("s", b"{}", b"", idempotent=False)) != "ok":  # noqa: ASYNC110  # no event tells
                await asyncio.sleep(0.01)
            codes = [await code_of(client.send("s", b"{}", b"", idempotent=False)) for _ in range(3)]
            assert codes == ["ok"] * 3

    run(main())


def test_errors_of_single_operations_do_not_open_the_breaker(run: Any, running: Any) -> None:
    json_500 = b"HTTP/1.1 500 X\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"

    async def main() -> None:
        async with running(says(json_500), breaker={"failures": 2}) as (client, subgraph):
            for _ in range(10):
                assert (await client.send("s", b"{}", b"", idempotent=True)).status == 500
            assert len(subgraph.requests) == 10

    run(main())


def test_a_successor_keeps_the_connections_to_unchanged_subgraphs(run: Any, running: Any) -> None:
    from jetbridge.subgraphs.client import HttpSubgraphClient

    async def main() -> None:
        async with running(says(OK)) as (client, subgraph):
            await client.send("s", b"{}", b"", idempotent=True)
            successor = HttpSubgraphClient(
                [client.peers["s"].destination], asyncio.get_running_loop(), successor_of=client
            )
            client.close(except_for=successor)
            assert (await successor.send("s", b"{}", b"", idempotent=True)).status == 200
            assert subgraph.connections == 1
            successor.close()

    run(main())


def test_an_unknown_subgraph_is_unavailable(run: Any, make_client: Any) -> None:
    async def main() -> None:
        with pytest.raises(SubgraphError, match="not part of the supergraph"):
            await make_client("http://127.0.0.1:1/").send("t", b"{}", b"", idempotent=True)

    run(main())

"""Compressed answers: negotiated, worth it, and of no fixed length."""

import gzip
from typing import Any

import httpx
import pytest

from jetbridge.pipeline import GraphQLResponse
from jetbridge.transport.compression import accepts_gzip
from jetbridge.transport.compression import gzip as compress

QUERY = {"query": "{ a }"}


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        (None, False),
        (b"", False),
        (b"gzip", True),
        (b"GZIP", True),
        (b"deflate, gzip;q=0.5, br", True),
        (b"x-gzip", True),
        (b"*", True),
        (b"br", False),
        (b"identity", False),
        (b"gzip;q=0", False),
        (b"gzip; q=0.000, *", False),
        (b"*;q=0", False),
        (b"gzip;q=0.001", True),
    ],
)
def test_gzip_is_sent_to_who_takes_it(header: bytes | None, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


def test_answers_are_what_they_were_and_of_no_fixed_length() -> None:
    body = b'{"data":{}}' * 200
    made = [compress(body, 1) for _ in range(50)]
    assert {gzip.decompress(each) for each in made} == {body}
    assert len({len(each) for each in made}) > 10


@pytest.mark.parametrize("size", [2_000, 200_000])
def test_long_answers_are_compressed_where_that_is_configured(run: Any, serving: Any, size: int) -> None:
    async def main() -> None:
        async with serving("compression: {enabled: true}") as running:
            running.engine.answer = lambda *_: GraphQLResponse(b'{"data":"%b"}' % (b"x" * size), safe=True)
            async with running.client() as client:
                answer = await client.post("/graphql", json=QUERY, headers={"accept-encoding": "gzip"})
                assert answer.json() == {"data": "x" * size}
                assert answer.headers["content-encoding"] == "gzip"
                assert int(answer.headers["content-length"]) < size / 5
                assert "accept-encoding" in answer.headers["vary"]
                plain = await client.post("/graphql", json=QUERY, headers={"accept-encoding": "br"})
                assert plain.json() == answer.json()
                assert "content-encoding" not in plain.headers
                assert "accept-encoding" in plain.headers["vary"]

    run(main())


def test_an_unchanged_answer_is_the_same_whatever_its_encoding(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("compression: {enabled: true}") as running:
            running.engine.answer = lambda *_: GraphQLResponse(b'{"data":"%b"}' % (b"x" * 5000), safe=True)
            async with running.client() as client:
                first = await client.post("/graphql", json=QUERY, headers={"accept-encoding": "gzip"})
                known = {"if-none-match": first.headers["etag"], "accept-encoding": "identity"}
                again = await client.post("/graphql", json=QUERY, headers=known)
                assert (again.status_code, again.content) == (304, b"")

    run(main())


@pytest.mark.parametrize(("config", "size"), [("", 5000), ("compression: {enabled: true}", 500)])
def test_short_answers_and_those_nobody_configured_are_left_alone(
    run: Any, serving: Any, config: str, size: int
) -> None:
    async def main() -> None:
        async with serving(config) as running:
            running.engine.answer = lambda *_: GraphQLResponse(b'{"data":"%b"}' % (b"x" * size))
            async with running.client() as client:
                answer: httpx.Response = await client.post("/graphql", json=QUERY, headers={"accept-encoding": "gzip"})
                assert "content-encoding" not in answer.headers

    run(main())


def test_streams_are_left_alone(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("compression: {enabled: true, min_bytes: 1}") as running, running.client() as client:
            asked = {"accept": "text/event-stream", "accept-encoding": "gzip"}
            answer = await client.post("/graphql", json={"query": "subscription { a }"}, headers=asked)
            assert "content-encoding" not in answer.headers
            assert answer.text.count("event: next") == 3

    run(main())

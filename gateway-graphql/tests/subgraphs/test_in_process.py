"""Subgraphs in the same process keep what the executor expects of every subgraph client."""

import asyncio
import json
from typing import Any

import pytest

from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.subgraphs.in_process import InProcessSubgraphClient

TARGETS = dict.fromkeys(("asgi", "wsgi"), "/graphql?v=1")


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    body = (await receive())["body"]
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    if body == b"hang":
        await asyncio.sleep(60)
    answer = json.dumps(
        {
            "path": scope["path"],
            "query": scope["query_string"].decode(),
            "body": body.decode(),
            "one": headers.get("x-one"),
        }
    ).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"Set-Cookie", b"a"), (b"set-cookie", b"b")]}
    )
    await send({"type": "http.response.body", "body": answer})


def wsgi(environ: Any, start_response: Any) -> list[bytes]:
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    if body == b"fail":
        raise ValueError("secret")
    start_response("200 OK", [("Set-Cookie", "a"), ("Set-Cookie", "b")])
    answer = {
        "path": environ["PATH_INFO"],
        "query": environ["QUERY_STRING"],
        "body": body.decode(),
        "one": environ.get("HTTP_X_ONE"),
    }
    return [json.dumps(answer).encode()]


@pytest.mark.parametrize("name", ["asgi", "wsgi"])
def test_a_request_reaches_the_application_and_its_answer_comes_back(run: Any, name: str) -> None:
    async def main() -> None:
        client = InProcessSubgraphClient({"asgi": asgi, "wsgi": wsgi}, TARGETS)
        reply = await client.send(name, b"{}", b"x-one: 1\r\n", idempotent=True)
        assert json.loads(bytes(reply.body)) == {"path": "/graphql", "query": "v=1", "body": "{}", "one": "1"}
        assert reply.headers["set-cookie"] == "a\nb"

    run(main())


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("wsgi", b"fail", "SERVICE_UNAVAILABLE"),
        ("asgi", b"hang", "SUBGRAPH_TIMEOUT"),
        ("none", b"{}", "SERVICE_UNAVAILABLE"),
    ],
)
def test_what_goes_wrong_is_an_error_of_the_subgraph(
    run: Any, name: str, body: bytes, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        client = InProcessSubgraphClient({"asgi": asgi, "wsgi": wsgi}, TARGETS)
        deadline = asyncio.get_running_loop().time() + (0.2 if body == b"hang" else 60)
        with pytest.raises(SubgraphError) as caught:
            await client.send(name, body, b"", idempotent=True, deadline=deadline)
        assert caught.value.code == code
        assert "secret" not in caught.value.message

    run(main())
    assert ("ValueError: secret" in caplog.text) is (body == b"fail"), "what failed is logged whole"


def test_subgraphs_that_are_elsewhere_are_reached_there(run: Any) -> None:
    async def main() -> None:
        elsewhere = InProcessSubgraphClient({"wsgi": wsgi}, TARGETS)
        client = InProcessSubgraphClient({"asgi": asgi}, {"asgi": "/here?tenant=a"}, otherwise=elsewhere)
        for name, path, query in (("asgi", "/here", "tenant=a"), ("wsgi", "/graphql", "v=1")):
            reply = json.loads(bytes((await client.send(name, b"{}", b"", idempotent=True)).body))
            assert (reply["path"], reply["query"]) == (path, query)
        with pytest.raises(SubgraphError) as caught:
            await client.send("none", b"{}", b"", idempotent=True)
        assert caught.value.code == "SERVICE_UNAVAILABLE"

    run(main())

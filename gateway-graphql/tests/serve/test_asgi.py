"""The gateway as an ASGI application, under uvicorn as somebody else's server."""

import contextlib
import gzip
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

PROGRAM = """
import sys, uvicorn
from jetbridge.app import create_app
uvicorn.run(create_app(sys.argv[1], sys.argv[2]), host="127.0.0.1", port=int(sys.argv[3]), log_level="error")
"""


@pytest.fixture
def url(supergraph: Callable[..., Path], tmp_path: Path, free_port: int) -> Iterator[str]:
    config = tmp_path / "gateway.yaml"
    config.write_text("{mode: development, limits: {body_bytes: 10000}}")
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(supergraph()), str(config), str(free_port)])
    url = f"http://127.0.0.1:{free_port}"
    deadline = time.monotonic() + 90
    try:
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{url}/health/ready", trust_env=False, timeout=60).raise_for_status()
                break
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        assert process.wait(60) in (0, -15)


def test_it_answers_as_the_gateways_own_server_does(url: str) -> None:
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        answer = client.post("/graphql", json={"query": "{ a b }"})
        assert answer.json() == {"data": {"a": "A", "b": "B"}}
        assert client.get("/graphql", params={"query": "{ a }"}).json() == {"data": {"a": "A"}}
        etag = answer.headers["etag"]
        again = client.post("/graphql", json={"query": "{ a b }"}, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert "GraphiQL" in client.get("/graphql", headers={"accept": "text/html"}).text
        assert client.head("/health/live").content == b""
        assert client.get("/nothing").status_code == 404
        assert client.get("/metrics").status_code == 200


def test_bodies_are_limited_alike_and_subscriptions_stream(url: str) -> None:
    for content, headers, status in (
        (b" " * 20_000, {}, 413),
        (gzip.compress(b" " * 20_000), {"content-encoding": "gzip"}, 413),
        (gzip.compress(b'{"query":"{a}"}'), {"content-encoding": "gzip"}, 200),
        (b"{}", {"content-encoding": "br"}, 415),
        (b"{", {}, 400),
    ):
        given = {"content-type": "application/json", **headers}
        answer = httpx.post(f"{url}/graphql", content=content, headers=given, trust_env=False, timeout=60)
        assert answer.status_code == status, headers
    headers = {"accept": "text/event-stream"}
    answer = httpx.post(
        f"{url}/graphql", json={"query": "subscription { count }"}, headers=headers, trust_env=False, timeout=60
    )
    assert answer.text.count("event: next") == 3
    assert answer.text.endswith("event: complete\ndata:\n\n")

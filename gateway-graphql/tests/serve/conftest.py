"""`jetbridge serve` as a user starts it, between real subgraphs and real clients."""

import base64
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from jetbridge.composition import compose_case

SDL = {
    "a": "type Query { a: String slowA: String }",
    "b": "type Query { b: String who: String headers: String } type Subscription { count: Int }",
}


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Connections break here on purpose."""


class Subgraph:
    """Answers each field by a function of the request; `fault`, if set, takes over the whole connection."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.requests = 0
        self.fault: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.release = threading.Event()
        subgraph = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                subgraph.answer(self)

            def do_GET(self) -> None:
                self.respond(200, subgraph.document)

            def respond(self, status: int, value: object, **headers: str) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                for key, text in {"content-type": "application/json", **headers}.items():
                    self.send_header(key.replace("_", "-"), text)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.document: Any = {}
        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/graphql"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, handler: Any) -> None:
        self.requests += 1
        query = json.loads(handler.rfile.read(int(handler.headers["content-length"])))["query"]
        if query.startswith("subscription"):
            handler.send_response(200)
            handler.send_header("content-type", "text/event-stream")
            handler.end_headers()
            for number in (1, 2, 3):
                handler.wfile.write(b'event: next\ndata: {"data":{"count":%d}}\n\n' % number)
            handler.wfile.write(b"event: complete\ndata:\n\n")
            handler.close_connection = True
            return
        if self.fault is not None:
            self.fault(handler)
            return
        if "slowA" in query:
            self.release.wait(90)
        values = {
            "slowA": "slow",
            "who": find_identity(handler.headers.get("jetbridge-identity")),
            "headers": json.dumps({key.lower(): value for key, value in handler.headers.items()}),
        }
        fields = re.findall(r"\b(a|b|who|headers|slowA)\b(?!:)", query)
        with contextlib.suppress(OSError):
            handler.respond(200, {"data": {field: values.get(field, field.upper()) for field in fields}})

    def close(self) -> None:
        self.release.set()
        self.server.shutdown()
        self.server.server_close()


def find_identity(token: str | None) -> str | None:
    if token is None:
        return None
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return f"{claims['aud']}:{claims.get('sub', '-')}"


class Gateway:
    """A running `jetbridge serve`."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.url = url
        self.log: list[dict[str, Any]] = []
        self.logged = threading.Condition()

    def read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self.logged, contextlib.suppress(ValueError):
                self.log.append(json.loads(line))
                self.logged.notify_all()

    def wait_for(self, event: str, count: int = 1, timeout: float = 60) -> None:
        def seen() -> bool:
            return sum(entry["event"] == event for entry in self.log) >= count

        with self.logged:
            assert self.logged.wait_for(seen, timeout), (event, self.log)

    def post(self, query: str, **options: Any) -> httpx.Response:
        return httpx.post(f"{self.url}/graphql", json={"query": query}, trust_env=False, timeout=60, **options)


@pytest.fixture
def subgraphs() -> Iterator[dict[str, Subgraph]]:
    running = {name: Subgraph(name) for name in SDL}
    yield running
    for subgraph in running.values():
        subgraph.close()


def write_supergraph(folder: Path, subgraphs: dict[str, Subgraph], **sdl: str) -> Path:
    """Replaced, not written into, as deployments do."""
    case = {"subgraphs": [{"name": n, "url": s.url, "sdl": sdl.get(n, SDL[n])} for n, s in subgraphs.items()]}
    result = compose_case(case)
    assert result["ok"], result
    target = folder / "supergraph.graphql"
    scratch = folder / "supergraph.new"
    scratch.write_text(result["supergraphSdl"])
    scratch.replace(target)
    return target


@pytest.fixture
def supergraph(tmp_path: Path, subgraphs: dict[str, Subgraph]) -> Callable[..., Path]:
    return lambda **sdl: write_supergraph(tmp_path, subgraphs, **sdl)


@contextlib.contextmanager
def signals_as_in_a_terminal() -> Iterator[None]:
    """What starts here listens to SIGINT and SIGHUP, even if the tests run in the background (`&`, `nohup`), where a
    process ignores them and those it starts inherit that.
    """
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.fixture
def start(tmp_path: Path, supergraph: Callable[..., Path]) -> Iterator[Callable[..., Gateway]]:
    """`start(config_text, *arguments)` gives a gateway that is ready."""
    processes: list[subprocess.Popen[str]] = []

    def start(config: str | None = None, *arguments: str, wait: bool = True) -> Gateway:
        command = [sys.executable, "-m", "jetbridge", "serve", "--port", "0", "--supergraph", str(supergraph())]
        if config is not None:
            (tmp_path / "gateway.yaml").write_text(config)
            command += ["--config", str(tmp_path / "gateway.yaml")]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        with signals_as_in_a_terminal():
            process = subprocess.Popen([*command, *arguments], stderr=subprocess.PIPE, text=True, env=environment)
        processes.append(process)
        gateway = Gateway(process, "")
        reader = threading.Thread(target=gateway.read_log, daemon=True)
        reader.start()
        gateway.wait_for("listening")
        url = next(entry["url"] for entry in gateway.log if entry["event"] == "listening")
        gateway.url = url.removesuffix("/graphql")
        wait_until_ready(gateway.url)
        return gateway

    yield start
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stderr is not None
        process.stderr.close()


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/health/ready", trust_env=False, timeout=60).status_code == 200:
                return
        time.sleep(0.02)
    raise AssertionError("the gateway did not become ready")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

"""`jetbridge dev`: changed subgraphs are recomposed, and what does not compose leaves the last good supergraph."""

import io
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from jetbridge.cli import main
from jetbridge.dev import Recomposer


@pytest.fixture
def recomposer(tmp_path: Path) -> Recomposer:
    (tmp_path / "supergraph.yaml").write_text("subgraphs: {a: {routing_url: 'http://a', schema: {file: a.graphql}}}")
    (tmp_path / "a.graphql").write_text("type Query { x: Int }")
    return Recomposer(tmp_path / "supergraph.yaml", tmp_path / "out.graphql", io.StringIO())


def messages(recomposer: Recomposer) -> str:
    assert isinstance(recomposer.messages, io.StringIO)
    return recomposer.messages.getvalue()


def test_a_changed_file_is_recomposed_and_an_unchanged_one_is_not(recomposer: Recomposer, tmp_path: Path) -> None:
    assert recomposer.check()
    assert not recomposer.check()
    (tmp_path / "a.graphql").write_text("type Query { x: Int y: Int }")
    assert recomposer.check()
    assert "  y: Int\n" in recomposer.output.read_text()


def test_what_does_not_compose_leaves_the_last_good_supergraph(recomposer: Recomposer, tmp_path: Path) -> None:
    recomposer.check()
    before = recomposer.output.read_text()
    (tmp_path / "a.graphql").write_text("type Query { x: Nope }")
    assert not recomposer.check()
    assert recomposer.output.read_text() == before
    assert "error[INVALID_GRAPHQL]: [a] Unknown type Nope." in messages(recomposer)
    assert "a:1:14" in messages(recomposer)


def test_a_subgraph_that_is_away_is_complained_of_once(recomposer: Recomposer, tmp_path: Path) -> None:
    recomposer.check()
    (tmp_path / "a.graphql").unlink()
    assert not recomposer.check()
    assert not recomposer.check()
    assert messages(recomposer).count("cannot be read from") == 1


def test_watching_recomposes_until_told_to_stop(recomposer: Recomposer, tmp_path: Path) -> None:
    recomposer.check()
    stop = threading.Event()
    recomposed = threading.Event()

    class Notifying(io.StringIO):
        def write(self, text: str) -> int:
            if "Composed" in text:
                recomposed.set()
            return super().write(text)

    recomposer.messages = Notifying()
    thread = threading.Thread(target=recomposer.run, args=(stop,))
    thread.start()
    try:
        (tmp_path / "a.graphql").write_text("type Query { z: Int }")
        assert recomposed.wait(60)
    finally:
        stop.set()
        thread.join(60)
    assert "  z: Int\n" in recomposer.output.read_text()


class Subgraph(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"data": {"_service": {"sdl": "type Query { live: Int }"}}}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_running_subgraphs_are_asked_for_their_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Subgraph) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/graphql"
        (tmp_path / "supergraph.yaml").write_text(f"subgraphs: {{live: {{schema: {{subgraph_url: '{url}'}}}}}}")
        assert main(["compose", "--config", str(tmp_path / "supergraph.yaml")]) == 0
        server.shutdown()
    printed = capsys.readouterr().out
    assert f'LIVE @join__graph(name: "live", url: "{url}")' in printed


@pytest.fixture
def dev(recomposer: Recomposer) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "jetbridge", "dev", "--config", str(recomposer.config), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        # Whatever goes wrong, reading its messages ends.
        watchdog = threading.Timer(120, process.kill)
        watchdog.start()
        yield process
        watchdog.cancel()
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_for(process: "subprocess.Popen[str]", text: str) -> str:
    assert process.stderr is not None
    return next(line for line in process.stderr if text in line)


def test_a_changed_subgraph_is_served_and_a_broken_one_is_not(dev: "subprocess.Popen[str]", tmp_path: Path) -> None:
    url = json.loads(wait_for(dev, '"listening"'))["url"]

    def fields() -> list[str]:
        query = {"query": "{ __schema { queryType { fields { name } } } }"}
        answer = httpx.post(url, json=query, trust_env=False, timeout=60).json()
        return [field["name"] for field in answer["data"]["__schema"]["queryType"]["fields"]]

    assert fields() == ["x"]
    (tmp_path / "a.graphql").write_text("type Query { x: Int y: Int }")
    wait_for(dev, "changed files are in service")
    assert fields() == ["x", "y"]
    (tmp_path / "a.graphql").write_text("type Query { x: Nope }")
    wait_for(dev, "the last good supergraph stays")
    assert fields() == ["x", "y"]

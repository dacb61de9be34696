"""`jetbridge dev`: changed subgraphs are recomposed, and what does not compose leaves the last good supergraph."""

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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
        assert recomposed.wait(20)
    finally:
        stop.set()
        thread.join(20)
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

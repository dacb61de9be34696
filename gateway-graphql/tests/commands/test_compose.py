"""`jetbridge compose`: the supergraph on standard output; errors, with their places, on standard error and exit code 1."""

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from jetbridge.cli import main

CONFIG = """
subgraphs:
  seats: {routing_url: http://seats.test/graphql, schema: {file: ./seats.graphql}}
  meals: {routing_url: http://meals.test/graphql, schema: {sdl: "type Query { meals: [String!]! }"}}
"""


def config(tmp_path: Path, seats: str, text: str = CONFIG) -> str:
    (tmp_path / "supergraph.yaml").write_text(text)
    (tmp_path / "seats.graphql").write_text(seats)
    return str(tmp_path / "supergraph.yaml")


def test_files_and_sdl_compose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compose", "--config", config(tmp_path, "type Query { seats: Int }")]) == 0
    assert 'SEATS @join__graph(name: "seats", url: "http://seats.test/graphql")' in capsys.readouterr().out


def test_the_supergraph_can_go_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "supergraph.graphql"
    assert main(["compose", "--config", config(tmp_path, "type Query { seats: Int }"), "--output", str(output)]) == 0
    assert output.read_text().startswith("schema\n  @link")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"Composed 2 subgraphs into {output}.\n")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "nowhere" / "supergraph.graphql"
    assert main(["compose", "--config", config(tmp_path, "type Query { seats: Int }"), "--output", str(output)]) == 1
    assert capsys.readouterr().err == f"error: {output} cannot be written: No such file or directory.\n"


def test_everything_that_cannot_be_had_is_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "subgraphs: {a: {schema: {file: a.graphql}}, b: {schema: {subgraph_url: 'ftp://b'}}}"
    assert main(["compose", "--config", config(tmp_path, "", text)]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("error: The schema of a cannot be read")
    assert second == "error: The subgraph_url of b is not http or https: ftp://b"


def test_an_error_shows_code_subgraph_coordinate_and_source_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seats = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\ntype Query { seat: Seat }\ntype Seat @key(fields: "number") { id: ID! }\n'
    assert main(["compose", "--config", config(tmp_path, seats)]) == 1
    assert capsys.readouterr().err == (
        'error[KEY_INVALID_FIELDS]: [seats] @key(fields: "number") on "Seat": there is no field "number" on Seat.\n'
        "  --> seats:3:11\n"
        "  2 | type Query { seat: Seat }\n"
        '  3 | type Seat @key(fields: "number") { id: ID! }\n'
        "    |           ^\n"
        "  = way out: Name fields the type has in this subgraph; no aliases, sub-selections for objects.\n"
        "  = `jetbridge explain KEY_INVALID_FIELDS` says more.\n"
        "\n"
        "The subgraphs do not compose: 1 error.\n"
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "names no subgraph"),
        ("subgraphs: {a: {routing_url: '${env.NOWHERE_SET}'}}", "supergraph.yaml:1: subgraphs.a.routing_url: The env"),
        ("a: &a [*a]", "Too much stands here"),
        ("subgraphs: {a: {schema: {subgraph_url: 'http://a', introspection_headers: [x]}}}", "a mapping of names"),
        ("subgraphs: {a: {}}", "subgraph a has no schema"),
        ("subgraphs: {a: {schema: {file: x, sdl: y}}}", "exactly one of file, sdl and subgraph_url"),
        ("subgraphs: {a: {schema: {file: missing.graphql}}}", "cannot be read from"),
        ("subgraphs: {a: {schema: {subgraph_url: 'ftp://x'}}}", "not http or https"),
        ("a: [", "supergraph.yaml:1: (the file): This is not YAML"),
    ],
)
def test_a_config_that_cannot_be_used_is_named(
    tmp_path: Path, text: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compose", "--config", config(tmp_path, "", text)]) == 1
    assert complaint in capsys.readouterr().err


def test_a_config_of_rover_is_filled_in_and_can_come_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "host").write_text("meals.test\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEATS_PORT", "81")
    text = """
federation_version: =2.9.0
defaults: &defaults
  schema: {sdl: "type Query { seats: Int @shareable }"}
  routing_url: http://nowhere.test
subgraphs:
  seats: {<<: *defaults, routing_url: "http://seats.test:${env.SEATS_PORT}/${env.PATH_OF_SEATS:-graphql}"}
  meals: {routing_url: "http://${file.host}/", schema: {sdl: "type Query { meals: Int }"}}
"""
    monkeypatch.setattr("sys.stdin", io.StringIO(text.replace("@shareable", "")))
    assert main(["compose", "--config", "-"]) == 0
    said = capsys.readouterr().out
    assert 'url: "http://seats.test:81/graphql"' in said
    assert 'url: "http://meals.test/"' in said


def test_a_subgraph_that_wants_to_know_who_asks_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Guarded(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            known = self.headers["authorization"] == "Bearer let-me-in"
            body = json.dumps({"data": {"_service": {"sdl": "type Query { x: Int }"}}}).encode()
            self.send_response(200 if known else 401)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Guarded)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    text = "subgraphs: {a: {schema: {subgraph_url: '%s', introspection_headers: {Authorization: 'Bearer %s'}}}}"
    try:
        assert main(["compose", "--config", config(tmp_path, "", text % (url, "let-me-in"))]) == 0
        assert "x: Int" in capsys.readouterr().out
        assert main(["compose", "--config", config(tmp_path, "", text % (url, "wrong"))]) == 1
        assert "HTTP 401; say who asks in schema.introspection_headers." in capsys.readouterr().err
    finally:
        server.shutdown()
        server.server_close()


def test_json_in_json_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    case = {"subgraphs": [{"name": "a", "url": "http://a", "sdl": "type Query { x: Int }"}]}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(case)))
    assert main(["compose", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["publicSchemaSdl"], answer["errors"]) == (True, "type Query {\n  x: Int\n}\n", [])


def test_one_result_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    good = {"subgraphs": [{"name": "a", "url": "", "sdl": "type Query { x: Int }"}]}
    bad = {"subgraphs": [{"name": "a", "url": "", "sdl": "type"}]}
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{json.dumps(good)}\n{json.dumps(bad)}\n"))
    assert main(["compose", "--jsonl"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["ok"] for answer in answers] == [True, False]
    assert answers[1]["errors"][0]["code"] == "INVALID_GRAPHQL"


def test_what_is_no_case_is_answered_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('nonsense\n[]\n{"subgraphs": [1]}\n{"subgraphs": [{"name": "a"}]}\n'))
    assert main(["compose", "--jsonl"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["errors"][0]["code"] for answer in answers] == ["INVALID_CASE"] * 4

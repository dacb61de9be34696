"""What ran is written down once, for whoever wants to know what clients send."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from jetbridge.app import Embedding, Gateway, Source
from jetbridge.cli import main as jetbridge
from jetbridge.config import load_config_text
from jetbridge.preparation import RunOperation
from jetbridge.recording import Recorder, keep_recording
from jetbridge.supergraph import load_supergraph
from jetbridge.transport.message import Request
from jetbridge.transport.persisted import load_manifest

from .planner.planning import supergraph_of

SDL = "type Query { a: Int b(n: Int): Int } type Mutation { change: Int }"


def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    environ["wsgi.input"].read()
    start_response("200 OK", [("content-type", "application/json")])
    return [b'{"data":{"a":1,"b":2,"change":3}}']


async def ask(gateway: Gateway, **body: Any) -> None:
    headers = {b"content-type": b"application/json"}
    await gateway.handle(Request("POST", b"/graphql", b"", headers, json.dumps(body).encode(), "127.0.0.1"))


def test_what_ran_is_recorded_without_variables_and_what_was_refused_is_not(tmp_path: Path) -> None:
    config = load_config_text("persisted_documents: {record: seen.json}", {})

    async def main() -> None:
        source = Source(load_supergraph(supergraph_of(a=SDL)), config)
        gateway = Gateway(source, tmp_path, embedding=Embedding(applications={"a": answer}))
        recording = asyncio.create_task(keep_recording(gateway, tmp_path))
        await asyncio.sleep(0)
        both = "query One($n: Int) { b(n: $n) } mutation Two { change }"
        await ask(gateway, query="query Zero { a }")
        await ask(gateway, query="{ nothing }")
        for number in (4711, 4712):
            await ask(gateway, query=both, operationName="One", variables={"n": number})
        await ask(gateway, query=both, operationName="Two")
        recording.cancel()
        await asyncio.gather(recording, return_exceptions=True)
        gateway.close()

    asyncio.run(main())
    text = (tmp_path / "seen.json").read_text()
    found = [(each["name"], each["type"]) for each in json.loads(text)["operations"]]
    assert found == [("Zero", "query"), ("One", "query"), ("Two", "mutation")]
    assert "471" not in text
    assert len(load_manifest(tmp_path / "seen.json")) == 2


def test_a_record_is_what_check_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Recorder(tmp_path / "seen.json").record([RunOperation("query Used { a }", "Used", "query")])
    (tmp_path / "old.graphql").write_text("type Query { a: Int b: Int }")
    (tmp_path / "new.graphql").write_text("type Query { b: Int }")
    files = ["--schema", tmp_path / "new.graphql", "--against", tmp_path / "old.graphql"]
    assert jetbridge(["check", *map(str, files), "--operations", str(tmp_path / "seen.json")]) == 1
    assert "Used" in capsys.readouterr().out


def test_several_workers_write_into_one_file_and_keep_what_is_there(tmp_path: Path) -> None:
    one, two = Recorder(tmp_path / "seen.json"), Recorder(tmp_path / "seen.json")
    first, second = RunOperation("{ a }", None, "query"), RunOperation("{ b }", None, "query")
    assert [one.record([first]), two.record([first, second]), one.record([first, second])] == [1, 1, 0]
    assert [one.record([first, second])] == [0]
    assert sorted(load_manifest(tmp_path / "seen.json").values()) == ["{ a }", "{ b }"]


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "seen.json").write_text("[]")
    with pytest.raises(ValueError, match="no manifest of operations"):
        Recorder(tmp_path / "seen.json").record([RunOperation("{ a }", None, "query")])
    assert (tmp_path / "seen.json").read_text() == "[]"

"""Kept answers are forgotten by all workers when somebody who may says so, and by nobody else's word."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from jetbridge.app import create_app
from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.telemetry.metrics import Metrics
from jetbridge.telemetry.siblings import Command, Siblings

SECRET = "0123456789abcdef0123456789abcdef"
CONFIG = f"answer_cache: {{subgraphs: ['*'], forget_secret: {SECRET}}}"
AUTHORIZED = {"authorization": f"Bearer {SECRET}"}


@pytest.fixture
def app(tmp_path: Path) -> Any:
    calls: list[None] = []

    def count(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        calls.append(None)
        kept = [("cache-control", "public, max-age=60"), ("cache-tag", "counter")]
        start_response("200 OK", [("content-type", "application/json"), *kept])
        return [json.dumps({"data": {"n": len(calls)}}).encode()]

    composed = compose([SubgraphDefinition("shop", "http://shop", "type Query { n: Int }")])
    assert composed.supergraph_sdl is not None
    (tmp_path / "supergraph.graphql").write_text(composed.supergraph_sdl)
    (tmp_path / "gateway.yaml").write_text(CONFIG)
    return lambda: create_app(tmp_path / "supergraph.graphql", tmp_path / "gateway.yaml", applications={"shop": count})


def test_answers_are_kept_until_they_are_to_be_forgotten(app: Any) -> None:
    async def main() -> tuple[list[int], Any, str]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app()), base_url="http://gateway") as client:

            async def ask() -> int:
                return int((await client.post("/graphql", json={"query": "{ n }"})).json()["data"]["n"])

            found = [await ask(), await ask()]
            told = await client.post("/-/answers/forget", json={"tags": ["counter"]}, headers=AUTHORIZED)
            found.append(await ask())
            return found, told.json(), (await client.get("/metrics")).text

    found, told, figures = asyncio.run(main())
    assert (found, told) == ([1, 1, 2], {"workers": 1})
    assert 'jetbridge_answer_cache_hits{worker="0"} 1.0' in figures


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        ({"tags": ["counter"]}, {}, "UNAUTHENTICATED"),
        ({"tags": ["counter"]}, {"authorization": "Bearer guessed"}, "UNAUTHENTICATED"),
        ({}, AUTHORIZED, "BAD_REQUEST"),
        ({"tags": "counter"}, AUTHORIZED, "BAD_REQUEST"),
    ],
)
def test_others_and_mistakes_are_told_so(app: Any, body: Any, headers: dict[str, str], code: str) -> None:
    async def main() -> Any:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app()), base_url="http://gateway") as client:
            return (await client.post("/-/answers/forget", json=body, headers=headers)).json()

    assert asyncio.run(main())["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize("tags", [["counter"], [f"product-{number}" for number in range(10_000)]])
def test_whichever_worker_is_told_all_obey(tmp_path: Path, tags: list[str]) -> None:
    async def main() -> tuple[int, list[tuple[str, Command]]]:
        obeyed: list[tuple[str, Command]] = []

        def build(worker: str) -> Siblings:
            return Siblings(Metrics(worker), tmp_path, worker, lambda command: obeyed.append((worker, command)))

        workers = [build(name) for name in "abc"]
        for worker in workers:
            await worker.start()
        told = await workers[1].tell_all(Command(["shop"], tags))
        assert len(await workers[0].gather()) == 3
        for worker in workers:
            worker.stop()
        return told, obeyed

    told, obeyed = asyncio.run(main())
    assert (told, sorted(name for name, _ in obeyed)) == (3, ["a", "b", "c"])
    assert {(tuple(command.subgraphs), tuple(command.tags)) for _, command in obeyed} == {(("shop",), tuple(tags))}


def test_a_worker_that_dies_while_it_tells_its_figures_is_left_out(tmp_path: Path) -> None:
    async def die(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b'{"worker":"b","requ')
        writer.close()

    async def main() -> int:
        async with await asyncio.start_unix_server(die, tmp_path / "b.figures"):
            return len(await Siblings(Metrics("a"), tmp_path, "a").gather())

    assert asyncio.run(main()) == 1

"""Changed files are noticed however they are put in place, and nothing else is."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from jetbridge.app import Source
from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.config import Config
from jetbridge.serve import find_sources
from jetbridge.source import SourceFiles, take_fingerprint

PATIENCE_SECONDS = 60
# Nobody looks at it here.
SUPERGRAPH: Any = None


async def next_change(changes: "asyncio.Queue[None]") -> None:
    await asyncio.wait_for(changes.get(), PATIENCE_SECONDS)


async def watch(files: SourceFiles, changes: "asyncio.Queue[None]", watching: asyncio.Event) -> None:
    taken = Source(SUPERGRAPH, Config(), take_fingerprint(files.find_files(Config())))
    watching.set()
    while True:
        taken = replace(taken, fingerprint=await files.wait_for_change(taken))
        changes.put_nowait(None)


def test_a_file_written_anew_or_replaced_or_behind_a_link_is_a_change_and_a_touched_one_is_not(tmp_path: Path) -> None:
    """The last is how a deployment changes a configuration map: the link to a folder is made to point to another."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "supergraph.graphql").write_text(name)
    (tmp_path / "now").symlink_to(tmp_path / "one")
    file = tmp_path / "now" / "supergraph.graphql"

    async def scenario() -> int:
        changes: asyncio.Queue[None] = asyncio.Queue()
        watching = asyncio.Event()
        task = asyncio.create_task(watch(SourceFiles(None, file), changes, watching))
        await watching.wait()
        os.utime(file)
        file.write_text("written anew")
        await next_change(changes)
        (tmp_path / "new").write_text("replaced")
        (tmp_path / "new").replace(tmp_path / "one" / "supergraph.graphql")
        await next_change(changes)
        (tmp_path / "next").symlink_to(tmp_path / "two")
        (tmp_path / "next").replace(tmp_path / "now")
        await next_change(changes)
        task.cancel()
        return changes.qsize()

    assert asyncio.run(scenario()) == 0


def test_a_worker_begins_with_what_the_files_say_by_now_or_else_with_what_its_parent_read(tmp_path: Path) -> None:
    config = tmp_path / "gateway.yaml"
    config.write_text("supergraph: {file: supergraph.graphql}")
    composed = compose([SubgraphDefinition("a", "http://a", "type Query { a: Int }")]).supergraph_sdl
    (tmp_path / "supergraph.graphql").write_text(composed or "")
    files = SourceFiles(config, None)
    started = files.load()
    assert list(find_sources(files, started)) == [started]
    config.write_text("supergraph: {file: supergraph.graphql}\nintrospection: true")
    latest, last = find_sources(files, started)
    assert (latest.config.introspection, last) == (True, started)
    (tmp_path / "supergraph.graphql").unlink()
    assert list(find_sources(files, started)) == [started]


def test_where_files_are_not_watched_a_worker_begins_with_them_only_after_a_reload(tmp_path: Path) -> None:
    config = tmp_path / "gateway.yaml"
    config.write_text("supergraph: {file: supergraph.graphql, watch: false}")
    composed = compose([SubgraphDefinition("a", "http://a", "type Query { a: Int }")]).supergraph_sdl
    (tmp_path / "supergraph.graphql").write_text(composed or "")
    files = SourceFiles(config, None)
    started = files.load()
    config.write_text("supergraph: {file: supergraph.graphql, watch: false}\nintrospection: true")
    assert list(find_sources(files, started)) == [started]
    latest, last = find_sources(files, started, reloaded=True)
    assert (latest.config.introspection, last) == (True, started)

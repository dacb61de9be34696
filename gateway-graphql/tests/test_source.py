"""Changed files are noticed however they are put in place, and nothing else is."""

import asyncio
import os
from pathlib import Path

from jetbridge.config import Config
from jetbridge.source import SourceFiles

PATIENCE_SECONDS = 20


async def next_change(changes: "asyncio.Queue[None]") -> None:
    await asyncio.wait_for(changes.get(), PATIENCE_SECONDS)


async def watch(files: SourceFiles, changes: "asyncio.Queue[None]", watching: asyncio.Event) -> None:
    found = files.changes(Config())
    first = asyncio.ensure_future(anext(found))
    await asyncio.sleep(0)  # what is there now has been read
    watching.set()
    await first
    changes.put_nowait(None)
    async for _ in found:
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

"""The operations that ran -> a manifest of them: what clients really send, to be reviewed, checked and published.

What ran is in the caches anyway, so it is looked up there now and then, and no request pays for it. Variables are never
written down; what a document says in literals is.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from jetbridge.files import replace_file
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jetbridge.app import Gateway
    from jetbridge.preparation import RunOperation

LOOK_SECONDS = 2.0
# Clients that write values into their documents, where variables belong, would fill the disk.
MOST = 10_000

log = Log("jetbridge.recording")


class Entry(Struct, frozen=True):
    """As Apollo's clients publish it. `id` is the SHA-256 of the document, which may have several operations."""

    id: str
    body: str
    name: str | None = None
    type: str | None = None


class Manifest(Struct):
    operations: list[Entry] = []
    format: str = "apollo-persisted-query-manifest"
    version: int = 1


@dataclass(slots=True)
class Recorder:
    """`file` may be written to by several workers, and by people: entries that are there stay."""

    file: Path
    _known: set[RunOperation] = field(default_factory=set)

    def record(self, operations: Iterable[RunOperation]) -> int:
        """How many were new to the file. Raises OSError or ValueError where it cannot be used."""
        new = [each for each in operations if each not in self._known]
        if not new or len(self._known) >= MOST:
            return 0
        with self.file.with_name(f".{self.file.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            added = self._merge(new)
        self._known.update(new)
        return added

    def _merge(self, new: list[RunOperation]) -> int:
        manifest = _read_recorded(self.file)
        known = {(each.id, each.name) for each in manifest.operations}
        entries = [
            Entry(hashlib.sha256(each.document.encode()).hexdigest(), each.document, each.name, each.kind)
            for each in new
        ]
        added = [each for each in entries if (each.id, each.name) not in known][: MOST - len(known)]
        if added:
            manifest.operations += added
            replace_file(self.file, msgspec.json.format(msgspec.json.encode(manifest)).decode() + "\n")
        return len(added)


def _read_recorded(file: Path) -> Manifest:
    """An empty one where there is no file. Raises ValueError for a file that is something else."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return Manifest()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} is no manifest of operations: {error}.") from error


async def keep_recording(gateway: Gateway, folder: Path) -> None:
    """While `persisted_documents.record` names a file. `folder` is what it is relative to."""
    recorder: Recorder | None = None
    try:
        while True:
            wanted = gateway.generation.config.persisted_documents.record
            if wanted is None:
                recorder = None
            elif recorder is None or recorder.file != folder / wanted:
                recorder = Recorder(folder / wanted)
            await asyncio.sleep(LOOK_SECONDS)
            if recorder is not None:
                # Other workers may hold the file, and it may be large: requests go on meanwhile.
                await asyncio.to_thread(_record, recorder, gateway.generation.engine.preparation.list_run())
    finally:
        # What ran in the last seconds. A thread could not be waited for any more.
        if recorder is not None:
            _record(recorder, gateway.generation.engine.preparation.list_run())


def _record(recorder: Recorder, operations: list[RunOperation]) -> None:
    try:
        added = recorder.record(operations)
    except (OSError, ValueError) as error:
        log.error("operations cannot be recorded", reason=str(error))
    else:
        if added:
            log.info("operations are recorded", operations=added)

"""The files a gateway is made of: gateway.yaml and the supergraph, read together and watched together."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from jetbridge.app import Source
from jetbridge.config import Config, load_config
from jetbridge.remote_supergraph import RemoteError, RemoteSupergraph
from jetbridge.supergraph import Supergraph, SupergraphError, load_supergraph
from jetbridge.telemetry.logs import Log

log = Log("jetbridge.source")

# Looking takes some microseconds; a library that is told of changes takes seven megabytes, and hears nothing of network
# file systems.
LOOK_SECONDS = 0.2
CLOCK_TICK_SECONDS = 2.0

_OF_SUPERGRAPH_YAML = (
    "This says which subgraphs there are; make a supergraph of them with "
    "`jetbridge compose --config {} --output supergraph.graphql`, or do both with `jetbridge dev`."
)


class SourceError(Exception):
    """The files do not make a gateway; the sentence says why and the way out."""


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """`config` is None where there is no gateway.yaml; `supergraph` goes before the one it names, `sdl` before both.

    Without a configuration the gateway runs in development mode: somebody is trying it out on their machine.
    """

    config: Path | None
    supergraph: Path | None
    sdl: str | None = None

    @property
    def folder(self) -> Path:
        return self.config.parent if self.config else Path.cwd()

    def load_config(self) -> Config:
        return load_config(self.config) if self.config else Config(mode="development")

    def build_remote(self, config: Config) -> RemoteSupergraph | None:
        """None for a supergraph that is a file and nothing else."""
        if config.supergraph.url is None or self.supergraph is not None or self.sdl is not None:
            return None
        return RemoteSupergraph(config.supergraph, self.find_supergraph(config))

    def load_first(self) -> Source:
        """For a gateway that begins: with what is published, or the last good one where that cannot be had."""
        remote = self.build_remote(self.load_config())
        if remote is not None:
            try:
                remote.fetch()
            except RemoteError as error:
                if not self.find_supergraph(self.load_config()).exists():
                    raise SourceError(f"There is no supergraph to begin with: {error}") from error
                log.warning(
                    "the published supergraph cannot be had; beginning with the last good one", reason=str(error)
                )
        return self.load()

    def load(self) -> Source:
        config = self.load_config()
        # Before they are read: a change in between is then one that is still to be taken.
        fingerprint = take_fingerprint(self.find_files(config))
        if self.sdl is not None:
            return Source(_load_supergraph(self.sdl, "sdl"), config, fingerprint)
        path = self.find_supergraph(config)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise SourceError(f"{path}: the supergraph cannot be read: {reason}.") from error
        return Source(_load_supergraph(text, str(path)), config, fingerprint)

    def find_supergraph(self, config: Config) -> Path:
        if self.supergraph is not None:
            return self.supergraph
        if config.supergraph.file is None:
            raise SourceError("Which supergraph? Give --supergraph FILE, or supergraph.file in the configuration.")
        return self.folder / config.supergraph.file

    def find_files(self, config: Config) -> list[Path]:
        """Everything that is taken into service anew when it changes."""
        manifest = config.persisted_documents.manifest
        supergraph = None if self.sdl is not None else self.find_supergraph(config)
        files = [self.config, supergraph, self.folder / manifest if manifest else None]
        return [path.absolute() for path in files if path]

    async def wait_for_change(self, taken: Source) -> bytes:
        """Until the files hold something else than what was `taken`; the fingerprint of that."""
        files = self.find_files(taken.config)
        seen, unsettled = _look(files), True
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            before, seen = seen, _look(files)
            if seen != before:
                unsettled = True  # somebody is writing: wait for a look that finds nothing new
            elif unsettled:
                # Two changes within a tick of the file system's clock look like one.
                unsettled = time.time() - max(seen.values(), default=(0, 0))[0] / 1e9 < CLOCK_TICK_SECONDS
                now = take_fingerprint(files)
                if now != taken.fingerprint:
                    return now


def _load_supergraph(text: str, name: str) -> Supergraph:
    try:
        return load_supergraph(text)
    except SupergraphError as error:
        hint = _OF_SUPERGRAPH_YAML.format(name) if text.lstrip().startswith("subgraphs:") else error
        raise SourceError(f"{name}: {hint}") from error


def _look(files: list[Path]) -> dict[Path, tuple[int, int]]:
    """When each file that is there was changed last, and which file it is: deployments put others in their place."""
    found = {}
    for file in files:
        with contextlib.suppress(OSError):
            status = file.stat()
            found[file] = status.st_mtime_ns, status.st_ino
    return found


def take_fingerprint(files: list[Path]) -> bytes:
    found = hashlib.sha256()
    for file in files:
        with contextlib.suppress(OSError):
            content = file.read_bytes()
            found.update(b"%d:" % len(content) + content)
    return found.digest()

"""Workers tell each other their figures, so that whichever is scraped answers for all.

Each listens on a socket file in a folder the parent made; connecting to it gives its figures, once. Nothing else is
shared between workers.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from jetbridge.telemetry.figures import FiguresMessage, from_message, to_message

if TYPE_CHECKING:
    from pathlib import Path

    from jetbridge.telemetry.figures import Figures
    from jetbridge.telemetry.metrics import Metrics

# A sibling that does not answer by then is left out: it is stopping, or stuck.
PATIENCE_SECONDS = 1.0


class Siblings:
    """`folder` is None for a worker that has none. Belongs to one event loop."""

    def __init__(self, metrics: Metrics, folder: Path | None, worker: str) -> None:
        self._metrics = metrics
        self._folder = folder
        self._own = folder / f"{worker}.figures" if folder else None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        if self._own is not None:
            self._own.unlink(missing_ok=True)  # of a worker that died
            self._server = await asyncio.start_unix_server(self._tell, self._own)

    def stop(self) -> None:
        if self._server is not None and self._own is not None:
            self._server.close()
            self._own.unlink(missing_ok=True)

    async def gather(self) -> list[Figures]:
        """This worker's figures, and those of its siblings that answer."""
        sockets = sorted(self._folder.glob("*.figures")) if self._folder else []
        asked = [_ask(path) for path in sockets if path != self._own]
        answers = await asyncio.gather(*asked)
        return [self._metrics.read(), *(figures for figures in answers if figures is not None)]

    async def _tell(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(msgspec.json.encode(to_message(self._metrics.read())))
        writer.close()


async def _ask(path: Path) -> Figures | None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_unix_connection(path)
            text = await reader.read()
            writer.close()
        return from_message(msgspec.json.decode(text, type=FiguresMessage))
    except (OSError, TimeoutError, msgspec.DecodeError):
        return None

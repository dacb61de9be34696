"""Workers tell each other their figures and what to forget, so that whichever is asked answers for all.

Each listens on a socket file in a folder the parent made, and answers one line. Nothing else is shared between workers.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from jetbridge.telemetry.figures import FiguresMessage, from_message, to_message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jetbridge.telemetry.figures import Figures
    from jetbridge.telemetry.metrics import Metrics

# A sibling that does not answer by then is left out: it is stopping, or stuck.
PATIENCE_SECONDS = 1.0
# Whoever may have answers forgotten may name many; more than any request has.
_MAX_QUESTION_BYTES = 64 * 1024 * 1024


class Command(Struct, frozen=True):
    """What every worker is to forget."""

    subgraphs: list[str] = []
    tags: list[str] = []


class Siblings:
    """`folder` is None for a worker that has none. Belongs to one event loop. `obey` does what a sibling asks for."""

    def __init__(
        self, metrics: Metrics, folder: Path | None, worker: str, obey: Callable[[Command], object] = lambda _: None
    ) -> None:
        self._metrics = metrics
        self._folder = folder
        self._own = folder / f"{worker}.figures" if folder else None
        self._obey = obey
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        if self._own is not None:
            self._own.unlink(missing_ok=True)  # of a worker that died
            self._server = await asyncio.start_unix_server(self._answer, self._own, limit=_MAX_QUESTION_BYTES)

    def stop(self) -> None:
        if self._server is not None and self._own is not None:
            self._server.close()
            self._own.unlink(missing_ok=True)

    async def gather(self) -> list[Figures]:
        """This worker's figures, and those of its siblings that answer."""
        answers = await self._ask_all(_FIGURES)
        return [self._metrics.read(), *(figures for each in answers if (figures := _read(each)) is not None)]

    async def tell_all(self, command: Command) -> int:
        """How many workers have obeyed."""
        self._obey(command)
        return 1 + len(await self._ask_all(msgspec.json.encode(command) + b"\n"))

    async def _ask_all(self, question: bytes) -> list[bytes]:
        sockets = sorted(self._folder.glob("*.figures")) if self._folder else []
        answers = await asyncio.gather(*(_ask(path, question) for path in sockets if path != self._own))
        return [answer for answer in answers if answer is not None]

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = await reader.readline()
        if question == _FIGURES:
            writer.write(msgspec.json.encode(to_message(self._metrics.read())))
        elif question:
            self._obey(_read_command.decode(question))
            writer.write(b"{}")
        writer.close()


_FIGURES = b"figures\n"
_read_figures = msgspec.json.Decoder(FiguresMessage)
_read_command = msgspec.json.Decoder(Command)


def _read(answer: bytes) -> Figures | None:
    try:
        return from_message(_read_figures.decode(answer))
    except msgspec.DecodeError:
        return None  # it died while it spoke


async def _ask(path: Path, question: bytes) -> bytes | None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(question)
            answer = await reader.read()
            writer.close()
        return answer or None
    except (OSError, TimeoutError):
        return None

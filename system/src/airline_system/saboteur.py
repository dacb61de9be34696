"""Kill -9 one process after another while the system works, and start each again: what machines do, only faster."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from airline_system.stack import Stack


class Saboteur:
    """Works in the background of a `with` block; `kills` counts its victims by name.

    The first dies after `interval_seconds`, each next one after that much more time than the one before: early
    enough on a fast machine, and on a slow one the system still gets somewhere between two deaths.
    """

    def __init__(self, stack: Stack, victims: Sequence[str], interval_seconds: float) -> None:
        self.kills: Counter[str] = Counter()
        self._stack = stack
        self._victims = victims
        self._interval = interval_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="saboteur")
        self._failure: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _work(self) -> None:
        for name in itertools.cycle(self._victims):
            if self._stop.wait(self._interval * (1 + self.kills.total())):
                return
            try:
                self._stack.processes[name].kill()
                self.kills[name] += 1
                self._stack.processes[name].start()
            except BaseException as failure:  # told to whoever leaves the block
                self._failure = failure
                return

"""Kill -9 one process after another while the system works, and start each again: what machines do, only faster."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Sequence

from airline_system.background import Background
from airline_system.stack import Stack


class Saboteur(Background):
    """Works in the background of a `with` block; `kills` counts its victims by name.

    The first dies after `interval_seconds`, each next one after that much more time than the one before: early
    enough on a fast machine, and on a slow one the system still gets somewhere between two deaths. After `most` deaths
    it is left in peace.
    """

    def __init__(self, stack: Stack, victims: Sequence[str], interval_seconds: float, most: int = sys.maxsize) -> None:
        super().__init__()
        self.kills: Counter[str] = Counter()
        self._stack = stack
        self._victims = victims
        self._interval = interval_seconds
        self._most = most

    def work(self) -> None:
        for name in itertools.islice(itertools.cycle(self._victims), self._most):
            if self.stop.wait(self._interval * (1 + self.kills.total())):
                return
            self._stack.processes[name].kill()
            self.kills[name] += 1
            self._stack.processes[name].start()

"""How much work a plan may cost. Checked at every step, so that no operation can hold a core."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from jetbridge.operation.model import Field
from jetbridge.planner.errors import too_complex

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.operation.model import Selection

# A step is one field looked at, some 4 microseconds; a group of fetches opened counts as several. An operation of 50
# fields over four subgraphs takes about 350 steps, so this is for thirty times as much and ends a hostile one in time.
DEFAULT_STEPS = 10_000
DEFAULT_SECONDS = 2.0
DEFAULT_SELECTIONS = 10_000
# Asking the clock costs as much as a step, so it is asked only now and then.
_STEPS_BETWEEN_LOOKS = 256


class Budget:
    """A deadline in CPU time of this thread, a number of steps, and a number of selections."""

    def __init__(
        self,
        *,
        steps: int = DEFAULT_STEPS,
        seconds: float = DEFAULT_SECONDS,
        selections: int = DEFAULT_SELECTIONS,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self._left = steps
        self._selections = selections
        self._clock = clock
        self._deadline = clock() + seconds
        self._next_look = max(0, steps - _STEPS_BETWEEN_LOOKS)

    def spend(self, steps: int = 1) -> None:
        """Take note of `steps` more; raises `PlanningError` once too many or too late."""
        self._left -= steps
        if self._left < self._next_look:
            self._look()

    def check_size(self, selections: tuple[Selection, ...]) -> None:
        """Refuse an operation that is too large before any of it is planned."""
        left = self._selections
        waiting = [selections]
        while waiting:
            for selection in waiting.pop():
                left -= 1
                if isinstance(selection, Field) and not selection.selections:
                    continue
                waiting.append(selection.selections)
            if left < 0:
                raise too_complex(f"it selects more than {self._selections} fields")

    def _look(self) -> None:
        self._next_look = max(0, self._left - _STEPS_BETWEEN_LOOKS)
        if self._left < 0:
            raise too_complex("it has too many possible paths")
        if self._clock() > self._deadline:
            raise too_complex("the time allowed is over")

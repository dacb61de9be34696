"""Events that may come by the thousand -> a line in the log now and then that tells how many there were."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Seldom:
    """One kind of event: its first is told at once, the others together, once in `seconds`."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._told_at = float("-inf")
        self._untold = 0

    def count(self) -> int | None:
        """One more. How many to tell of now, itself among them; None for silence."""
        self._untold += 1
        now = self._clock()
        if abs(now - self._told_at) < self._seconds:  # a clock of the day may be set back
            return None
        self._told_at = now
        untold, self._untold = self._untold, 0
        return untold

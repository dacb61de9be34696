"""How many requests may be under way at once: few enough for the processor's cache and for memory, enough to be busy.

Of small answers there is room for hundreds. Of large ones there is room for few, and how many are needed to keep the
process busy depends on how long subgraphs take: so while requests wait, the window grows when the process has been idle
and shrinks when it has been busy all the time.
"""

from __future__ import annotations

# Bytes of answers under way that there is always room for. What an answer is made of takes about six times as much.
ROOM_BYTES = 400_000
# So many requests there is always room for.
ALWAYS = 8
# How often the process is looked at while requests wait.
LOOK_SECONDS = 0.002
# Shares of the time since the last look that the process has worked.
IDLE, IDLE_THOUGH_LATE, BUSY = 0.8, 0.4, 0.95
# After so many busy looks in a row it shrinks by one. Slowly, because some of those under way may be long polls, which
# take a place and no work: with too few places for others the process would be idle now and then.
BUSY_LOOKS = 8
# Before there was an answer, and how much each one counts for the mean: about the last hundred do.
_FIRST_MEAN_BYTES = 16_000
_NEWEST = 1 / 64


class Window:
    __slots__ = ("_beyond", "_busy_looks", "_mean_bytes", "_step")

    def __init__(self) -> None:
        self._mean_bytes = float(_FIRST_MEAN_BYTES)
        self._beyond = 0
        self._step = 0
        self._busy_looks = 0

    def holds(self, under_way: int) -> bool:
        """Whether one more has room beside those `under_way`."""
        return under_way < ALWAYS or under_way < self.size

    @property
    def size(self) -> int:
        """How many requests may be under way."""
        return max(ALWAYS, ROOM_BYTES // (int(self._mean_bytes) + 1)) + self._beyond

    def note_answer(self, size: int, under_way: int, *, crowded: bool) -> None:
        """`crowded` says whether requests wait. Where none does, the window goes back to what is needed."""
        self._mean_bytes += (size - self._mean_bytes) * _NEWEST
        if self._beyond and not crowded and self.size > under_way + ALWAYS:
            self._beyond -= 1

    def adjust(self, under_way: int, worked_seconds: float, passed_seconds: float) -> None:
        """Called while requests wait. Who is called late has worked or was kept from working: that is not idle."""
        share = worked_seconds / passed_seconds
        idle = IDLE if passed_seconds < 2 * LOOK_SECONDS else IDLE_THOUGH_LATE
        self._busy_looks = self._busy_looks + 1 if share > BUSY else 0
        # What is under way leaves the process idle: subgraphs that take a second need hundreds, which are soon reached.
        self._step = self._step + 1 if share < idle else 0
        if self._step:
            self._beyond += max(0, under_way - self.size) + self._step
        elif self._busy_looks == BUSY_LOOKS:
            self._beyond = max(0, self._beyond - 1)
            self._busy_looks = 0

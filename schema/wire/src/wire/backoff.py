"""Wait between attempts: longer each time, a little random so that many clients do not come back together, for ever."""

import random
import threading


class Backoff:
    """Waits `first`, then twice that, up to `ceiling` seconds; `reset` after a success begins anew."""

    def __init__(self, first: float = 0.5, ceiling: float = 5.0) -> None:
        self._first = first
        self._ceiling = ceiling
        self._next = first

    def reset(self) -> None:
        self._next = self._first

    def next_seconds(self) -> float:
        seconds = self._next * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        self._next = min(self._next * 2, self._ceiling)
        return seconds

    def wait(self, stop: threading.Event) -> None:
        """Returns early when `stop` is set."""
        stop.wait(self.next_seconds())

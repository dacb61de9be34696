"""Wait for reservations to change: many waiting requests, one small query in a while for all of them together.

A waiting request holds one of the server's threads, so only `capacity` may wait at once; one more returns at once and
its client polls. The worker that changes a reservation is another process, which is why this asks the database.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from wire.backoff import Backoff

INTERVAL_SECONDS = 0.1

log = logging.getLogger(__name__)

FindVersions = Callable[[Collection[str]], Mapping[str, int]]


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    reservation_id: str
    version: int
    changed: threading.Event = field(default_factory=threading.Event)


class VersionWatch:
    def __init__(
        self, find_versions: FindVersions, *, capacity: int, interval_seconds: float = INTERVAL_SECONDS
    ) -> None:
        self._find_versions = find_versions
        self._capacity = capacity
        self._interval = interval_seconds
        self._waiters: set[_Waiter] = set()
        self._lock = threading.Lock()
        self._is_watching = False

    @property
    def waiting(self) -> int:
        return len(self._waiters)

    def wait(self, reservation_id: str, known_version: int, seconds: float) -> None:
        waiter = _Waiter(reservation_id, known_version)
        if not self._enter(waiter):
            return
        try:
            waiter.changed.wait(seconds)
        finally:
            with self._lock:
                self._waiters.discard(waiter)

    def _enter(self, waiter: _Waiter) -> bool:
        with self._lock:
            if len(self._waiters) >= self._capacity:
                return False
            self._waiters.add(waiter)
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._watch, name="version-watch", daemon=True).start()
            return True

    def _watch(self) -> None:
        """Until nobody waits any more."""
        pause, trouble = threading.Event(), Backoff(self._interval)
        while waiters := self._current():
            try:
                self._notify(waiters)
                trouble.reset()
                pause.wait(self._interval)
            except Exception as error:  # the database is away: those who wait are answered when their time is over
                log.warning("versions not read, trying again", extra={"error": repr(error)})
                trouble.wait(pause)

    def _current(self) -> list[_Waiter]:
        with self._lock:
            self._is_watching = bool(self._waiters)
            return list(self._waiters)

    def _notify(self, waiters: list[_Waiter]) -> None:
        versions = self._find_versions({waiter.reservation_id for waiter in waiters})
        for waiter in waiters:
            if versions.get(waiter.reservation_id) != waiter.version:
                waiter.changed.set()

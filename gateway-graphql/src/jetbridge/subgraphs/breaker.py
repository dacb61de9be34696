"""Circuit breaker of one subgraph: outcomes in, whether to try at all out.

Closed: everything passes. `failures` in a row open it: nothing passes for `open_seconds`. Then it is half open: one
request passes as a probe, and its outcome closes or opens the breaker again. The clock is the caller's.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from jetbridge.config.subgraphs import Breaker


class CircuitBreaker:
    __slots__ = ("_failures", "_opened_at", "_probing_since", "_settings", "is_untroubled")

    def __init__(self, settings: Breaker) -> None:
        self._settings = settings
        self._failures = 0
        self._opened_at: float | None = None
        self._probing_since: float | None = None
        # Closed, and the last outcome was a success: what every call asks for.
        self.is_untroubled = True

    def allows(self, now: float) -> bool:
        """Whether a request may go now. True while half open makes that request the probe."""
        if self._opened_at is None:
            return True
        if now - self._opened_at < self._settings.open_seconds:
            return False
        # A probe that never reports (its caller gave up) must not keep the breaker open for ever.
        if self._probing_since is not None and now - self._probing_since < self._settings.open_seconds:
            return False
        self._probing_since = now
        return True

    @property
    def is_closed(self) -> bool:
        return self._opened_at is None

    def retry_after_seconds(self, now: float) -> int:
        if self._opened_at is None:
            return 1
        return max(1, math.ceil(self._opened_at + self._settings.open_seconds - now))

    def succeeded(self) -> None:
        self._failures = 0
        self._opened_at = None
        self._probing_since = None
        self.is_untroubled = True

    def failed(self, now: float) -> None:
        self.is_untroubled = False
        self._failures += 1
        if self._settings.enabled and self._failures >= self._settings.failures:
            self._opened_at = now
            self._probing_since = None

    def state(self, now: float) -> Literal["closed", "open", "half_open"]:
        if self._opened_at is None:
            return "closed"
        return "open" if now - self._opened_at < self._settings.open_seconds else "half_open"


class RetryBudget:
    """Bounds retries to a share of the requests, so that they cannot multiply the load on a failing subgraph."""

    __slots__ = ("_deposit", "_tokens")

    # Enough for a quiet gateway to retry at all.
    RESERVE = 10.0

    def __init__(self, percent: int) -> None:
        self._deposit = percent / 100
        self._tokens = self.RESERVE if percent else 0.0

    def request_sent(self) -> None:
        if self._tokens < self.RESERVE:
            self._tokens = min(self.RESERVE, self._tokens + self._deposit)

    def take(self) -> bool:
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

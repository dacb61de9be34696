"""At most so many requests in so much time, per client address, claim or header. RATE_LIMITED with `retry-after`.

The generic cell rate algorithm: one number for each key, the time at which its allowance will be whole again. A burst
of the whole allowance is fine; after it, requests pass at the even rate. Kept per worker, with a bound on the keys.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jetbridge.config.callers import RateLimit
    from jetbridge.security.caller import Caller

# A flood of new keys forgets the oldest ones; it cannot fill the memory.
MAX_KEYS = 100_000
# Longer ones, which are a client's to write, are kept as their hash.
MAX_KEY_CHARACTERS = 64


class RateLimits:
    """`clock` counts seconds, monotonically."""

    def __init__(self, settings: tuple[RateLimit, ...], clock: Callable[[], float]) -> None:
        self._limits = [_Limit(each) for each in settings]
        self._clock = clock

    def check(self, headers: Mapping[bytes, bytes], client: str, caller: Caller) -> None:
        """Count this request; raise if it is one too many."""
        for limit in self._limits:
            key = limit.find_key(headers, client, caller)
            if key is not None:
                limit.count(key, self._clock())


class _Limit:
    def __init__(self, settings: RateLimit) -> None:
        self._kind, _, self._name = settings.by.partition(":")
        self._requests = settings.requests
        self._window = settings.seconds
        self._interval = settings.seconds / settings.requests
        self._whole_again_at: dict[str, float] = {}

    def find_key(self, headers: Mapping[bytes, bytes], client: str, caller: Caller) -> str | None:
        """What the request is counted under; None where it lacks the claim or header."""
        match self._kind:
            case "ip":
                return client
            case "claim":
                claims = caller.claims or {}
                value = claims.get(self._name)
                # Another issuer may say the same of somebody else.
                return None if value is None else _shorten(f"{value} of {claims.get('iss')}")
            case _:
                header = headers.get(self._name.lower().encode("ascii"))
                return None if header is None else _shorten(header.decode("latin-1"))

    def count(self, key: str, now: float) -> None:
        whole_again_at = max(self._whole_again_at.pop(key, now), now) + self._interval
        wait = whole_again_at - now - self._window
        if wait > 1e-9:
            self._whole_again_at[key] = whole_again_at - self._interval
            seconds = max(1, math.ceil(wait))
            message = f"More than {self._requests} requests in {self._window:g} s; try again in {seconds} s."
            raise GatewayError("RATE_LIMITED", message, retry_after=seconds)
        self._whole_again_at[key] = whole_again_at
        if len(self._whole_again_at) > MAX_KEYS:
            del self._whole_again_at[next(iter(self._whole_again_at))]


def _shorten(key: str) -> str:
    if len(key) <= MAX_KEY_CHARACTERS:
        return key
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()

"""Waiting for what other processes do: it is looked at again and again until it is so."""

from __future__ import annotations

import time
from collections.abc import Callable

BETWEEN_LOOKS_SECONDS = 0.1
# Longer than a loaded machine takes for anything a test waits for.
PATIENCE_SECONDS = 120


def wait_for(is_so: Callable[[], bool], patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Raises TimeoutError when it is not so in time."""
    deadline = time.monotonic() + patience_seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so after {patience_seconds:.0f} s")
        time.sleep(BETWEEN_LOOKS_SECONDS)

"""Numbers for flights that tests put on sale beside the real ones."""

from __future__ import annotations

import itertools

# The large airlines have none so high, and nobody has one above 9999.
_numbers = itertools.count(7000)


def take_flight_number() -> str:
    """One that nobody else in this process has: drawn at random, two of a hundred flights are often the same."""
    return str(next(_numbers))

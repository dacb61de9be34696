"""What several folders of tests share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeAlias

import pytest

CountCalls: TypeAlias = Callable[[Callable[[], object]], int]


@pytest.fixture
def count_calls() -> CountCalls:
    """How many calls of functions, Python's and C's, something makes: a measure of work no busy machine can change."""

    def count(work: Callable[[], object]) -> int:
        calls = 0

        def note(frame: object, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            work()
        finally:
            sys.setprofile(before)
        return calls

    return count

"""What long runs have seen and measured, at the end of a pytest run: a passed test alone does not say how much it was.
Loaded as a pytest plugin by the root configuration.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import pytest

RecordFigures: TypeAlias = Callable[[str], None]


class CountFigures(Protocol):
    def __call__(self, **counts: int) -> None: ...


@pytest.fixture
def record_figures(record_property: Callable[[str, object], None]) -> RecordFigures:
    """Takes a sentence for the summary."""
    return lambda sentence: record_property("figures", sentence)


@pytest.fixture
def count_figures(record_property: Callable[[str, object], None]) -> CountFigures:
    """Takes numbers by their name, to be added up over all cases of the test."""
    return lambda **counts: record_property("counts", counts)


@dataclass
class _Told:
    """By all cases of one test."""

    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    sentences: list[str] = field(default_factory=list)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [one for group in terminalreporter.stats.values() for one in group if isinstance(one, pytest.TestReport)]
    told = {test: one for test, one in collect(reports).items() if one.counts or one.sentences}
    if not told:
        return
    terminalreporter.section("figures")
    for test, one in told.items():
        terminalreporter.line(f"{test}: {one.seconds:.0f} s")
        counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in one.counts.items())
        for line in (counts, *one.sentences) if counts else one.sentences:
            terminalreporter.line(f"    {line}")


def collect(reports: Iterable[pytest.TestReport]) -> dict[str, _Told]:
    """By test, its cases together."""
    told: dict[str, _Told] = {}
    for report in reports:
        test, _, case = report.nodeid.partition("[")
        one = told.setdefault(test, _Told())
        one.seconds += report.duration
        # The report of the last phase has all that was recorded in the phases before it, too.
        for name, value in report.user_properties if report.when == "teardown" else ():
            if name == "counts" and isinstance(value, dict):
                one.counts.update(value)
            elif name == "figures":
                one.sentences.append(f"[{case} {value}" if case else str(value))
    return told

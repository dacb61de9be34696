"""A schedule file that staff have sent in, and how far it has been carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from flight_service.domain.cabin import Cabin
from flight_service.domain.money import Money
from flight_service.domain.schedule_file import ScheduleFileFormat

# What more there are, the preview of the same file shows.
MOST_PROBLEMS = 100


class ImportState(StrEnum):
    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class Outcome(StrEnum):
    """Of one flight that a file has, or no longer has."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    CANCELLED = "CANCELLED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """What was asked for. `fares` are for flights whose price nothing else says. Absent flights are those on sale under
    the file's designators, in its periods, that it does not have; `absent` are the ids of those to cancel, as staff saw
    them: who creates such a flight afterwards wants it.
    """

    id: str
    file_name: str
    form: ScheduleFileFormat
    text: str
    fares: Mapping[Cabin, Money]
    cancels_absent: bool
    absent: frozenset[str]
    user_id: str
    requested_at: datetime
    lines: int
    flights: int

    @property
    def place(self) -> str:
        """Where it stands in time, to the millisecond, which is what databases keep."""
        return f"{self.requested_at.astimezone(UTC).isoformat(timespec='milliseconds')} {self.id}"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """`flight_id` is None where the whole line is the problem, `line` 0 where the file does not have the flight."""

    line: int
    flight_id: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleImport:
    """Carried out line by line: `lines_done`, and of the next one `flights_done`. `tries` counts takings in vain."""

    order: ImportOrder
    state: ImportState = ImportState.WAITING
    lines_done: int = 0
    flights_done: int = 0
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    problems: tuple[ImportProblem, ...] = ()
    tries: int = 0
    finished_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    def count(self, outcome: Outcome) -> int:
        return self.counts.get(outcome, 0)

    def with_outcome(self, outcome: Outcome) -> ScheduleImport:
        return replace(self, counts={**self.counts, outcome: self.count(outcome) + 1})

    def with_problem(self, problem: ImportProblem) -> ScheduleImport:
        return replace(self, problems=(*self.problems, problem)[:MOST_PROBLEMS])

    def taken(self) -> ScheduleImport:
        return replace(self, state=ImportState.RUNNING, tries=self.tries + 1, version=self.version + 1)

    def saved(self) -> ScheduleImport:
        """Something came of it, so it is no longer in vain."""
        return replace(self, tries=0, version=self.version + 1)

    def finished(self, state: ImportState, at: datetime) -> ScheduleImport:
        return replace(self, state=state, finished_at=at)

"""A worker carries a schedule file out, some flights at a time, and writes down how far it has come.

What a process that died had done before it wrote that down is found done, so nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from flight_service.domain.flight import Flight
from flight_service.domain.ports import Announce, AuditEntry, Clock
from flight_service.domain.schedule import Schedule, build_schedule_id
from flight_service.domain.schedule_file import LineRefused, ScheduleLine, read_schedule_file
from flight_service.domain.schedule_import import ImportOrder, ImportProblem, ImportState, Outcome, ScheduleImport
from flight_service.usecases.decide_import import PlannedFlight
from flight_service.usecases.import_flight import cancel_absent_flight, import_flight
from flight_service.usecases.keep_schedule import keep_schedule, leave_flights
from flight_service.usecases.plan_import import ImportPlan, PlannedLine, plan_import
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores

# A worker that has not been heard of for so long has died; another goes on.
_LEASE = timedelta(seconds=60)
# Between two writes of how far it has come: a second or two of work.
FLIGHTS_AT_A_TIME = 40
# Of those at once: creating a flight is nearly all waiting for the disk.
_AT_ONCE = 8
# A file that ends its worker each time, without one flight done, would do so for ever.
_MOST_TRIES = 5
_NO_LINE = 0

_One = TypeVar("_One")


class _TakenByAnotherError(Exception):
    """This worker was too slow; who has it now goes on."""


def run_next_import(stores: Stores, announce: Announce, clock: Clock, is_stopping: Callable[[], bool]) -> bool:
    """False when none is waiting. One that is stopped in the middle is free for the next worker at once."""
    taken = stores.schedule_imports.take(clock(), clock() + _LEASE)
    if taken is None:
        return False
    with suppress(_TakenByAnotherError), ThreadPoolExecutor(_AT_ONCE) as pool:
        _Run(stores, announce, clock, is_stopping, pool, taken).carry_out()
    return True


class _Run:
    def __init__(
        self,
        stores: Stores,
        announce: Announce,
        clock: Clock,
        is_stopping: Callable[[], bool],
        pool: ThreadPoolExecutor,
        taken: ScheduleImport,
    ) -> None:
        self._stores = stores
        self._announce = announce
        self._clock = clock
        self._is_stopping = is_stopping
        self._pool = pool
        self._import = taken
        self._order = taken.order
        self._staff = StaffMember(taken.order.user_id)

    def carry_out(self) -> None:
        if self._import.tries > _MOST_TRIES:
            self._finish(ImportState.FAILED)
            return
        lines = read_schedule_file(self._order.text, self._order.form)
        # As of when it was sent in: so a line has the same flights whenever it is taken up again.
        plan = plan_import(self._stores, lines, self._order.fares, self._order.requested_at)
        is_done = all(self._carry_out_line(line) for line in plan.lines[self._import.lines_done :])
        if is_done and self._cancel_absent(plan):
            self._finish(ImportState.DONE)
        else:
            self._save(until=self._clock())

    def _carry_out_line(self, line: PlannedLine) -> bool:
        """False when the worker stops before the line is done."""
        if message := line.line.message if isinstance(line.line, LineRefused) else line.message:
            self._import = self._import.with_problem(ImportProblem(line.line.number, None, message))
        schedule = self._keep_schedule(line)
        left: set[str] = set()
        for some in _split(line.flights[self._import.flights_done :]):
            if self._is_stopping():
                self._leave(left, schedule)
                return False
            planned = [_plan_by(schedule, one) for one in some]
            results = list(self._pool.map(self._import_flight, planned))
            left |= self._assign(results, schedule)
            for done in results:
                self._count(done)
            self._save(until=self._clock() + _LEASE)
        self._leave(left, schedule)
        self._import = replace(self._import, lines_done=self._import.lines_done + 1, flights_done=0)
        return True

    def _keep_schedule(self, line: PlannedLine) -> Schedule | None:
        """A line of which nothing changes makes none, and changes none."""
        changing = [one for one in line.flights if one.outcome in (Outcome.CREATED, Outcome.CHANGED)]
        if not changing or not isinstance(line.line, ScheduleLine):
            return None
        current = [one.current for one in line.flights if one.current is not None]
        new = changing[0].new
        pattern = replace(line.line.pattern, aircraft_type=new.aircraft_type)
        new_id = build_schedule_id(f"{self._order.id} {line.line.number}")
        return keep_schedule(self._stores, new_id, pattern, new.cabins, current, self._staff, self._clock())

    def _assign(self, done: Sequence[PlannedFlight], schedule: Schedule | None) -> set[str]:
        """The schedules that flights had before."""
        if schedule is None:
            return set()
        there = [one.current for one in done if one.outcome is not Outcome.REFUSED and one.current is not None]
        others = [flight for flight in there if flight.schedule_id != schedule.id]
        self._stores.flights.assign([flight.id for flight in others], schedule.id)
        return {flight.schedule_id for flight in others if flight.schedule_id}

    def _leave(self, schedule_ids: Collection[str], to: Schedule | None) -> None:
        """Before the worker stops, too: whoever takes the line up again finds its flights where they are now."""
        if to is not None:
            leave_flights(self._stores, schedule_ids, to, self._staff, self._clock())

    def _import_flight(self, planned: PlannedFlight) -> PlannedFlight:
        return import_flight(self._stores, planned, self._staff, self._announce, self._clock())

    def _count(self, done: PlannedFlight) -> None:
        self._import = replace(self._import.with_outcome(done.outcome), flights_done=self._import.flights_done + 1)
        if done.outcome is Outcome.REFUSED:
            self._import = self._import.with_problem(ImportProblem(done.line, done.id, done.message))

    def _cancel_absent(self, plan: ImportPlan) -> bool:
        """False when the worker stops before. Those that were cancelled before are no longer among them."""
        for some in _split([flight for flight in plan.absent if flight.id in self._order.absent]):
            if self._is_stopping():
                return False
            for flight, refusal in zip(some, self._pool.map(self._cancel, some), strict=True):
                if refusal is None:
                    self._import = self._import.with_outcome(Outcome.CANCELLED)
                else:
                    self._import = self._import.with_problem(ImportProblem(_NO_LINE, flight.id, refusal))
            self._save(until=self._clock() + _LEASE)
        return True

    def _cancel(self, flight: Flight) -> str | None:
        return cancel_absent_flight(self._stores, flight, self._staff, self._announce, self._clock())

    def _save(self, *, until: datetime) -> None:
        self._import = self._import.saved()
        if not self._stores.schedule_imports.save(self._import, until):
            raise _TakenByAnotherError

    def _finish(self, state: ImportState) -> None:
        now = self._clock()
        self._import = self._import.finished(state, now)
        # On record first: it is written once, and a worker that dies here leaves the end to the next.
        self._stores.audit.record(_build_act(self._order, self._import, now))
        self._save(until=now)


def _plan_by(schedule: Schedule | None, planned: PlannedFlight) -> PlannedFlight:
    return replace(planned, new=replace(planned.new, schedule_id=schedule.id)) if schedule else planned


def _split(many: Sequence[_One]) -> Iterator[list[_One]]:
    rest = iter(many)
    while some := list(islice(rest, FLIGHTS_AT_A_TIME)):
        yield some


def _build_act(order: ImportOrder, done: ScheduleImport, now: datetime) -> AuditEntry:
    counts = {outcome.lower(): str(done.count(outcome)) for outcome in Outcome}
    action = "schedule_imported" if done.state is ImportState.DONE else "schedule_import_failed"
    return AuditEntry(order.id, 2, order.user_id, action, now, {"file": order.file_name, **counts})

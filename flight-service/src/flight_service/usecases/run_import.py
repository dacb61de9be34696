"""A worker carries a schedule file out, flight by flight, and writes down how far it has come.

Every flight is created or changed as by the hand of whoever sent the file: with its record and its announcement. What a
process that died had done before it wrote that down is found done, so nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from flight_service.domain.errors import ClientError
from flight_service.domain.flight import Flight
from flight_service.domain.ports import Announce, AuditEntry, Clock
from flight_service.domain.schedule_file import LineRefused, read_schedule_file
from flight_service.domain.schedule_import import ImportOrder, ImportProblem, ImportState, Outcome, ScheduleImport
from flight_service.usecases.create_flight import create_flight
from flight_service.usecases.decide_import import PlannedFlight, decide_flight
from flight_service.usecases.plan_import import ImportPlan, PlannedLine, is_swap, plan_import
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores
from flight_service.usecases.swap_aircraft import SwapRefused, swap_aircraft
from flight_service.usecases.update_flight import FlightChanges, cancel_flight, update_flight

# A worker that has not been heard of for so long has died; another goes on.
_LEASE = timedelta(seconds=60)
# Between two writes of how far it has come: a few seconds of work.
_FLIGHTS_A_SAVE = 50
# A file that ends its worker each time, without one flight done, would do so for ever.
_MOST_TRIES = 5
_NO_LINE = 0


class _TakenByAnotherError(Exception):
    """This worker was too slow; who has it now goes on."""


def run_next_import(stores: Stores, announce: Announce, clock: Clock, is_stopping: Callable[[], bool]) -> bool:
    """False when none is waiting. One that is stopped in the middle is free for the next worker at once."""
    taken = stores.schedule_imports.take(clock(), clock() + _LEASE)
    if taken is None:
        return False
    with suppress(_TakenByAnotherError):
        _Run(stores, announce, clock, is_stopping, taken).carry_out()
    return True


class _Run:
    def __init__(
        self,
        stores: Stores,
        announce: Announce,
        clock: Clock,
        is_stopping: Callable[[], bool],
        taken: ScheduleImport,
    ) -> None:
        self._stores = stores
        self._announce = announce
        self._clock = clock
        self._is_stopping = is_stopping
        self._import = taken
        self._order = taken.order
        self._staff = StaffMember(taken.order.user_id)
        self._unsaved = 0

    def carry_out(self) -> None:
        if self._import.tries > _MOST_TRIES:
            self._finish(ImportState.FAILED)
            return
        lines = read_schedule_file(self._order.text, self._order.form)
        # As of when it was sent in: so a line has the same flights whenever it is taken up again.
        plan = plan_import(self._stores, lines, self._order.fares, self._order.requested_at)
        for line in plan.lines[self._import.lines_done :]:
            if not self._carry_out_line(line):
                self._save(self._clock())
                return
        if self._order.cancels_absent and not self._cancel_absent(plan):
            self._save(self._clock())
            return
        self._finish(ImportState.DONE)

    def _carry_out_line(self, line: PlannedLine) -> bool:
        """False when the worker stops before the line is done."""
        if message := line.line.message if isinstance(line.line, LineRefused) else line.message:
            self._import = self._import.with_problem(ImportProblem(line.line.number, None, message))
        for flight in line.flights[self._import.flights_done :]:
            if self._is_stopping():
                return False
            self._count(self._carry_out_flight(flight))
        self._import = replace(self._import, lines_done=self._import.lines_done + 1, flights_done=0)
        return True

    def _count(self, done: PlannedFlight) -> None:
        self._import = replace(self._import.with_outcome(done.outcome), flights_done=self._import.flights_done + 1)
        if done.outcome is Outcome.REFUSED:
            self._import = self._import.with_problem(ImportProblem(done.line, done.id, done.message))
        self._save_now_and_then()

    def _save_now_and_then(self) -> None:
        self._unsaved += 1
        if self._unsaved >= _FLIGHTS_A_SAVE:
            self._save(self._clock() + _LEASE)

    def _carry_out_flight(self, planned: PlannedFlight) -> PlannedFlight:
        if planned.outcome in (Outcome.UNCHANGED, Outcome.REFUSED):
            return planned
        now = self._clock()
        try:
            current = self._stores.flights.find(planned.id)
            decided = decide_flight(self._stores.reference, planned.line, planned.new, current, now)
            if decided.outcome is Outcome.CREATED:
                create_flight(self._stores, decided.new, self._staff, self._announce, now)
            elif decided.outcome is Outcome.CHANGED and current is not None:
                self._change(decided, current, now)
        except ClientError as refusal:
            return replace(planned, outcome=Outcome.REFUSED, message=refusal.message)
        return decided

    def _change(self, decided: PlannedFlight, current: Flight, now: datetime) -> None:
        """The aircraft first: where it does not fit, nothing changes."""
        if is_swap(decided):
            code = decided.new.aircraft_type or ""
            swapped = swap_aircraft(self._stores, current.id, code, current.version, self._staff, self._announce, now)
            if isinstance(swapped, SwapRefused):
                raise ClientError(swapped.message)
            current = swapped
        changes = FlightChanges(
            departs_at=decided.new.departs_at, arrives_at=decided.new.arrives_at, expected_version=current.version
        )
        if (current.departs_at, current.arrives_at) != (changes.departs_at, changes.arrives_at):
            update_flight(self._stores, current.id, changes, self._staff, self._announce, now)

    def _cancel_absent(self, plan: ImportPlan) -> bool:
        """False when the worker stops before. Those that were cancelled before are no longer among them."""
        for flight in plan.absent:
            if self._is_stopping():
                return False
            self._import = self._cancel(flight)
            self._save_now_and_then()
        return True

    def _cancel(self, flight: Flight) -> ScheduleImport:
        reason = "no longer in the schedule"
        try:
            cancel_flight(self._stores, flight.id, reason, self._staff, self._announce, self._clock())
        except ClientError as refusal:
            return self._import.with_problem(ImportProblem(_NO_LINE, flight.id, refusal.message))
        return self._import.with_outcome(Outcome.CANCELLED)

    def _save(self, until: datetime) -> None:
        self._import, self._unsaved = self._import.saved(), 0
        if not self._stores.schedule_imports.save(self._import, until):
            raise _TakenByAnotherError

    def _finish(self, state: ImportState) -> None:
        now = self._clock()
        self._import = self._import.finished(state, now)
        # On record first: it is written once, and a worker that dies here leaves the end to the next.
        self._stores.audit.record(_build_act(self._order, self._import, now))
        self._save(now)


def _build_act(order: ImportOrder, done: ScheduleImport, now: datetime) -> AuditEntry:
    counts = {outcome.lower(): str(done.count(outcome)) for outcome in Outcome}
    action = "schedule_imported" if done.state is ImportState.DONE else "schedule_import_failed"
    return AuditEntry(order.id, 2, order.user_id, action, now, {"file": order.file_name, **counts})

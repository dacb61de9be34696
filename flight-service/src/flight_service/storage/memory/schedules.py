"""Schedules in a dictionary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from flight_service.domain.ports import AuditEntry, ScheduleFilter
from flight_service.domain.schedule import Schedule


class InMemorySchedules:
    def __init__(self) -> None:
        self._schedules: dict[str, Schedule] = {}
        self._acts: defaultdict[str, list[AuditEntry]] = defaultdict(list)

    def find(self, schedule_id: str) -> Schedule | None:
        return self._schedules.get(schedule_id)

    def find_many(self, schedule_ids: Collection[str]) -> Mapping[str, Schedule]:
        return {one: self._schedules[one] for one in schedule_ids if one in self._schedules}

    def list(self, wanted: ScheduleFilter, limit: int, *, after: str | None = None) -> Sequence[Schedule]:
        found = (one for one in self._schedules.values() if _matches(one, wanted))
        return sorted((one for one in found if after is None or one.place > after), key=lambda one: one.place)[:limit]

    def add(self, schedule: Schedule, act: AuditEntry) -> bool:
        if schedule.id in self._schedules:
            return False
        self._keep(schedule, act)
        return True

    def replace(self, schedule: Schedule, act: AuditEntry) -> bool:
        before = self._schedules.get(schedule.id)
        if before is None or before.version != schedule.version - 1:
            return False
        self._keep(schedule, act)
        return True

    def acts(self, schedule_id: str) -> Sequence[AuditEntry]:
        return [*self._acts[schedule_id]]

    def _keep(self, schedule: Schedule, act: AuditEntry) -> None:
        self._schedules[schedule.id] = schedule
        self._acts[schedule.id].append(act)


def _matches(schedule: Schedule, wanted: ScheduleFilter) -> bool:
    pattern = schedule.pattern
    compared = (
        (pattern.airline, wanted.airline),
        (pattern.designator, wanted.designator),
        (pattern.origin, wanted.origin),
        (pattern.destination, wanted.destination),
    )
    return (
        all(expected in (None, actual) for actual, expected in compared)
        and (wanted.first_day is None or pattern.last_day >= wanted.first_day)
        and (wanted.last_day is None or pattern.first_day <= wanted.last_day)
    )

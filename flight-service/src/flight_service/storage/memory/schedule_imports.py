"""Schedule imports in a dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flight_service.domain.schedule_import import ScheduleImport


class InMemoryScheduleImports:
    def __init__(self) -> None:
        self._imports: dict[str, ScheduleImport] = {}
        self._taken_until: dict[str, datetime] = {}

    def add(self, wanted: ScheduleImport) -> None:
        self._imports[wanted.order.id] = wanted
        self._taken_until[wanted.order.id] = wanted.order.requested_at

    def find(self, import_id: str) -> ScheduleImport | None:
        return self._imports.get(import_id)

    def newest(self, limit: int, *, before: str | None = None) -> Sequence[tuple[str, ScheduleImport]]:
        placed = ((one.order.place, one) for one in self._imports.values())
        wanted = [(place, _without_text(one)) for place, one in placed if before is None or place < before]
        return sorted(wanted, key=lambda one: one[0], reverse=True)[:limit]

    def count_open(self) -> int:
        return sum(one.is_open for one in self._imports.values())

    def take(self, now: datetime, until: datetime) -> ScheduleImport | None:
        free = (one for one in self._imports.values() if one.is_open and self._taken_until[one.order.id] <= now)
        found = min(free, key=lambda one: one.order.place, default=None)
        if found is None:
            return None
        taken = found.taken()
        self._imports[taken.order.id], self._taken_until[taken.order.id] = taken, until
        return taken

    def save(self, changed: ScheduleImport, until: datetime) -> bool:
        stored = self._imports.get(changed.order.id)
        if stored is None or stored.version != changed.version - 1:
            return False
        self._imports[changed.order.id], self._taken_until[changed.order.id] = changed, until
        return True


def _without_text(one: ScheduleImport) -> ScheduleImport:
    return replace(one, order=replace(one.order, text=""))

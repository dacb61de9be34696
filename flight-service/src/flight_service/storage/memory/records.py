"""The small stores, in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.hold_request import Segment
from flight_service.domain.ports import AskedFor, AuditEntry, DeadLetter, OutboxEntry
from flight_service.domain.refusal import RefusalCode


class InMemoryUnknownCabinRefusals:
    def __init__(self) -> None:
        self._recorded: set[tuple[str, str, str]] = set()
        self.outbox: list[OutboxEntry] = []

    def find_recorded(self, asked: Collection[AskedFor]) -> Collection[AskedFor]:
        return {one for one in asked if _to_key(*one) in self._recorded}

    def record(self, segment: Segment, hold_id: str, code: RefusalCode, entry: OutboxEntry) -> bool:
        if _to_key(segment, hold_id) in self._recorded:
            return False
        self._recorded.add(_to_key(segment, hold_id))
        self.outbox.append(entry)
        return True


def _to_key(segment: Segment, hold_id: str) -> tuple[str, str, str]:
    return segment.flight_id, segment.cabin, hold_id


class InMemoryAuditTrail:
    def __init__(self) -> None:
        self._entries: dict[tuple[str, int], AuditEntry] = {}

    def record(self, entry: AuditEntry) -> None:
        self._entries.setdefault((entry.subject_id, entry.version), entry)

    def of_flight(self, flight_id: str) -> list[AuditEntry]:
        subjects = {flight_id, *(str(CabinKey(flight_id, cabin)) for cabin in Cabin)}
        found = (entry for entry in self._entries.values() if entry.subject_id in subjects)
        return sorted(found, key=lambda entry: (entry.at, entry.version))

    def newest(self, limit: int, *, before: str | None = None, user_id: str | None = None) -> list[AuditEntry]:
        wanted = (
            entry
            for entry in self._entries.values()
            if user_id in (None, entry.user_id) and (before is None or entry.place < before)
        )
        return sorted(wanted, key=lambda entry: entry.place, reverse=True)[:limit]


class InMemoryLoadedDays:
    def __init__(self) -> None:
        self._complete: set[tuple[str, date]] = set()

    def is_complete(self, data_set: str, day: date) -> bool:
        return (data_set, day) in self._complete

    def mark_complete(self, data_set: str, day: date) -> None:
        self._complete.add((data_set, day))


class InMemoryRoutes:
    def __init__(self) -> None:
        self._routes: set[tuple[str, str]] = set()

    def destinations_from(self, origin: str) -> frozenset[str]:
        return frozenset(end for start, end in self._routes if start == origin)

    def origins_to(self, destination: str) -> frozenset[str]:
        return frozenset(start for start, end in self._routes if end == destination)

    def add(self, routes: Collection[tuple[str, str]]) -> None:
        self._routes.update(routes)


class InMemoryDeadLetters:
    """A handler that is called directly has no inbox: what fails is raised."""

    def list(self, limit: int) -> Sequence[DeadLetter]:
        return []

    def replay(self, id: str) -> bool:
        return False

"""Schedules in MongoDB: one document each, with the acts that made it what it is. A list is a range of `place`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from flight_service.domain.cabin import Cabin
from flight_service.domain.ports import AuditEntry, ScheduleFilter
from flight_service.domain.schedule import Schedule, ScheduledCabin, ScheduleState
from flight_service.domain.schedule_file import Pattern
from flight_service.storage.mongo.documents import Document, from_audit, from_money, to_audit, to_money
from wire.database import in_portions

_WITHOUT_ACTS = {"acts": 0}
_LIST = "schedules"


class MongoSchedules:
    def __init__(self, database: Database[Document]) -> None:
        self._schedules = database["schedules"]

    def find(self, schedule_id: str) -> Schedule | None:
        document = self._schedules.find_one({"_id": schedule_id}, _WITHOUT_ACTS)
        return _from_schedule(document) if document else None

    def find_many(self, schedule_ids: Collection[str]) -> Mapping[str, Schedule]:
        some = in_portions(schedule_ids)
        found = (one for ids in some for one in self._schedules.find({"_id": ids}, _WITHOUT_ACTS))
        return {one["_id"]: _from_schedule(one) for one in found}

    def list(self, wanted: ScheduleFilter, limit: int, *, after: str | None = None) -> Sequence[Schedule]:
        where = _to_filter(wanted) | ({"place": {"$gt": after}} if after is not None else {})
        found = self._schedules.find(where, _WITHOUT_ACTS).sort("place", 1).limit(limit)
        return [_from_schedule(document) for document in found]

    def add(self, schedule: Schedule, act: AuditEntry) -> bool:
        try:
            self._schedules.insert_one({"_id": schedule.id, **_to_schedule(schedule), "acts": [to_audit(act)]})
        except DuplicateKeyError:
            return False
        return True

    def replace(self, schedule: Schedule, act: AuditEntry) -> bool:
        behind = {"_id": schedule.id, "version": schedule.version - 1}
        update: Document = {"$set": _to_schedule(schedule), "$push": {"acts": to_audit(act)}}
        return self._schedules.update_one(behind, update).modified_count == 1

    def acts(self, schedule_id: str) -> Sequence[AuditEntry]:
        document = self._schedules.find_one({"_id": schedule_id}, {"acts": 1})
        return [from_audit(act) for act in document["acts"]] if document else []


def _to_filter(wanted: ScheduleFilter) -> Document:
    """The period is compared within what an index finds: a designator has some, an airline some thousand."""
    equal = {
        "airline": wanted.airline,
        "designator": wanted.designator,
        "origin": wanted.origin,
        "destination": wanted.destination,
    }
    where: Document = {"list": _LIST} | {name: value for name, value in equal.items() if value is not None}
    if wanted.first_day is not None:
        where["last_day"] = {"$gte": wanted.first_day.isoformat()}
    if wanted.last_day is not None:
        where["first_day"] = {"$lte": wanted.last_day.isoformat()}
    return where


def _to_schedule(schedule: Schedule) -> Document:
    pattern = schedule.pattern
    return {
        "list": _LIST,
        "place": schedule.place,
        "designator": pattern.designator,
        "airline": pattern.airline,
        "flight_number": pattern.flight_number,
        "origin": pattern.origin,
        "destination": pattern.destination,
        "departs_at": pattern.departs_at,
        "arrives_at": pattern.arrives_at,
        "departs_after_days": pattern.departs_after_days,
        "arrives_after_days": pattern.arrives_after_days,
        "is_utc": pattern.is_utc,
        "first_day": pattern.first_day.isoformat(),
        "last_day": pattern.last_day.isoformat(),
        "weekdays": sorted(pattern.weekdays),
        "every_weeks": pattern.every_weeks,
        "aircraft_type": pattern.aircraft_type,
        "cabins": {
            cabin.value: {"capacity": one.capacity, "fare": to_money(one.fare)}
            for cabin, one in schedule.cabins.items()
        },
        "state": schedule.state.value,
        "version": schedule.version,
    }


def _from_schedule(document: Mapping[str, Any]) -> Schedule:
    return Schedule(
        id=document["_id"],
        pattern=Pattern(
            airline=document["airline"],
            flight_number=document["flight_number"],
            origin=document["origin"],
            destination=document["destination"],
            departs_at=document["departs_at"],
            arrives_at=document["arrives_at"],
            departs_after_days=document["departs_after_days"],
            arrives_after_days=document["arrives_after_days"],
            is_utc=document["is_utc"],
            first_day=date.fromisoformat(document["first_day"]),
            last_day=date.fromisoformat(document["last_day"]),
            weekdays=frozenset(document["weekdays"]),
            every_weeks=document["every_weeks"],
            aircraft_type=document["aircraft_type"],
        ),
        cabins={
            Cabin(cabin): ScheduledCabin(one["capacity"], from_money(one["fare"]))
            for cabin, one in document["cabins"].items()
        },
        state=ScheduleState(document["state"]),
        version=document["version"],
    )

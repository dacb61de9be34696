"""Audit trail, refusals of unknown cabins, and loaded days in MongoDB: written once per key and never changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.hold_request import Segment
from flight_service.domain.ports import AskedFor, AuditEntry, OutboxEntry
from flight_service.domain.refusal import RefusalCode
from flight_service.storage.mongo.documents import Document, from_audit, to_audit
from wire.database import in_portions


class MongoUnknownCabinRefusals:
    """The document carries its event the way inventories do, so the same relay sends it."""

    def __init__(self, database: Database[Document]) -> None:
        self._refusals = database["outbox"]

    def find_recorded(self, asked: Collection[AskedFor]) -> Collection[AskedFor]:
        by_id = {_refusal_id(*one): one for one in asked}
        found = (one for some in in_portions(by_id) for one in self._refusals.find({"_id": some}, {"_id": 1}))
        return [by_id[one["_id"]] for one in found]

    def record(self, segment: Segment, hold_id: str, code: RefusalCode, entry: OutboxEntry) -> bool:
        try:
            self._refusals.insert_one({"_id": _refusal_id(segment, hold_id), "code": code.value, "outbox": [entry]})
        except DuplicateKeyError:
            return False
        return True


class MongoAuditTrail:
    def __init__(self, database: Database[Document]) -> None:
        self._audit = database["audit"]

    def record(self, entry: AuditEntry) -> None:
        try:
            self._audit.insert_one(to_audit(entry))
        except DuplicateKeyError:
            return

    def of_flight(self, flight_id: str) -> list[AuditEntry]:
        subjects = [flight_id, *(str(CabinKey(flight_id, cabin)) for cabin in Cabin)]
        found = [from_audit(document) for document in self._audit.find({"flight_id": {"$in": subjects}})]
        return sorted(found, key=lambda entry: (entry.at, entry.version))

    def newest(self, limit: int, *, before: str | None = None, user_id: str | None = None) -> list[AuditEntry]:
        wanted: Document = {"user_id": user_id} if user_id else {"log": "staff"}
        if before is not None:
            wanted["place"] = {"$lt": before}
        return [from_audit(document) for document in self._audit.find(wanted).sort("place", -1).limit(limit)]


def _refusal_id(segment: Segment, hold_id: str) -> str:
    return f"{hold_id}:{segment.flight_id}:{segment.cabin}"


class MongoLoadedDays:
    def __init__(self, database: Database[Document]) -> None:
        self._schedule = database["schedule"]

    def is_complete(self, data_set: str, day: date) -> bool:
        return self._schedule.find_one({"_id": f"{data_set}:{day.isoformat()}"}) is not None

    def mark_complete(self, data_set: str, day: date) -> None:
        marked = {"_id": f"{data_set}:{day.isoformat()}"}
        self._schedule.update_one(marked, {"$set": {"complete": True}}, upsert=True)

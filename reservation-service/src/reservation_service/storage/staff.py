"""The back office's books in MongoDB: audit trail, dead letters of the inbox, how far travellers have read."""

from __future__ import annotations

import json
from datetime import datetime

from pymongo.database import Database

from reservation_service.domain.staff import AuditEntry, DeadLetter
from wire.database import Document
from wire.inbox import Inbox


class MongoAudit:
    def __init__(self, database: Database[Document]) -> None:
        self._collection = database["audit"]

    def ensure_indexes(self) -> None:
        # One log, read from its end: every entry has the same `log`, so that a page is a range of one index.
        self._collection.create_index([("log", 1), ("_id", -1)])
        self._collection.create_index([("user_id", 1), ("_id", -1)])
        self._collection.create_index([("target", 1), ("_id", -1)])

    def record(self, entry: AuditEntry) -> None:
        self._collection.insert_one(
            {
                "_id": entry.id,
                "log": "staff",
                "at": entry.at,
                "user_id": entry.user_id,
                "act": entry.act,
                "target": entry.target,
                "detail": entry.detail,
            }
        )

    def list(
        self, *, limit: int, before: str | None = None, user_id: str | None = None, target: str | None = None
    ) -> list[AuditEntry]:
        asked_for = {"user_id": user_id, "target": target}
        wanted: Document = {name: value for name, value in asked_for.items() if value} or {"log": "staff"}
        if before is not None:
            wanted["_id"] = {"$lt": before}
        return [
            AuditEntry(
                id=found["_id"],
                at=found["at"],
                user_id=found["user_id"],
                act=found["act"],
                target=found["target"],
                detail=found["detail"],
            )
            for found in self._collection.find(wanted).sort("_id", -1).limit(limit)
        ]


class InboxDeadLetters:
    """Of one consumer."""

    def __init__(self, database: Database[Document], consumer: str) -> None:
        self._inbox = Inbox(database["inbox"])
        self._consumer = consumer

    def list(self, *, limit: int) -> list[DeadLetter]:
        return [
            DeadLetter(
                id=found["_id"],
                event_id=found["event"]["id"],
                type=found["type"],
                aggregate_id=found["aggregate_id"],
                error=found["error"],
                tries=found["tries"],
                failed_at=found["failed_at"],
                event=json.dumps(found["event"], ensure_ascii=False),
            )
            for found in self._inbox.find_dead(self._consumer, limit)
        ]

    def replay(self, dead_letter_id: str) -> bool:
        return self._inbox.replay(dead_letter_id)


class MongoReaders:
    def __init__(self, database: Database[Document]) -> None:
        self._collection = database["readers"]

    def find_read_until(self, user_id: str) -> datetime | None:
        found = self._collection.find_one({"_id": user_id})
        return found["read_until"] if found else None

    def read_until(self, user_id: str, at: datetime) -> None:
        self._collection.update_one({"_id": user_id}, {"$max": {"read_until": at}}, upsert=True)

    def forget(self, user_id: str) -> None:
        self._collection.delete_one({"_id": user_id})

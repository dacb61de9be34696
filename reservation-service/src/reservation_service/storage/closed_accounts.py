"""Accounts that were closed, in MongoDB: a record each, until nothing of their owners is left to be forgotten."""

from __future__ import annotations

from datetime import datetime

from pymongo.database import Database

from reservation_service.domain.forgetting import ClosedAccount
from wire.database import Document


class MongoClosedAccounts:
    def __init__(self, database: Database[Document]) -> None:
        self._collection = database["closed_accounts"]

    def ensure_indexes(self) -> None:
        self._collection.create_index("look_at")

    def add(self, user_id: str, look_at: datetime, until: datetime) -> None:
        new = {"$setOnInsert": {"look_at": look_at, "until": until}}
        self._collection.update_one({"_id": user_id}, new, upsert=True)

    def list_due(self, at: datetime, *, limit: int) -> list[ClosedAccount]:
        found = self._collection.find({"look_at": {"$lte": at}}).sort("look_at", 1).limit(limit)
        return [ClosedAccount(one["_id"], one["until"]) for one in found]

    def put_off(self, user_id: str, look_at: datetime) -> None:
        self._collection.update_one({"_id": user_id}, {"$set": {"look_at": look_at}})

    def remove(self, user_id: str) -> None:
        self._collection.delete_one({"_id": user_id})

"""The book of letters in MongoDB: a record for each letter that was tried, a date in each reservation that has news."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from reservation_service.domain.letters import Delivery
from reservation_service.domain.reservation import Reservation
from reservation_service.storage.documents import from_document
from reservation_service.storage.mongo import READ_FIELDS, by
from wire.database import Document


class MongoLetters:
    def __init__(self, database: Database[Document]) -> None:
        self._letters = database["letters"]
        self._reservations = database["reservations"]

    def ensure_indexes(self) -> None:
        self._reservations.create_index("mail_due_at")

    def list_due(self, at: datetime, *, limit: int) -> list[Reservation]:
        found = self._reservations.find({"mail_due_at": by(at)}, READ_FIELDS).limit(limit)
        return [from_document(document) for document in found]

    def set_due(self, reservation: Reservation, at: datetime | None) -> None:
        unchanged = {"_id": reservation.id, "version": reservation.version}
        self._reservations.update_one(unchanged, {"$set": {"mail_due_at": at}})

    def find_deliveries(self, letter_ids: Collection[str]) -> Mapping[str, Delivery]:
        found = self._letters.find({"_id": {"$in": sorted(letter_ids)}})
        return {one["_id"]: Delivery(tries=one["tries"], again_at=one["again_at"]) for one in found}

    def claim(self, letter_id: str, tries: int, until: datetime) -> bool:
        if tries:
            claimed = {"$set": {"tries": tries + 1, "again_at": until}}
            return self._letters.update_one({"_id": letter_id, "tries": tries}, claimed).modified_count == 1
        try:
            self._letters.insert_one({"_id": letter_id, "tries": 1, "again_at": until})
        except DuplicateKeyError:
            return False
        return True

    def delay(self, letter_id: str, until: datetime) -> None:
        self._letters.update_one({"_id": letter_id}, {"$set": {"again_at": until}})

    def close(self, letter_id: str, at: datetime, trouble: str | None = None) -> None:
        ended = {"again_at": None, "closed_at": at, "trouble": trouble}
        self._letters.update_one({"_id": letter_id}, {"$set": ended})

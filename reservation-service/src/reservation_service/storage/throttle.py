"""Count tries in MongoDB, so that every process of the service counts together; a window begins with its first try."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from reservation_service.domain.ports import Clock
from wire.database import Document

# Whoever begins a window at the same time as others, or as the last one is forgotten, looks again at what came of it.
_LOOKS = 3


class MongoThrottle:
    def __init__(self, database: Database[Document], clock: Clock) -> None:
        self._collection = database["tries"]
        self._clock = clock

    def ensure_indexes(self) -> None:
        self._collection.create_index("ends_at", expireAfterSeconds=0)

    def hit(self, key: str, *, limit: int, window_seconds: int) -> int | None:
        """Each statement decides alone, whoever else tries at once."""
        now = self._clock()
        for _ in range(_LOOKS):
            if self._count(key, limit, now) or self._begin(key, now, timedelta(seconds=window_seconds)):
                return None
            found = self._collection.find_one({"_id": key})
            if found and found["ends_at"] > now and found["count"] >= limit:
                left: timedelta = found["ends_at"] - now
                return max(1, math.ceil(left.total_seconds()))
        return 1

    def _count(self, key: str, limit: int, now: datetime) -> bool:
        open_window = {"_id": key, "ends_at": {"$gt": now}, "count": {"$lt": limit}}
        return bool(self._collection.update_one(open_window, {"$inc": {"count": 1}}).matched_count)

    def _begin(self, key: str, now: datetime, window: timedelta) -> bool:
        fresh = {"count": 1, "ends_at": now + window}
        try:
            self._collection.insert_one({"_id": key, **fresh})
        except DuplicateKeyError:
            return bool(
                self._collection.update_one({"_id": key, "ends_at": {"$lte": now}}, {"$set": fresh}).matched_count
            )
        return True

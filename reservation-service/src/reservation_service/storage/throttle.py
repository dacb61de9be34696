"""Count tries in fixed windows, in MongoDB, so that every process of the service counts together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from reservation_service.domain.ports import Clock
from wire.database import Document


class MongoThrottle:
    def __init__(self, database: Database[Document], clock: Clock) -> None:
        self._collection = database["tries"]
        self._clock = clock

    def ensure_indexes(self) -> None:
        self._collection.create_index("ends_at", expireAfterSeconds=0)

    def hit(self, key: str, *, limit: int, window_seconds: int) -> int | None:
        now = self._clock()
        number = int(now.timestamp()) // window_seconds
        ends_at = datetime.fromtimestamp((number + 1) * window_seconds, UTC)
        counter = {"_id": f"{key}:{number}"}
        count = {"$inc": {"count": 1}, "$setOnInsert": {"ends_at": ends_at + timedelta(seconds=1)}}
        try:
            self._collection.update_one(counter, count, upsert=True)
        except DuplicateKeyError:
            # Two first tries at once: the other one inserted.
            self._collection.update_one(counter, {"$inc": {"count": 1}})
        found = self._collection.find_one(counter)
        if found is None or found["count"] <= limit:
            return None
        return max(1, int((ends_at - now).total_seconds()))

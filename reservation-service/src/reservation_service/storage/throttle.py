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
        counter = f"{key}:{number}"
        last_second = ends_at + timedelta(seconds=1)
        if self._count(counter, limit, last_second):
            return None
        return max(1, int((ends_at - now).total_seconds()))

    def _count(self, counter: str, limit: int, last_second: datetime) -> bool:
        """One try more, unless the limit is reached: each statement decides alone, whoever else tries at once."""
        within_limit = {"_id": counter, "count": {"$lt": limit}}
        one_more = {"$inc": {"count": 1}}
        if self._collection.update_one(within_limit, one_more).matched_count:
            return True
        try:
            self._collection.insert_one({"_id": counter, "count": 1, "ends_at": last_second})
        except DuplicateKeyError:
            # Either the limit is reached, or another first try was inserted between the two statements.
            return bool(self._collection.update_one(within_limit, one_more).matched_count)
        return True

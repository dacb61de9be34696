"""How many reservations of a kind one account may have: its places, in one document, so that whatever comes at the same
time shares them.

A place is taken by an attempt, and is free again when the attempt's reservation is no longer in one of the states that
count. Nobody gives one back: those that are free are found when there seems to be none left.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from reservation_service.domain.ports import Clock
from reservation_service.domain.reservation import ReservationStatus
from wire.database import Document

# A place is taken just before its reservation is stored; of a process that died in between it is free after this.
STORED_WITHIN = timedelta(minutes=1)
# Who asks for the seats may have to wait for them.
WAITS = (ReservationStatus.PENDING, ReservationStatus.WAITLISTED)
# Who asks for them may get them. Whoever waits has places of another kind.
HOLDS_UNPAID = (ReservationStatus.PENDING, ReservationStatus.HELD)


class MongoAccountPlaces:
    """`name` is that of their collection."""

    def __init__(
        self, database: Database[Document], name: str, counted: Collection[ReservationStatus], clock: Clock
    ) -> None:
        self._places = database[name]
        self._reservations = database["reservations"]
        self._counted = frozenset(counted)
        self._clock = clock

    def take(self, user_id: str, key: str, *, limit: int) -> bool:
        return self._take_next(user_id, key, limit) or self._take_one_of_all(user_id, key, limit)

    def _take_next(self, user_id: str, key: str, limit: int) -> bool:
        """In one statement, while some were never taken. An attempt that comes twice may have two."""
        left = {"_id": user_id, "size": {"$lt": limit}}
        mine = {"$inc": {"size": 1, "version": 1}, "$push": {"taken": {"key": key, "at": self._clock()}}}
        try:
            self._places.update_one(left, mine, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    def _take_one_of_all(self, user_id: str, key: str, limit: int) -> bool:
        while True:
            found = self._places.find_one({"_id": user_id}) or {"version": 0, "taken": []}
            taken = self._find_taken(user_id, found["taken"])
            if any(place["key"] == key for place in taken):
                return True
            if len(taken) >= limit:
                return False
            mine = [*taken, {"key": key, "at": self._clock()}]
            unchanged = {"_id": user_id, "version": found["version"]}
            update = {"$set": {"version": found["version"] + 1, "size": len(mine), "taken": mine}}
            if self._places.update_one(unchanged, update).modified_count == 1:
                return True

    def _find_taken(self, user_id: str, places: Collection[Document]) -> list[Document]:
        """Those of attempts whose reservation still counts, or is about to be stored; each attempt once."""
        by_key = {place["key"]: place for place in places}
        wanted = {"user_id": user_id, "attempt.key": {"$in": sorted(by_key)}}
        stored = self._reservations.find(wanted, {"status": 1, "attempt.key": 1})
        statuses = {one["attempt"]["key"]: one["status"] for one in stored}
        new = self._clock() - STORED_WITHIN
        return [
            place
            for key, place in by_key.items()
            if (statuses[key] in self._counted if key in statuses else place["at"] > new)
        ]

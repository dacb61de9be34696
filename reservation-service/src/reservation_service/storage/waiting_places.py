"""How many flights one user may wait for: her places, in one document, so that joins at the same time share them."""

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
_WAITING = (ReservationStatus.PENDING, ReservationStatus.WAITLISTED)


class MongoWaitingPlaces:
    def __init__(self, database: Database[Document], clock: Clock) -> None:
        self._places = database["waiting_places"]
        self._reservations = database["reservations"]
        self._clock = clock

    def take(self, user_id: str, key: str, *, limit: int) -> bool:
        while True:
            found = self._places.find_one({"_id": user_id})
            taken = self._find_taken(user_id, found["taken"] if found else ())
            if any(place["key"] == key for place in taken):
                return True
            if len(taken) >= limit:
                return False
            mine = [*taken, {"key": key, "at": self._clock()}]
            if self._write(user_id, found, mine):
                return True

    def _find_taken(self, user_id: str, places: Collection[Document]) -> list[Document]:
        """Those of attempts whose reservation still waits, or is about to be stored."""
        wanted = {"user_id": user_id, "attempt.key": {"$in": [place["key"] for place in places]}}
        stored = self._reservations.find(wanted, {"status": 1, "attempt.key": 1})
        statuses = {one["attempt"]["key"]: one["status"] for one in stored}
        new = self._clock() - STORED_WITHIN
        return [
            place
            for place in places
            if (statuses[place["key"]] in _WAITING if place["key"] in statuses else place["at"] > new)
        ]

    def _write(self, user_id: str, found: Document | None, taken: list[Document]) -> bool:
        """False if another join came in between."""
        if found is None:
            try:
                self._places.insert_one({"_id": user_id, "version": 1, "taken": taken})
            except DuplicateKeyError:
                return False
            return True
        unchanged = {"_id": user_id, "version": found["version"]}
        update = {"$set": {"version": found["version"] + 1, "taken": taken}}
        return self._places.update_one(unchanged, update).modified_count == 1

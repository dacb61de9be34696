"""How many reservations of a kind one account may have, or seats on one flight: its places, in a document for each, so
that whatever comes at the same time shares them.

A place is taken by an attempt, and is free again when the attempt's reservation does not count any more. `size` is at
least what is taken: what is free again is found when there seems to be none left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from reservation_service.domain.ports import Clock, Place
from reservation_service.domain.reservation import ReservationStatus
from reservation_service.storage.mongo import MOST_TOGETHER, find_failures
from reservation_service.storage.together import Together
from wire.database import Document

# A place is taken just before its reservation is stored; of a process that died in between it is free after this.
STORED_WITHIN = timedelta(minutes=1)
# Nobody books longer ahead; what was taken before concerns no flight that has not departed.
KEPT = timedelta(days=400)
READ_FIELDS = {"status": 1, "attempt.key": 1, "flight_ids": 1, "segments.departs_at": 1}

# Whether a stored reservation still has its place, now.
Counts = Callable[[Document, datetime], bool]


def waits(reservation: Document, now: datetime) -> bool:
    """Who asks for the seats may have to wait for them."""
    return reservation["status"] in (ReservationStatus.PENDING, ReservationStatus.WAITLISTED)


def holds(reservation: Document, now: datetime) -> bool:
    """Who asks for them may get them. Whoever waits has places of another kind."""
    return reservation["status"] in (ReservationStatus.PENDING, ReservationStatus.HELD)


def lies_ahead(reservation: Document, now: datetime) -> bool:
    """What is booked counts until it is flown."""
    departures = [one["departs_at"] for one in reservation["segments"]]
    is_flown = all(departs_at is not None and departs_at <= now for departs_at in departures)
    return reservation["status"] in (ReservationStatus.PENDING, ReservationStatus.CONFIRMED) and not is_flown


@dataclass(frozen=True, slots=True)
class _Wanted:
    """`id` is that of this call: another may be about the same attempt."""

    id: str
    user_id: str
    key: str
    place: Place

    @property
    def owner(self) -> str:
        """Whose document it is in."""
        return f"{self.user_id} {self.place.flight_id}" if self.place.flight_id else self.user_id


class MongoAccountPlaces:
    """`name` is that of their collection."""

    def __init__(self, database: Database[Document], name: str, counts: Counts, clock: Clock) -> None:
        self._places = database[name]
        self._reservations = database["reservations"]
        self._counts = counts
        self._clock = clock
        # In a rush everybody wants one just before her order is stored, and those are stored together too.
        self._take_together = Together(self._take_next, most=MOST_TOGETHER)

    def ensure_indexes(self) -> None:
        self._places.create_index("kept_until", expireAfterSeconds=0)

    def take(self, user_id: str, key: str, places: Sequence[Place]) -> Place | None:
        if too_large := [place for place in places if place.size > place.limit]:
            return too_large[0]
        call = token_hex(8)
        wanted = [_Wanted(call, user_id, key, place) for place in places]
        for one, is_taken in zip(wanted, self._take_together(wanted), strict=True):
            if not is_taken and not self._take_one_of_all(one):
                self._give_back(wanted)
                return one.place
        return None

    def _take_next(self, asked: Sequence[Sequence[_Wanted]]) -> Sequence[Sequence[bool]]:
        """In one statement each, while some were never taken. An attempt that comes twice may have two."""
        wanted = [one for attempt in asked for one in attempt]
        failures: Sequence[Exception | None] = [None] * len(wanted)
        try:
            self._places.bulk_write([self._build_statement(one) for one in wanted], ordered=False)
        except BulkWriteError as error:
            failures = find_failures(error, len(wanted))
        are_taken = iter([_is_taken(failure) for failure in failures])
        return [[next(are_taken) for _ in attempt] for attempt in asked]

    def _build_statement(self, wanted: _Wanted) -> UpdateOne:
        mine, size = self._build_entry(wanted), wanted.place.size
        left = {"_id": wanted.owner, "size": {"$lte": wanted.place.limit - size}}
        kept = {"kept_until": mine["at"] + KEPT}
        update = {"$inc": {"size": size, "version": 1}, "$push": {"taken": mine}, "$set": kept}
        return UpdateOne(left, update, upsert=True)

    def _build_entry(self, wanted: _Wanted) -> Document:
        return {"id": wanted.id, "key": wanted.key, "at": self._clock(), "size": wanted.place.size}

    def _take_one_of_all(self, wanted: _Wanted) -> bool:
        place = wanted.place
        while True:
            found = self._places.find_one({"_id": wanted.owner}) or {"version": 0, "taken": []}
            taken = list(self._find_taken(wanted, found["taken"]))
            # Each attempt once, however often it came.
            sizes = {one["key"]: one.get("size", 1) for one in taken}
            if wanted.key in sizes:
                return True
            size = sum(sizes.values()) + place.size
            if size > place.limit:
                return False
            unchanged = {"_id": wanted.owner, "version": found["version"]}
            mine = [*taken, self._build_entry(wanted)]
            update = {"$set": {"version": found["version"] + 1, "size": size, "taken": mine}}
            if self._places.update_one(unchanged, update).modified_count == 1:
                return True

    def _find_taken(self, wanted: _Wanted, places: Collection[Document]) -> Iterator[Document]:
        """Those of attempts whose reservation still counts, or is about to be stored."""
        keys = sorted({place["key"] for place in places})
        of_attempts = {"user_id": wanted.user_id, "attempt.key": {"$in": keys}}
        found = self._reservations.find(of_attempts, READ_FIELDS)
        stored = {reservation["attempt"]["key"]: reservation for reservation in found}
        now, flight_id = self._clock(), wanted.place.flight_id
        for place in places:
            reservation = stored.get(place["key"])
            if reservation is None:
                if place["at"] > now - STORED_WITHIN:
                    yield place
            elif flight_id in (None, *reservation["flight_ids"]) and self._counts(reservation, now):
                yield place

    def _give_back(self, wanted: Sequence[_Wanted]) -> None:
        """What this call took, and none other for the same attempt: that one's reservation may be on its way."""
        returned = {"$pull": {"taken": {"id": wanted[0].id}}, "$inc": {"version": 1}}
        self._places.update_many({"_id": {"$in": [one.owner for one in wanted]}}, returned)


def _is_taken(failure: Exception | None) -> bool:
    """Where there are none left, the document is not found, and cannot be inserted a second time."""
    if failure is not None and not isinstance(failure, DuplicateKeyError):
        raise failure
    return failure is None

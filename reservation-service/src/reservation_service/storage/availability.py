"""What is known of free seats, in MongoDB: a document for each cabin that was lately heard of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from reservation_service.domain.availability import BELIEVED, MOST_ANSWERED, CabinOfFlight, CabinSeats, choose_newest
from reservation_service.storage.together import Together
from wire.database import IDS_A_QUERY, Document, are_all_duplicates, in_portions

# An older event must find the newer one as long as it would be believed itself; after that nobody misses either.
KEPT = 5 * BELIEVED


class MongoAvailability:
    """Those who ask at once ask together: in a rush all want the same flight."""

    def __init__(self, database: Database[Document], *, kept: timedelta = KEPT) -> None:
        self._collection = database["availability"]
        self._kept = kept
        self._find_together = Together(self._find_all, most=IDS_A_QUERY)

    def ensure_indexes(self) -> None:
        self._collection.create_index("at", expireAfterSeconds=int(self._kept.total_seconds()))

    def learn(self, heard: Collection[CabinSeats]) -> None:
        newest = choose_newest(heard)
        if not newest:
            return
        try:
            self._collection.bulk_write([_build_update(one, is_new=True) for one in newest], ordered=False)
        except BulkWriteError as error:
            if not are_all_duplicates(error):
                raise
            # Some are there: newer ones, which stay, or such as were written in the same moment. Who was answered is
            # noted all the same.
            statements = [_build_update(one, is_new=False) for one in newest]
            statements += [UpdateOne({"_id": _to_id(one.key)}, _build_push(one)) for one in newest if one.answered]
            self._collection.bulk_write(statements, ordered=False)

    def find(self, cabins: Collection[CabinOfFlight]) -> Mapping[CabinOfFlight, CabinSeats]:
        return self._find_together(frozenset(cabins))

    def _find_all(self, asked: Sequence[frozenset[CabinOfFlight]]) -> Sequence[Mapping[CabinOfFlight, CabinSeats]]:
        ids = {_to_id(key) for one in asked for key in one}
        documents = (found for some in in_portions(ids) for found in self._collection.find({"_id": some}))
        known = {seats.key: seats for seats in map(_from_document, documents)}
        return [{key: known[key] for key in one if key in known} for one in asked]


def _build_update(seats: CabinSeats, *, is_new: bool) -> UpdateOne:
    """With a newer one there, `is_new` collides with it."""
    older = {"_id": _to_id(seats.key), "revision": {"$lt": seats.revision}}
    fields = {
        "flight_id": seats.flight_id,
        "cabin": seats.cabin,
        "free": seats.free,
        "revision": seats.revision,
        "at": seats.at,
    }
    return UpdateOne(older, {"$set": fields, **_build_push(seats)}, upsert=is_new)


def _build_push(seats: CabinSeats) -> Document:
    return (
        {"$push": {"answered": {"$each": sorted(seats.answered), "$slice": -MOST_ANSWERED}}} if seats.answered else {}
    )


def _to_id(key: CabinOfFlight) -> str:
    flight_id, cabin = key
    return f"{flight_id}:{cabin}"


def _from_document(document: Document) -> CabinSeats:
    # What was stored by an earlier version does not say.
    answered = document.get("answered", ())
    return CabinSeats(
        flight_id=document["flight_id"],
        cabin=document["cabin"],
        free=document["free"],
        revision=document["revision"],
        at=document["at"],
        answered=frozenset(answered),
        all_before=_find_all_before(answered),
    )


def _find_all_before(answered: Sequence[str]) -> str:
    """Ids are time-ordered, and orders are answered about as they come. Among the last there are always some that asked
    long ago and give their seats back: they say nothing of those who asked after them.
    """
    return sorted(answered)[len(answered) // 4] if len(answered) >= MOST_ANSWERED else ""

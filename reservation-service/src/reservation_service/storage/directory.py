"""The directory in MongoDB: a document an entry, and a page is a range of one index."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pymongo.database import Database
from pymongo.errors import BulkWriteError

from reservation_service.domain.directory import Entry, Newcomer
from reservation_service.domain.passengers import PassengerName
from wire.database import Document, are_all_duplicates, in_portions

# Comes after whatever may follow a beginning.
_LAST_CHARACTER = "\U0010ffff"
_KNOWN = {"passengers.first_name": 1, "passengers.last_name": 1, "contact_email": 1, "corrections": 1}
_FILLED = {"_id": "filled"}
PAGE = 500


class MongoDirectory:
    def __init__(self, database: Database[Document]) -> None:
        self._entries = database["directory"]
        self._states = database["directory_states"]

    def ensure_indexes(self) -> None:
        # Of ids the embedded database looks at all, whatever range of them is asked for.
        self._entries.create_index("entry")

    def add(self, entries: Collection[Entry]) -> None:
        ids = sorted({entry.id for entry in entries})
        if not ids:
            return
        try:
            self._entries.insert_many([{"_id": one, "entry": one} for one in ids], ordered=False)
        except BulkWriteError as error:
            if not are_all_duplicates(error):
                raise

    def remove(self, entries: Collection[Entry]) -> None:
        for ids in in_portions(entry.id for entry in entries):
            self._entries.delete_many({"_id": ids})

    def list(self, beginnings: Sequence[str], *, limit: int, after: str = "") -> list[Entry]:
        found: list[Entry] = []
        for beginning in sorted(beginnings):
            end = beginning + _LAST_CHARACTER
            if len(found) == limit or after >= end:
                continue
            start = {"$gt": after} if after >= beginning else {"$gte": beginning}
            page = self._entries.find({"entry": {**start, "$lt": end}}).sort("entry", 1).limit(limit - len(found))
            found += [Entry.parse(one["entry"]) for one in page]
        return found

    def is_filled(self) -> bool:
        return self._states.find_one(_FILLED) is not None

    def set_filled(self) -> None:
        self._states.update_one(_FILLED, {"$set": {"is_filled": True}}, upsert=True)


class MongoKnownReservations:
    def __init__(self, database: Database[Document]) -> None:
        self._reservations = database["reservations"]

    def find_many(self, reservation_ids: Collection[str]) -> list[Newcomer]:
        found = (self._reservations.find({"_id": ids}, _KNOWN) for ids in in_portions(reservation_ids))
        return [_to_newcomer(one) for documents in found for one in documents]

    def list_all(self) -> Iterator[list[Newcomer]]:
        """With one look at all of them."""
        page: list[Newcomer] = []
        for document in self._reservations.find({}, _KNOWN).batch_size(PAGE):
            page.append(_to_newcomer(document))
            if len(page) == PAGE:
                yield page
                page = []
        if page:
            yield page


def _to_newcomer(document: Document) -> Newcomer:
    names = [PassengerName(one["first_name"], one["last_name"]) for one in document["passengers"]]
    # Those of before there were corrections have none.
    names += [PassengerName(*one["before"]) for one in document.get("corrections", ())]
    return Newcomer(document["_id"], names, document.get("contact_email"))

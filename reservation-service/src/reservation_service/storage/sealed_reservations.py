"""Reservations with a sealed travel document, in MongoDB, for whoever has to look at all of them."""

from __future__ import annotations

from collections.abc import Iterator

from pymongo.database import Database

from wire.database import Document

PAGE = 500


class MongoSealedReservations:
    def __init__(self, database: Database[Document]) -> None:
        self._collection = database["reservations"]

    def list_ids(self) -> Iterator[str]:
        """In the order of their ids, page by page: those that come meanwhile are sealed by the newest secret."""
        last = ""
        while page := list(self._collection.find({"_id": {"$gt": last}}, _SEALED).sort("_id", 1).limit(PAGE)):
            yield from (one["_id"] for one in page if any(who.get("travel_document") for who in one["passengers"]))
            last = page[-1]["_id"]


_SEALED = {"passengers.travel_document.sealed_number": 1}

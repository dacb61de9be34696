"""Insert the documents that are not there yet: how the loader can be run again and add nothing twice."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from flight_service.storage.mongo.documents import Document

_DUPLICATE_KEY = 11000


def insert_missing(collection: Collection[Document], documents: Sequence[Document]) -> int:
    """How many were new. A writer at work at the same moment is no error: the first one's document stays."""
    ids = [document["_id"] for document in documents]
    present = {document["_id"] for document in collection.find({"_id": {"$in": ids}}, {"_id": 1})}
    missing = [document for document in documents if document["_id"] not in present]
    if not missing:
        return 0
    try:
        return len(collection.insert_many(missing, ordered=False).inserted_ids)
    except BulkWriteError as error:
        if any(failure["code"] != _DUPLICATE_KEY for failure in error.details["writeErrors"]):
            raise
        inserted: int = error.details["nInserted"]
        return inserted

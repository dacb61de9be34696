"""Insert the documents that are not there yet: how the loader can be run again and add nothing twice."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from flight_service.storage.mongo.documents import Document

_DUPLICATE_KEY = 11000
# The embedded database compares every document found with every id asked for: short lists keep that small.
_IDS_PER_QUERY = 100


def insert_missing(collection: Collection[Document], documents: Sequence[Document]) -> int:
    """How many were new. A writer at work at the same moment is no error: the first one's document stays."""
    present = _find_present(collection, [document["_id"] for document in documents])
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


def _find_present(collection: Collection[Document], ids: Sequence[str]) -> set[str]:
    parts = (ids[start : start + _IDS_PER_QUERY] for start in range(0, len(ids), _IDS_PER_QUERY))
    return {document["_id"] for part in parts for document in collection.find({"_id": {"$in": part}}, {"_id": 1})}

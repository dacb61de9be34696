"""Insert the documents that are not there yet: how the loader can be run again and add nothing twice."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from flight_service.storage.mongo.documents import Document
from wire.database import are_all_duplicates

# The thousands of one day take the database of a busy machine longer than anybody waits for one answer.
AT_ONCE = 500


def insert_missing(collection: Collection[Document], documents: Sequence[Document]) -> int:
    """How many were new; a document that is there stays as it is, whoever wrote it and when.

    Nothing is read first: of a million documents that are loaded nearly all are new, and the database knows.
    """
    portions = (documents[start : start + AT_ONCE] for start in range(0, len(documents), AT_ONCE))
    return sum(_insert(collection, portion) for portion in portions)


def _insert(collection: Collection[Document], documents: Sequence[Document]) -> int:
    try:
        return len(collection.insert_many(documents, ordered=False).inserted_ids)
    except BulkWriteError as error:
        if not are_all_duplicates(error):
            raise
        inserted: int = error.details["nInserted"]
        return inserted

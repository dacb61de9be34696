"""Every index the statements of this folder rely on. Running it again changes nothing."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from flight_service.storage.mongo.documents import Document

# (collection, field, options): each statement filters by one of these or by `_id`.
INDEXES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("flights", "route_day", {}),
    ("flights", "day", {}),
    ("flights", "designator", {}),
    ("flights", "staged.version", {"sparse": True}),
    ("flights", "outbox.id", {"sparse": True}),
    ("inventories", "outbox.id", {"sparse": True}),
    ("outbox", "outbox.id", {"sparse": True}),
    ("audit", "flight_id", {}),
    ("price_rules", "removed", {}),
)


def ensure_indexes(database: Database[Document]) -> None:
    for collection, field, options in INDEXES:
        database[collection].create_index(field, name=field, **options)

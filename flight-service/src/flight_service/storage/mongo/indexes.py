"""Every index the statements of this folder rely on. Running it again changes nothing."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from flight_service.storage.mongo.documents import Document

# (collection, field or fields, options): each statement filters by one of these or by `_id`.
INDEXES: tuple[tuple[str, str | tuple[str, ...], dict[str, Any]], ...] = (
    ("flights", "route_day", {}),
    ("flights", "day", {}),
    ("flights", "designator", {}),
    ("flights", "schedule_id", {"sparse": True}),
    ("flights", "staged.version", {"sparse": True}),
    ("flights", "outbox.id", {"sparse": True}),
    ("inventories", "outbox.id", {"sparse": True}),
    ("outbox", "outbox.id", {"sparse": True}),
    ("audit", "flight_id", {}),
    ("price_rules", "removed", {}),
    ("schedules", ("list", "place"), {}),
    ("schedules", ("designator", "place"), {}),
    ("schedules", ("airline", "place"), {}),
    ("schedules", ("origin", "place"), {}),
    ("schedules", ("destination", "place"), {}),
    ("schedule_imports", "open", {"sparse": True}),
    ("schedule_imports", ("list", "place"), {}),
    ("audit", ("log", "place"), {}),
    ("audit", ("user_id", "place"), {}),
)


def ensure_indexes(database: Database[Document]) -> None:
    for collection, key, options in INDEXES:
        fields = (key,) if isinstance(key, str) else key
        database[collection].create_index([(field, 1) for field in fields], name=" ".join(fields), **options)

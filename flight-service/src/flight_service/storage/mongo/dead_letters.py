"""Dead letters: what the inbox has given up."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pymongo.database import Database

from flight_service.domain.ports import DeadLetter
from flight_service.storage.mongo.documents import Document, from_utc
from wire.inbox import Inbox


class InboxDeadLetters:
    def __init__(self, database: Database[Document], consumer: str) -> None:
        self._inbox = Inbox(database["inbox"])
        self._consumer = consumer

    def list(self, limit: int) -> Sequence[DeadLetter]:
        return [_to_dead_letter(entry) for entry in self._inbox.find_dead(self._consumer, limit)]

    def replay(self, id: str) -> bool:
        return self._inbox.replay(id)


def _to_dead_letter(entry: Document) -> DeadLetter:
    return DeadLetter(
        id=entry["_id"],
        event_id=entry["event"]["id"],
        event_type=entry["type"],
        aggregate_id=entry["aggregate_id"],
        tries=entry["tries"],
        error=entry["error"],
        failed_at=from_utc(entry["failed_at"]),
        event=json.dumps(entry["event"], ensure_ascii=False),
    )

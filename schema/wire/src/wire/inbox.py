"""The inbox: each event once a consumer, failures tried again later, then put aside as dead letters.

One document a consumer and event, in the consumer's own database: `done`, `waiting` (tries, next_at, the event) or
`dead`. A message is acknowledged when its handler succeeded or its failure is on record here, so a poison message
blocks nobody. A crash between the handler and the record delivers again: handlers are idempotent by themselves too.
Events that come together are handled together; if that fails, each by itself, so that one fails for itself alone.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, ConnectionFailure, PyMongoError

from wire.backoff import Backoff
from wire.bus import Handler
from wire.database import Document, are_all_duplicates, in_portions
from wire.envelope import Envelope, UndecodableEventError, from_document, to_document

# Seconds before the second, third, fourth and fifth try; after that the event is dead until somebody replays it.
RETRY_DELAYS = (0.5, 2.0, 10.0, 30.0)
# Two workers never retry the same event at once, and one that dies with it gives it back after this.
RETRY_LEASE = timedelta(seconds=30)
DONE_KEPT_SECONDS = 14 * 24 * 3600
IDLE_SECONDS = (0.1, 1.0)

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Inbox:
    def __init__(self, collection: Collection[Document], *, clock: Clock = utc_now) -> None:
        self._collection = collection
        self._clock = clock

    def ensure_indexes(self) -> None:
        self._collection.create_index([("consumer", 1), ("state", 1), ("next_at", 1)])
        self._collection.create_index("done_at", expireAfterSeconds=DONE_KEPT_SECONDS)

    def handle(self, consumer: str, events: Sequence[Envelope], handler: Handler) -> None:
        """Run the handler with those that this consumer has not met. Raises only when the database is away."""
        new = self._find_new(consumer, events)
        if not new:
            return
        outcome: Document = {"state": "done"}
        try:
            handler(new)
        except ConnectionFailure:
            raise  # not the events' fault: whoever delivers tries again
        except Exception as error:
            if len(new) > 1:
                log.warning("events failed together, trying each alone", extra={"consumer": consumer}, exc_info=True)
                for event in new:
                    self.handle(consumer, [event], handler)
                return
            log.warning("event failed", exc_info=True, extra={"consumer": consumer, "event_id": new[0].id})
            outcome = {"event": to_document(new[0]), **self._failure(1, error)}
        else:
            outcome["done_at"] = self._clock()
        self._record(consumer, new, outcome)

    def _find_new(self, consumer: str, events: Sequence[Envelope]) -> list[Envelope]:
        """Each once, in their order."""
        by_key = {_key(consumer, event): event for event in events}
        portions = in_portions(by_key)
        met = {found["_id"] for some in portions for found in self._collection.find({"_id": some}, {"_id": 1})}
        return [event for key, event in by_key.items() if key not in met]

    def _record(self, consumer: str, events: Sequence[Envelope], outcome: Document) -> None:
        entries = [
            {
                "_id": _key(consumer, event),
                "consumer": consumer,
                "type": event.type,
                "aggregate_id": event.aggregate_id,
                **outcome,
            }
            for event in events
        ]
        try:
            self._collection.insert_many(entries, ordered=False)
        except BulkWriteError as error:
            if not are_all_duplicates(error):
                raise
            log.info("events were delivered twice at once", extra={"consumer": consumer})

    def retry_due(self, consumer: str, handler: Handler) -> int:
        """Try again what is due; the number of events tried."""
        due = {"consumer": consumer, "state": "waiting", "next_at": {"$lte": self._clock()}}
        return sum(self._retry(entry, handler) for entry in self._collection.find(due))

    def run_retries(self, consumer: str, handler: Handler, stop: threading.Event) -> None:
        idle = Backoff(*IDLE_SECONDS)
        while not stop.is_set():
            try:
                tried = self.retry_due(consumer, handler)
            except PyMongoError as error:
                log.warning("inbox unreachable, trying again", extra={"error": repr(error)})
                tried = 0
            if tried:
                idle.reset()
            idle.wait(stop)

    def find_dead(self, consumer: str, limit: int = 100) -> list[Document]:
        return list(self._collection.find({"consumer": consumer, "state": "dead"}).limit(limit))

    def replay(self, key: str) -> bool:
        """Give a dead letter five new tries, the first at once; False if it is not dead."""
        revived = {"state": "waiting", "tries": 0, "next_at": self._clock()}
        return self._collection.update_one({"_id": key, "state": "dead"}, {"$set": revived}).modified_count == 1

    def _retry(self, entry: Document, handler: Handler) -> int:
        mine = {"_id": entry["_id"], "state": "waiting", "next_at": entry["next_at"]}
        leased = {"$set": {"next_at": self._clock() + RETRY_LEASE}}
        if self._collection.update_one(mine, leased).modified_count == 0:
            return 0
        try:
            handler([from_document(entry["event"])])
        except ConnectionFailure:
            raise
        except Exception as error:
            log.warning("event failed again", exc_info=True, extra={"entry": entry["_id"], "tries": entry["tries"] + 1})
            change: Document = {"$set": self._failure(entry["tries"] + 1, error)}
        else:
            change = {"$set": {"state": "done", "done_at": self._clock()}, "$unset": {"event": "", "next_at": ""}}
        self._collection.update_one({"_id": entry["_id"], "state": "waiting"}, change)
        return 1

    def _failure(self, tries: int, error: Exception) -> Document:
        now = self._clock()
        outcome: Document = {"tries": tries, "error": repr(error)[:500], "failed_at": now}
        # What cannot be read today cannot be read in half a minute either; after a repair it can be replayed.
        if tries > len(RETRY_DELAYS) or isinstance(error, UndecodableEventError):
            log.error("event is dead", extra={"tries": tries, "error": repr(error)})
            return outcome | {"state": "dead"}
        return outcome | {"state": "waiting", "next_at": now + timedelta(seconds=RETRY_DELAYS[tries - 1])}


def _key(consumer: str, event: Envelope) -> str:
    return f"{consumer}:{event.id}"

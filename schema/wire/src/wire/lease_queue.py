"""The embedded transport: a queue of messages in MongoDB, leased to one consumer at a time.

`messages` holds one document for each queue and each `publish`, with the events that were published together. A
consumer takes some by moving their `visible` time into the future in one conditional update; if it dies, the lease runs
out and another takes them. Publishing the same again is one message; the same event among others is another message,
which an inbox recognizes.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from wire.backoff import Backoff
from wire.bus import MOST_AT_ONCE, BusUnavailableError, Handler, UnroutableError, deliver, find_rest
from wire.database import Document, are_all_duplicates
from wire.envelope import Envelope, UndecodableEventError, decode, encode

# A dead worker's messages come back after this; a handler slower than it only costs a second delivery.
LEASE = timedelta(seconds=15)
# Messages looked at to find those that are taken.
BATCH = 16
# Long enough to notice a relay publishing again after a crash.
DONE_KEPT_SECONDS = 3600
# An idle consumer asks the database at most every 50 ms, at least every 300 ms.
IDLE_SECONDS = (0.05, 0.3)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    bodies: tuple[bytes, ...]


class LeaseQueueBus:
    def __init__(self, database: Database[Document], *, lease: timedelta = LEASE) -> None:
        self._database = database
        self._messages = database["messages"]
        self._subscriptions = database["subscriptions"]
        self._lease = lease

    def publish(self, *events: Envelope) -> None:
        try:
            queues = self._find_queues({event.type for event in events})
            unheard = [event for event in events if not queues[event.type]]
            by_queue: dict[str, list[Envelope]] = {}
            for event in events:
                for queue in queues[event.type]:
                    by_queue.setdefault(queue, []).append(event)
            if by_queue:
                self._insert(by_queue)
        except PyMongoError as error:
            raise BusUnavailableError(str(error)) from error
        if unheard:
            raise UnroutableError(unheard)

    def subscribe(self, queue: str, types: Collection[str]) -> None:
        try:
            self._messages.create_index([("queue", 1), ("state", 1), ("visible", 1)])
            self._messages.create_index("done_at", expireAfterSeconds=DONE_KEPT_SECONDS)
            self._subscriptions.create_index("types")
            self._subscriptions.update_one({"_id": queue}, {"$set": {"types": sorted(types)}}, upsert=True)
        except PyMongoError as error:
            raise BusUnavailableError(str(error)) from error

    def consume(self, queue: str, types: Collection[str], handler: Handler, stop: threading.Event) -> None:
        backoff = Backoff()
        while not stop.is_set():
            try:
                self.subscribe(queue, types)
                backoff.reset()
                self._consume(queue, handler, stop)
            except (PyMongoError, BusUnavailableError) as error:
                log.warning("lease queue unreachable, trying again", extra={"queue": queue, "error": str(error)})
                backoff.wait(stop)

    def close(self) -> None:
        self._database.client.close()

    def _find_queues(self, types: Collection[str]) -> dict[str, list[str]]:
        """By type. One query for each, of which a relay's events seldom have two."""
        return {
            event_type: [found["_id"] for found in self._subscriptions.find({"types": event_type}, {"_id": 1})]
            for event_type in types
        }

    def _insert(self, by_queue: dict[str, list[Envelope]]) -> None:
        now = datetime.now(UTC)
        rows = [
            {
                "_id": f"{queue}:{_name(some)}",
                "queue": queue,
                "state": "ready",
                "visible": now,
                "tries": 0,
                "size": len(some),
                "bodies": [encode(event) for event in some],
            }
            for queue, events in by_queue.items()
            for some in _in_batches(events)
        ]
        try:
            self._messages.insert_many(rows, ordered=False)
        except BulkWriteError as error:
            if not are_all_duplicates(error):
                raise

    def _consume(self, queue: str, handler: Handler, stop: threading.Event) -> None:
        idle = Backoff(*IDLE_SECONDS)
        while not stop.is_set():
            began = time.monotonic()
            messages = self._take(queue)
            if not messages:
                idle.wait(stop)
                continue
            idle.reset()
            self._handle(messages, handler, stop)
            stop.wait(find_rest(sum(len(message.bodies) for message in messages), time.monotonic() - began))

    def _take(self, queue: str) -> list[Message]:
        """Lease a batch, oldest first. Two consumers may see the same rows; each row is given to one of them."""
        now = datetime.now(UTC)
        waiting = {"queue": queue, "state": "ready", "visible": {"$lte": now}}
        ids = _choose(self._messages.find(waiting, {"size": 1}).limit(BATCH))
        if not ids:
            return []
        lease = uuid4().hex
        self._messages.update_many(
            {"_id": {"$in": ids}, "state": "ready", "visible": {"$lte": now}},
            {"$set": {"visible": now + self._lease, "lease": lease}, "$inc": {"tries": 1}},
        )
        taken = self._messages.find({"_id": {"$in": ids}, "lease": lease, "state": "ready"}, {"bodies": 1, "body": 1})
        return [Message(row["_id"], _read_bodies(row)) for row in taken]

    def _handle(self, messages: list[Message], handler: Handler, stop: threading.Event) -> None:
        ids = [message.id for message in messages]
        # Event ids are time-ordered, so within a batch the order of publishing is kept.
        events = sorted((event for message in messages for event in self._decode(message)), key=lambda event: event.id)
        if not events or deliver(events, handler, stop):
            self._finish(ids)
        else:
            self._messages.update_many(
                {"_id": {"$in": ids}, "state": "ready"}, {"$set": {"visible": datetime.now(UTC)}}
            )

    def _decode(self, message: Message) -> Iterator[Envelope]:
        for number, body in enumerate(message.bodies):
            try:
                yield decode(body)
            except UndecodableEventError as error:
                log.exception("undecodable message put aside", extra={"message_id": message.id})
                dead = {"queue": message.id.partition(":")[0], "state": "dead", "error": str(error), "body": body}
                self._messages.update_one({"_id": f"{message.id}:{number}"}, {"$set": dead}, upsert=True)

    def _finish(self, ids: list[str]) -> None:
        if ids:
            self._messages.update_many(
                {"_id": {"$in": ids}, "state": "ready"},
                {
                    "$set": {"state": "done", "done_at": datetime.now(UTC)},
                    "$unset": {"bodies": "", "body": "", "lease": ""},
                },
            )


def _name(events: Sequence[Envelope]) -> str:
    """The same for the same events, and for no others."""
    if len(events) == 1:
        return events[0].id
    return hashlib.sha256(" ".join(event.id for event in events).encode()).hexdigest()


def _in_batches(events: Sequence[Envelope]) -> Iterator[Sequence[Envelope]]:
    for start in range(0, len(events), MOST_AT_ONCE):
        yield events[start : start + MOST_AT_ONCE]


def _choose(rows: Iterable[Document]) -> list[str]:
    """The first ones, with as many events as may be handled at once, and one at least."""
    ids: list[str] = []
    size = 0
    for row in rows:
        size += row.get("size", 1)
        if ids and size > MOST_AT_ONCE:
            break
        ids.append(row["_id"])
    return ids


def _read_bodies(row: Document) -> tuple[bytes, ...]:
    """An earlier version wrote each event as a message of its own."""
    return tuple(row["bodies"]) if "bodies" in row else (row["body"],)

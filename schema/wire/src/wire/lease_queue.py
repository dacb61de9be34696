"""The embedded transport: a queue of messages in MongoDB, leased to one consumer at a time.

`messages` holds one document a queue and event, so publishing twice is one message. A consumer takes a batch by moving
its `visible` time into the future in one conditional update; if it dies, the lease runs out and another takes it.
"""

import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from wire.backoff import Backoff
from wire.bus import BusUnavailableError, Handler, UnroutableError, deliver
from wire.database import Document
from wire.envelope import Envelope, UndecodableEventError, decode, encode

# A dead worker's messages come back after this; a handler slower than it only costs a second delivery.
LEASE = timedelta(seconds=15)
BATCH = 16
# Long enough to notice a relay publishing again after a crash.
DONE_KEPT_SECONDS = 3600
DUPLICATE_KEY = 11000
# An idle consumer asks the database at most every 50 ms, at least every 300 ms.
IDLE_SECONDS = (0.05, 0.3)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    body: bytes


class LeaseQueueBus:
    def __init__(self, database: Database[Document], *, lease: timedelta = LEASE) -> None:
        self._database = database
        self._messages = database["messages"]
        self._subscriptions = database["subscriptions"]
        self._lease = lease

    def publish(self, event: Envelope) -> None:
        try:
            queues = [found["_id"] for found in self._subscriptions.find({"types": event.type}, {"_id": 1})]
            if not queues:
                raise UnroutableError(f"No queue is subscribed to {event.type}")
            self._insert(queues, event)
        except PyMongoError as error:
            raise BusUnavailableError(str(error)) from error

    def subscribe(self, queue: str, types: Collection[str]) -> None:
        try:
            self._messages.create_index([("queue", 1), ("state", 1), ("visible", 1)])
            self._messages.create_index("lease")
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

    def _insert(self, queues: list[str], event: Envelope) -> None:
        now, body = datetime.now(UTC), encode(event)
        rows = [
            {"_id": f"{queue}:{event.id}", "queue": queue, "state": "ready", "visible": now, "tries": 0, "body": body}
            for queue in queues
        ]
        try:
            self._messages.insert_many(rows, ordered=False)
        except BulkWriteError as error:
            failures = (error.details or {}).get("writeErrors", [])
            if any(failure.get("code") != DUPLICATE_KEY for failure in failures):
                raise

    def _consume(self, queue: str, handler: Handler, stop: threading.Event) -> None:
        idle = Backoff(*IDLE_SECONDS)
        while not stop.is_set():
            messages = self._take(queue)
            if not messages:
                idle.wait(stop)
                continue
            idle.reset()
            self._handle(messages, handler, stop)

    def _take(self, queue: str) -> list[Message]:
        """Lease a batch, oldest first. Two consumers may see the same rows; each row is given to one of them."""
        now = datetime.now(UTC)
        waiting = {"queue": queue, "state": "ready", "visible": {"$lte": now}}
        ids = [row["_id"] for row in self._messages.find(waiting, {"_id": 1}).limit(BATCH)]
        if not ids:
            return []
        lease = uuid4().hex
        self._messages.update_many(
            {"_id": {"$in": ids}, "state": "ready", "visible": {"$lte": now}},
            {"$set": {"visible": now + self._lease, "lease": lease}, "$inc": {"tries": 1}},
        )
        taken = self._messages.find({"lease": lease, "state": "ready"}, {"body": 1})
        # Event ids are time-ordered, so within a batch the order of publishing is kept.
        return sorted((Message(row["_id"], row["body"]) for row in taken), key=lambda message: message.id)

    def _handle(self, messages: list[Message], handler: Handler, stop: threading.Event) -> None:
        done: list[str] = []
        try:
            for message in messages:
                if not self._handle_one(message, handler, stop):
                    break
                done.append(message.id)
        finally:
            self._finish(done)
        given_up = [message.id for message in messages if message.id not in done]
        if given_up:
            self._messages.update_many(
                {"_id": {"$in": given_up}, "state": "ready"}, {"$set": {"visible": datetime.now(UTC)}}
            )

    def _handle_one(self, message: Message, handler: Handler, stop: threading.Event) -> bool:
        try:
            event = decode(message.body)
        except UndecodableEventError as error:
            log.exception("undecodable message put aside", extra={"message_id": message.id})
            self._messages.update_one({"_id": message.id}, {"$set": {"state": "dead", "error": str(error)}})
            return True
        return deliver(event, handler, stop)

    def _finish(self, ids: list[str]) -> None:
        if ids:
            self._messages.update_many(
                {"_id": {"$in": ids}, "state": "ready"},
                {"$set": {"state": "done", "done_at": datetime.now(UTC)}, "$unset": {"body": "", "lease": ""}},
            )

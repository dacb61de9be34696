"""The outbox relay: events written with a document's change -> the event bus, in the order they were written.

A use case pushes `to_document(event)` on the document's `outbox` array in the update that makes it true. The relay
publishes the entries, those of many documents together, then pulls them; if it dies between the two they are published
again under the same ids. Of several relays one works and the others stand by: they would all publish the same.
"""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from wire.backoff import Backoff
from wire.bus import MOST_AT_ONCE, BusUnavailableError, EventBus, UnroutableError, find_rest
from wire.database import Document
from wire.envelope import Envelope, UndecodableEventError, from_document
from wire.turn import Turn

IDLE_SECONDS = (0.05, 0.3)
PENDING = {"outbox.id": {"$gt": ""}}

log = logging.getLogger(__name__)


def ensure_outbox_index(collection: Collection[Document]) -> None:
    collection.create_index("outbox.id")


class OutboxRelay:
    def __init__(self, bus: EventBus, collections: Sequence[Collection[Document]]) -> None:
        self._bus = bus
        self._collections = tuple(collections)
        self._turn = Turn(self._collections[0].database["turns"], "relay")
        self._pending = threading.Event()

    def wake(self) -> None:
        """Somebody in this process has just written an outbox entry: look now."""
        self._pending.set()

    def run(self, stop: threading.Event) -> None:
        """Relay until `stop`, whatever happens to the database or the transport."""
        idle, trouble = Backoff(*IDLE_SECONDS), Backoff()
        while not stop.is_set():
            began = time.monotonic()
            try:
                published = self.publish_pending()
            except (PyMongoError, BusUnavailableError) as error:
                log.warning("outbox not relayed, trying again", extra={"error": repr(error)})
                trouble.wait(stop)
                continue
            trouble.reset()
            if published:
                idle.reset()
                stop.wait(find_rest(published, time.monotonic() - began))
            else:
                self._pending.wait(idle.next_seconds())
                self._pending.clear()
        with suppress(PyMongoError):
            self._turn.give_up()

    def publish_pending(self) -> int:
        """One look at every collection; the number of events handed over."""
        return sum(
            self._publish(collection, pending)
            for collection in self._collections
            for pending in _in_batches(_read_entries(collection.find(PENDING, {"outbox": 1})))
        )

    def _publish(self, collection: Collection[Document], pending: Sequence[tuple[str, Envelope]]) -> int:
        if not self._turn.take():
            return 0
        unheard: frozenset[str] = frozenset()
        try:
            self._bus.publish(*(event for _, event in pending))
        except UnroutableError as error:
            # Nobody listens yet (a first start): these events stay where they are.
            log.warning("events have no queue yet", extra={"error": str(error)})
            unheard = error.event_ids
        published = {event.id: document_id for document_id, event in pending if event.id not in unheard}
        if published:
            collection.update_many(
                {"_id": {"$in": list(set(published.values()))}},
                {"$pull": {"outbox": {"id": {"$in": list(published)}}}},
            )
        return len(published)


def _read_entries(documents: Iterable[Document]) -> Iterator[tuple[str, Envelope]]:
    """Each event with the id of its document."""
    for document in documents:
        for entry in document["outbox"]:
            try:
                yield document["_id"], from_document(entry)
            except UndecodableEventError as error:
                log.exception("outbox entry is no event", extra={"document": document["_id"], "error": str(error)})


def _in_batches(entries: Iterator[tuple[str, Envelope]]) -> Iterator[list[tuple[str, Envelope]]]:
    while batch := list(islice(entries, MOST_AT_ONCE)):
        yield batch

"""The outbox relay: events written with a document's change -> the event bus, in the order they were written.

A use case pushes `to_document(event)` on the document's `outbox` array in the update that makes it true. The relay
publishes the entries, then pulls them; if it dies between the two they are published again under the same ids.
"""

import logging
import threading
from collections.abc import Sequence

from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from wire.backoff import Backoff
from wire.bus import BusUnavailableError, EventBus, UnroutableError
from wire.database import Document
from wire.envelope import UndecodableEventError, from_document

IDLE_SECONDS = (0.05, 0.3)
PENDING = {"outbox.id": {"$gt": ""}}

log = logging.getLogger(__name__)


def ensure_outbox_index(collection: Collection[Document]) -> None:
    collection.create_index("outbox.id")


class OutboxRelay:
    def __init__(self, bus: EventBus, collections: Sequence[Collection[Document]]) -> None:
        self._bus = bus
        self._collections = tuple(collections)
        self._pending = threading.Event()

    def wake(self) -> None:
        """Somebody in this process has just written an outbox entry: look now."""
        self._pending.set()

    def run(self, stop: threading.Event) -> None:
        """Relay until `stop`, whatever happens to the database or the transport."""
        idle, trouble = Backoff(*IDLE_SECONDS), Backoff()
        while not stop.is_set():
            try:
                published = self.publish_pending()
            except (PyMongoError, BusUnavailableError) as error:
                log.warning("outbox not relayed, trying again", extra={"error": repr(error)})
                trouble.wait(stop)
                continue
            trouble.reset()
            if published:
                idle.reset()
            else:
                self._pending.wait(idle.next_seconds())
                self._pending.clear()

    def publish_pending(self) -> int:
        """One look at every collection; the number of events handed over."""
        return sum(
            self._publish_document(collection, document)
            for collection in self._collections
            for document in collection.find(PENDING, {"outbox": 1})
        )

    def _publish_document(self, collection: Collection[Document], document: Document) -> int:
        published: list[str] = []
        try:
            for entry in document["outbox"]:
                self._bus.publish(from_document(entry))
                published.append(entry["id"])
        except UnroutableError as error:
            # Nobody listens yet (a first start): the event stays here, and other documents go on.
            log.warning("event has no queue yet", extra={"error": str(error)})
        except UndecodableEventError as error:
            log.exception("outbox entry is no event", extra={"document": document["_id"], "error": str(error)})
        finally:
            if published:
                collection.update_one({"_id": document["_id"]}, {"$pull": {"outbox": {"id": {"$in": published}}}})
        return len(published)

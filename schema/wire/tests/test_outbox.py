import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pymongo.collection import Collection
from pymongo.database import Database

from wire.bus import MOST_AT_ONCE, BusUnavailableError, EventBus, UnroutableError
from wire.database import Document
from wire.envelope import Envelope, to_document
from wire.inbox import Inbox
from wire.lease_queue import LeaseQueueBus
from wire.outbox import OutboxRelay, ensure_outbox_index
from wire.testing import PATIENCE_SECONDS, OpenBus, Received, build_event, consuming

UPDATED = ["flight.updated"]


@pytest.fixture
def collection(database: Database[Document]) -> Collection[Document]:
    ensure_outbox_index(database["flights"])
    return database["flights"]


def save(collection: Collection[Document], key: str, *events: Envelope) -> None:
    collection.insert_one({"_id": key, "outbox": [to_document(event) for event in events]})


def left_in(collection: Collection[Document]) -> list[str]:
    return [entry["id"] for document in collection.find({}) for entry in document["outbox"]]


class FlakyBus:
    """Takes events as a real transport does, but fails when it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.published: list[Envelope] = []

    def publish(self, *events: Envelope) -> None:
        if self.failures:
            self.failures -= 1
            raise BusUnavailableError
        self.published += [event for event in events if event.type != "nobody.listens"]
        if unheard := [event for event in events if event.type == "nobody.listens"]:
            raise UnroutableError(unheard)

    subscribe = consume = close = None


@contextmanager
def relaying(relay: OutboxRelay) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    yield
    stop.set()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def test_what_a_document_promised_is_published_in_its_order(
    bus: EventBus, open_bus: OpenBus, queue: str, collection: Collection[Document]
) -> None:
    received, sent = Received(), [build_event(number=number) for number in range(3)]
    save(collection, "JFK-LHR", *sent)
    with consuming(open_bus(), queue, UPDATED, received), relaying(OutboxRelay(bus, [collection])):
        assert received.take(3) == sent
    assert left_in(collection) == []


def test_an_event_written_while_the_others_are_published_is_not_lost(collection: Collection[Document]) -> None:
    first, second = build_event(), build_event()

    class WritingBus(FlakyBus):
        def publish(self, *events: Envelope) -> None:
            super().publish(*events)
            if first in events:
                collection.update_one({"_id": "f"}, {"$push": {"outbox": to_document(second)}})

    save(collection, "f", first)
    relay = OutboxRelay(bus := WritingBus(), [collection])
    assert relay.publish_pending() == 1
    assert left_in(collection) == [second.id]
    assert relay.publish_pending() == 1
    assert bus.published == [first, second]


def test_a_relay_that_dies_between_publishing_and_pulling_repeats_the_same_ids(
    database: Database[Document], collection: Collection[Document]
) -> None:
    """The id belongs to the event, not to the act of publishing: an inbox sees that it is the same."""
    bus, received, event, last = LeaseQueueBus(database), Received(), build_event(), build_event()
    inbox = Inbox(database["inbox"])
    bus.subscribe("q", UPDATED)
    bus.publish(event)  # by the relay that died
    save(collection, "f", event, last)
    OutboxRelay(bus, [collection]).publish_pending()
    with consuming(bus, "q", UPDATED, lambda events: inbox.handle("q", events, received)):
        assert received.take(2) == [event, last]
    assert received.is_empty()


def test_the_relay_outlives_a_transport_that_is_away(collection: Collection[Document]) -> None:
    events = [build_event(number=number) for number in range(3)]
    save(collection, "f", *events)
    relay = OutboxRelay(bus := FlakyBus(failures=2), [collection])
    for _ in range(2):
        with pytest.raises(BusUnavailableError):
            relay.publish_pending()
        assert left_in(collection) == [event.id for event in events]
    assert relay.publish_pending() == 3
    assert bus.published == events


def test_an_event_nobody_listens_to_waits_and_blocks_no_other_document(collection: Collection[Document]) -> None:
    unheard, heard = build_event("nobody.listens"), build_event()
    save(collection, "a", unheard)
    save(collection, "b", heard)
    OutboxRelay(bus := FlakyBus(), [collection]).publish_pending()
    assert bus.published == [heard]
    assert left_in(collection) == [unheard.id]


def test_a_broken_outbox_entry_blocks_no_other_document(collection: Collection[Document]) -> None:
    heard = build_event()
    collection.insert_one({"_id": "a", "outbox": [{"id": "broken"}]})
    save(collection, "b", heard)
    OutboxRelay(bus := FlakyBus(), [collection]).publish_pending()
    assert bus.published == [heard]
    assert left_in(collection) == ["broken"]


def test_several_collections_are_relayed(database: Database[Document], collection: Collection[Document]) -> None:
    first, second = build_event(), build_event()
    save(collection, "a", first)
    save(database["outbox"], "b", second)
    OutboxRelay(bus := FlakyBus(), [collection, database["outbox"]]).publish_pending()
    assert bus.published == [first, second]


def test_the_events_of_many_documents_are_handed_over_together(collection: Collection[Document]) -> None:
    """One call of the transport and one write for all of them, however many documents they come from."""
    events = [build_event(number=number) for number in range(MOST_AT_ONCE + 20)]
    for number, event in enumerate(events):
        save(collection, f"{number:03}", event)

    class CountingBus(FlakyBus):
        calls: list[int] = []

        def publish(self, *events: Envelope) -> None:
            self.calls.append(len(events))
            super().publish(*events)

    assert OutboxRelay(bus := CountingBus(), [collection]).publish_pending() == len(events)
    assert bus.calls == [MOST_AT_ONCE, 20]
    assert left_in(collection) == []

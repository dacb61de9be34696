from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from pymongo.database import Database
from pymongo.errors import ServerSelectionTimeoutError

from wire.database import Document
from wire.envelope import Envelope, UndecodableEventError
from wire.inbox import RETRY_DELAYS, Inbox
from wire.testing import build_event


class FakeClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Handler:
    """Counts, and fails while it is told to."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.seen: list[str] = []

    def __call__(self, events: Sequence[Envelope]) -> None:
        self.seen += [event.id for event in events]
        if self.failure:
            raise self.failure


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def inbox(database: Database[Document], clock: FakeClock) -> Inbox:
    inbox = Inbox(database["inbox"], clock=clock)
    inbox.ensure_indexes()
    return inbox


def test_a_redelivered_event_is_handled_once_by_each_consumer(inbox: Inbox) -> None:
    event, handler = build_event(), Handler()
    for consumer in ("seats", "seats", "mail", "seats"):
        inbox.handle(consumer, [event], handler)
    assert handler.seen == [event.id] * 2


def test_a_failed_event_is_tried_again_later_until_it_succeeds(inbox: Inbox, clock: FakeClock) -> None:
    event, handler = build_event(), Handler(ValueError("not yet"))
    inbox.handle("seats", [event], handler)
    assert inbox.retry_due("seats", handler) == 0  # too early
    clock.advance(RETRY_DELAYS[0])
    assert inbox.retry_due("mail", handler) == 0  # another consumer's
    assert inbox.retry_due("seats", handler) == 1
    handler.failure = None
    clock.advance(RETRY_DELAYS[1])
    assert inbox.retry_due("seats", handler) == 1
    clock.advance(3600)
    assert inbox.retry_due("seats", handler) == 0
    inbox.handle("seats", [event], handler)
    assert len(handler.seen) == 3


def test_a_failed_event_that_is_redelivered_keeps_its_place_in_the_retries(inbox: Inbox, clock: FakeClock) -> None:
    event, handler = build_event(), Handler(ValueError())
    inbox.handle("seats", [event], handler)
    inbox.handle("seats", [event], handler)
    assert len(handler.seen) == 1


def kill(inbox: Inbox, clock: FakeClock, event: Envelope, handler: Handler) -> None:
    inbox.handle("seats", [event], handler)
    for delay in RETRY_DELAYS:
        clock.advance(delay)
        assert inbox.retry_due("seats", handler) == 1


def test_a_poison_event_is_dead_after_five_tries_and_can_be_replayed(inbox: Inbox, clock: FakeClock) -> None:
    event, handler = build_event(), Handler(ValueError("poison"))
    kill(inbox, clock, event, handler)
    clock.advance(3600)
    assert inbox.retry_due("seats", handler) == 0
    assert len(handler.seen) == 5
    [dead] = inbox.find_dead("seats")
    assert (dead["error"], dead["event"]["id"]) == ("ValueError('poison')", event.id)
    handler.failure = None
    assert inbox.replay(dead["_id"])
    assert inbox.retry_due("seats", handler) == 1
    assert inbox.find_dead("seats") == []
    assert len(handler.seen) == 6


def test_a_replayed_event_has_five_tries_again(inbox: Inbox, clock: FakeClock) -> None:
    event, handler = build_event(), Handler(ValueError("poison"))
    kill(inbox, clock, event, handler)
    assert inbox.replay(f"seats:{event.id}")
    for delay in (0.0, *RETRY_DELAYS):
        clock.advance(delay)
        assert inbox.retry_due("seats", handler) == 1
    assert len(inbox.find_dead("seats")) == 1


def test_an_event_that_cannot_be_read_is_dead_at_once(inbox: Inbox) -> None:
    inbox.handle("seats", [build_event()], Handler(UndecodableEventError("no flight_id")))
    assert [dead["tries"] for dead in inbox.find_dead("seats")] == [1]


def test_only_the_dead_are_replayed(inbox: Inbox) -> None:
    event = build_event()
    inbox.handle("seats", [event], Handler())
    assert not inbox.replay(f"seats:{event.id}")
    assert not inbox.replay("seats:nothing")


def test_a_poison_event_delays_no_other(inbox: Inbox) -> None:
    good, handler = build_event(), Handler()
    inbox.handle("seats", [build_event()], Handler(ValueError("poison")))
    inbox.handle("seats", [good], handler)
    assert handler.seen == [good.id]


def test_a_database_that_is_away_costs_an_event_no_try(inbox: Inbox, clock: FakeClock) -> None:
    event, handler = build_event(), Handler(ServerSelectionTimeoutError("down"))
    for _ in range(10):
        with pytest.raises(ServerSelectionTimeoutError):
            inbox.handle("seats", [event], handler)
    handler.failure = None
    inbox.handle("seats", [event], handler)
    assert inbox.find_dead("seats") == []
    assert len(handler.seen) == 11


def test_events_that_came_together_are_handled_together(inbox: Inbox) -> None:
    met, new, handler = build_event(), [build_event(), build_event()], Handler()
    inbox.handle("seats", [met], handler)
    batches: list[list[str]] = []
    inbox.handle("seats", [met, *new, new[0]], lambda events: batches.append([event.id for event in events]))
    assert batches == [[event.id for event in new]]


def test_one_poison_event_fails_for_itself_alone(inbox: Inbox, clock: FakeClock) -> None:
    """Together they fail, so each is handled by itself; what the first attempt did is done again, as it may be."""
    good, poison, last = (build_event() for _ in range(3))
    handled: list[str] = []

    def handle(events: Sequence[Envelope]) -> None:
        for event in events:
            if event == poison:
                raise ValueError("poison")
            handled.append(event.id)

    inbox.handle("seats", [good, poison, last], handle)
    assert handled == [good.id, good.id, last.id]
    inbox.handle("seats", [good, poison, last], handle)
    assert len(handled) == 3
    clock.advance(RETRY_DELAYS[0])
    tried: list[str] = []
    inbox.retry_due("seats", lambda events: tried.extend(event.id for event in events))
    assert tried == [poison.id]


def test_two_retriers_never_try_the_same_event_at_once(inbox: Inbox, clock: FakeClock) -> None:
    event, outer = build_event(), Handler()
    inbox.handle("seats", [event], Handler(ValueError()))
    clock.advance(RETRY_DELAYS[0])

    def race(_: Sequence[Envelope]) -> None:
        inbox.retry_due("seats", outer)

    assert inbox.retry_due("seats", race) == 1
    assert outer.seen == []

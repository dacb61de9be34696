"""What every transport promises; run over the lease queue and over RabbitMQ."""

import threading
from collections.abc import Sequence
from queue import Queue

import pytest

from wire.bus import MOST_AT_ONCE, EventBus, UnroutableError
from wire.envelope import Envelope
from wire.testing import PATIENCE_SECONDS, OpenBus, Received, build_event, consuming

UPDATED = ["flight.updated"]


def test_a_published_event_arrives_whole(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    sent, received = build_event(seats=3, name="Zoë"), Received()
    with consuming(open_bus(), queue, UPDATED, received):
        bus.subscribe(queue, UPDATED)
        bus.publish(sent)
        assert received.take() == [sent]


def test_an_event_nobody_subscribed_to_stays_with_its_publisher(bus: EventBus, queue: str) -> None:
    bus.subscribe(queue, ["reservation.created"])
    with pytest.raises(UnroutableError):
        bus.publish(build_event("flight.updated"))
    bus.publish(build_event("reservation.created"))


def test_events_wait_for_a_consumer_that_is_not_there_yet(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    sent = [build_event(number=number) for number in range(5)]
    bus.subscribe(queue, UPDATED)
    for one in sent:
        bus.publish(one)
    received = Received()
    with consuming(open_bus(), queue, UPDATED, received):
        assert received.take(5) == sent


def test_each_queue_gets_only_what_it_subscribed_to(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    bus.subscribe(f"{queue}.flights", UPDATED)
    bus.subscribe(f"{queue}.all", ["flight.updated", "reservation.created"])
    first, second = build_event("flight.updated"), build_event("reservation.created")
    bus.publish(first)
    bus.publish(second)
    flights, everything = Received(), Received()
    with consuming(open_bus(), f"{queue}.flights", UPDATED, flights):
        assert flights.take() == [first]
    with consuming(open_bus(), f"{queue}.all", ["flight.updated", "reservation.created"], everything):
        assert everything.take(2) == [first, second]
    assert flights.is_empty()


def test_one_consumer_sees_the_events_in_the_order_of_publishing(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    bus.subscribe(queue, UPDATED)
    sent = [build_event(number=number) for number in range(60)]
    for one in sent:
        bus.publish(one)
    received = Received()
    with consuming(open_bus(), queue, UPDATED, received):
        assert received.take(60) == sent


def test_events_published_together_arrive_in_their_order(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    bus.subscribe(queue, UPDATED)
    sent = [build_event(number=number) for number in range(2 * MOST_AT_ONCE + 1)]
    bus.publish(*sent)
    received = Received()
    with consuming(open_bus(), queue, UPDATED, received):
        assert received.take(len(sent)) == sent
    assert received.is_empty()


def test_of_events_published_together_those_nobody_subscribed_to_stay(
    bus: EventBus, open_bus: OpenBus, queue: str
) -> None:
    bus.subscribe(queue, UPDATED)
    heard, unheard, also_heard = build_event(), build_event("reservation.created"), build_event()
    with pytest.raises(UnroutableError) as refused:
        bus.publish(heard, unheard, also_heard)
    assert refused.value.event_ids == {unheard.id}
    received = Received()
    with consuming(open_bus(), queue, UPDATED, received):
        assert received.take(2) == [heard, also_heard]
    assert received.is_empty()


def test_what_waits_is_handled_together(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    bus.subscribe(queue, UPDATED)
    bus.publish(*(build_event(number=number) for number in range(MOST_AT_ONCE)))
    sizes: Queue[int] = Queue()
    with consuming(open_bus(), queue, UPDATED, lambda events: sizes.put(len(events))):
        handled = [sizes.get(timeout=PATIENCE_SECONDS)]
        while sum(handled) < MOST_AT_ONCE:
            handled.append(sizes.get(timeout=PATIENCE_SECONDS))
    assert len(handled) < MOST_AT_ONCE


def test_two_consumers_of_a_queue_share_its_events(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    bus.subscribe(queue, UPDATED)
    received = Received()
    with consuming(open_bus(), queue, UPDATED, received), consuming(open_bus(), queue, UPDATED, received):
        sent = [build_event(number=number) for number in range(100)]
        for one in sent:
            bus.publish(one)
        assert {one.id for one in received.take(100)} == {one.id for one in sent}
    assert received.is_empty()


def test_an_event_is_delivered_until_its_handler_returns(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    received, failures = Received(), [ConnectionError("database away"), ConnectionError("still away")]

    def fail_twice(events: Sequence[Envelope]) -> None:
        if failures:
            raise failures.pop()
        received(events)

    bus.subscribe(queue, UPDATED)
    sent = build_event()
    bus.publish(sent)
    with consuming(open_bus(), queue, UPDATED, fail_twice):
        assert received.take() == [sent]


def test_an_event_whose_handler_never_returned_goes_to_the_next_consumer(
    bus: EventBus, open_bus: OpenBus, queue: str
) -> None:
    """The consumer is stopped while its handler keeps failing: nothing was acknowledged, nothing is lost."""
    tried, received = threading.Event(), Received()

    def fail(_: Sequence[Envelope]) -> None:
        tried.set()
        raise ConnectionError("database away")

    bus.subscribe(queue, UPDATED)
    sent = [build_event(number=number) for number in range(3)]
    for one in sent:
        bus.publish(one)
    with consuming(open_bus(), queue, UPDATED, fail):
        assert tried.wait(PATIENCE_SECONDS)
    with consuming(open_bus(), queue, UPDATED, received):
        assert {one.id for one in received.take(3)} == {one.id for one in sent}


def test_a_handled_event_is_not_delivered_again(bus: EventBus, open_bus: OpenBus, queue: str) -> None:
    bus.subscribe(queue, UPDATED)
    first, second = build_event(number=1), build_event(number=2)
    received = Received()
    bus.publish(first)
    with consuming(open_bus(), queue, UPDATED, received):
        assert received.take() == [first]
    bus.publish(second)
    with consuming(open_bus(), queue, UPDATED, received):
        assert received.take() == [second]


def test_subscribing_again_changes_nothing(bus: EventBus, queue: str) -> None:
    bus.subscribe(queue, UPDATED)
    bus.subscribe(queue, UPDATED)
    bus.publish(build_event())

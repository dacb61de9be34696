"""The event bus: what a transport promises, and the choice of one from the environment.

At least once, in any order, to every queue subscribed to the event's type. `publish` returns only when the transport
owns the events (confirms, a journaled insert); a message leaves its queue only after its handler has returned.
Events travel one by one or many at a time, whichever the moment brings: who is busy finds more of them waiting.
"""

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from wire.backoff import Backoff
from wire.database import connect
from wire.envelope import Envelope

EXCHANGE = "airline.events"

# What is published and handled at once, at most: enough that a round trip costs little for each, and few enough that
# whoever comes next does not wait long.
MOST_AT_ONCE = 100

# Whoever works at the events that were there rests at most so long before the next.
LONGEST_REST_SECONDS = 0.25

# Given events in the order of publishing, as many as were waiting.
Handler = Callable[[Sequence[Envelope]], None]

log = logging.getLogger(__name__)


class BusUnavailableError(Exception):
    """The transport does not answer; the events are still the publisher's."""


class UnroutableError(Exception):
    """No queue is subscribed to the types of these events yet; they are still the publisher's, and only they."""

    def __init__(self, events: Sequence[Envelope]) -> None:
        super().__init__(f"No queue is subscribed to {', '.join(sorted({event.type for event in events}))}")
        self.event_ids = frozenset(event.id for event in events)


class EventBus(Protocol):
    def publish(self, *events: Envelope) -> None:
        """Hand the events over, in this order. BusUnavailableError leaves all of them with the publisher,
        UnroutableError those it names.
        """

    def subscribe(self, queue: str, types: Collection[str]) -> None:
        """From now on events of these types are kept for `queue`, whether or not anybody consumes it."""

    def consume(self, queue: str, types: Collection[str], handler: Handler, stop: threading.Event) -> None:
        """Subscribe and deliver until `stop`, reconnecting for ever. The handler is tried until it returns."""

    def close(self) -> None:
        """Let go of connections; what was not acknowledged is delivered again."""


def open_event_bus(environment: Mapping[str, str]) -> EventBus:
    """RabbitMQ when AMQP_URL says where it is, otherwise a lease queue in MongoDB."""
    from wire.lease_queue import LeaseQueueBus
    from wire.rabbitmq import RabbitBus

    if amqp_url := environment.get("AMQP_URL"):
        return RabbitBus(amqp_url)
    url = environment.get("EVENT_BUS_MONGODB_URL") or environment["MONGODB_URL"]
    return LeaseQueueBus(connect(url, environment.get("EVENT_BUS_DATABASE") or "events"))


def find_rest(handled: int, took_seconds: float) -> float:
    """How long to wait until more events have come to be handled together: as long as the last ones took, so that the
    slower everything is the more travel together; not at all when there are enough.
    """
    return 0.0 if handled >= MOST_AT_ONCE else min(took_seconds, LONGEST_REST_SECONDS)


def deliver(
    events: Sequence[Envelope], handler: Handler, stop: threading.Event, wait: Callable[[float], None] | None = None
) -> bool:
    """Try the handler until it returns; False when `stop` came first.

    A handler that meets a poison message puts it aside itself (`wire.inbox`), so what is raised here is the consumer's
    own database being away, and giving the messages back would only count against them.
    """
    backoff = Backoff()
    while not stop.is_set():
        try:
            handler(events)
        except Exception:
            log.exception("events not handled, trying again", extra={"event_ids": [event.id for event in events]})
            (wait or stop.wait)(backoff.next_seconds())
        else:
            return True
    return False

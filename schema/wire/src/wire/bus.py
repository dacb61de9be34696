"""The event bus: what a transport promises, and the choice of one from the environment.

At least once, in any order, to every queue subscribed to the event's type. `publish` returns only when the transport
owns the event (a confirm, a journaled insert); a message leaves its queue only after its handler has returned.
"""

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from wire.backoff import Backoff
from wire.database import connect
from wire.envelope import Envelope

EXCHANGE = "airline.events"

Handler = Callable[[Envelope], None]

log = logging.getLogger(__name__)


class BusUnavailableError(Exception):
    """The transport does not answer; the event is still the publisher's."""


class UnroutableError(Exception):
    """No queue is subscribed to this type yet; the event is still the publisher's."""


class EventBus(Protocol):
    def publish(self, event: Envelope) -> None:
        """Hand the event over. BusUnavailableError or UnroutableError leave it with the publisher."""

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


def deliver(
    event: Envelope, handler: Handler, stop: threading.Event, wait: Callable[[float], None] | None = None
) -> bool:
    """Try the handler until it returns; False when `stop` came first.

    A handler that meets a poison message puts it aside itself (`wire.inbox`), so what is raised here is the consumer's
    own database being away, and giving the message back would only count against it.
    """
    backoff = Backoff()
    while not stop.is_set():
        try:
            handler(event)
        except Exception:
            log.exception("event not handled, trying again", extra={"event_id": event.id, "event_type": event.type})
            (wait or stop.wait)(backoff.next_seconds())
        else:
            return True
    return False

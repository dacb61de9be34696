"""RabbitMQ: a durable topic exchange, one quorum queue a service, confirms, manual acknowledgement.

Retries live in the consumer's own database, not in delay queues: those lose messages when a broker restarts. What
cannot even be decoded goes to `<queue>.dead` through a dead-letter exchange. An unroutable event is refused, not lost.
"""

import logging
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

import pika
from pika.exceptions import AMQPError

from wire.backoff import Backoff
from wire.bus import EXCHANGE, MOST_AT_ONCE, BusUnavailableError, Handler, UnroutableError, deliver, find_rest
from wire.confirmed_channel import ConfirmedChannel
from wire.envelope import Envelope, UndecodableEventError, decode

# A batch in hand and the next one on its way.
PREFETCH = 2 * MOST_AT_ONCE
HEARTBEAT_SECONDS = 30
# How soon a quiet consumer notices that it is to stop.
INACTIVITY_SECONDS = 0.5
# A message that kills its worker each time is put aside in the end; high, because every restart counts one for each
# message the worker had prefetched.
DELIVERY_LIMIT = 200

log = logging.getLogger(__name__)
# pika reports one refused connection in seven lines of ERROR; it is ours to say, once, what we do about it.
logging.getLogger("pika").setLevel(logging.CRITICAL)


class RabbitBus:
    def __init__(self, url: str, *, exchange: str = EXCHANGE, prefetch: int = PREFETCH) -> None:
        self._parameters = pika.URLParameters(url)
        self._parameters.heartbeat = HEARTBEAT_SECONDS
        self._parameters.blocked_connection_timeout = HEARTBEAT_SECONDS
        self._exchange = exchange
        self._prefetch = prefetch
        self._lock = threading.Lock()  # a pika connection belongs to one thread at a time
        self._publisher: ConfirmedChannel | None = None

    def publish(self, *events: Envelope) -> None:
        with self._lock:
            try:
                unheard = self._publish(events)
            except (AMQPError, OSError) as error:
                self._drop_publisher()
                raise BusUnavailableError(repr(error)) from error
        if unheard:
            raise UnroutableError([event for event in events if event.id in unheard])

    def subscribe(self, queue: str, types: Collection[str]) -> None:
        try:
            with self._connection() as connection:
                self._declare(connection.channel(), queue, types)
        except (AMQPError, OSError) as error:
            raise BusUnavailableError(repr(error)) from error

    def consume(self, queue: str, types: Collection[str], handler: Handler, stop: threading.Event) -> None:
        backoff = Backoff()
        while not stop.is_set():
            try:
                with self._connection() as connection:
                    channel = connection.channel()
                    self._declare(channel, queue, types)
                    channel.basic_qos(prefetch_count=self._prefetch)
                    backoff.reset()
                    self._consume(connection, channel, queue, handler, stop)
            except (AMQPError, OSError) as error:
                log.warning("broker unreachable, trying again", extra={"queue": queue, "error": repr(error)})
                backoff.wait(stop)

    def close(self) -> None:
        with self._lock:
            self._drop_publisher()

    def _publish(self, events: Sequence[Envelope]) -> set[str]:
        if self._publisher is not None:
            try:
                return self._publisher.publish(events)
            except (AMQPError, OSError):
                # The broker closes a connection that was idle for too long: that one failure says nothing.
                self._drop_publisher()
        self._publisher = ConfirmedChannel(self._parameters, self._exchange)
        return self._publisher.publish(events)

    def _drop_publisher(self) -> None:
        channel, self._publisher = self._publisher, None
        if channel is not None:
            with suppress(AMQPError, OSError):
                channel.close()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        connection = pika.BlockingConnection(self._parameters)
        try:
            yield connection
        finally:
            # Closing a connection that the broker has dropped raises; it is closed either way.
            with suppress(AMQPError, OSError):
                connection.close()

    def _declare(self, channel: Any, queue: str, types: Collection[str]) -> None:
        graveyard, dead = f"{self._exchange}.dead", f"{queue}.dead"
        channel.exchange_declare(self._exchange, "topic", durable=True)
        channel.exchange_declare(graveyard, "direct", durable=True)
        channel.queue_declare(dead, durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_bind(dead, graveyard, dead)
        arguments = {
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": graveyard,
            "x-dead-letter-routing-key": dead,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        channel.queue_declare(queue, durable=True, arguments=arguments)
        for event_type in types:
            channel.queue_bind(queue, self._exchange, event_type)

    def _consume(self, connection: Any, channel: Any, queue: str, handler: Handler, stop: threading.Event) -> None:
        messages = channel.consume(queue, inactivity_timeout=INACTIVITY_SECONDS)
        for message in messages:
            if stop.is_set():
                break
            if message[0] is None:
                continue
            began = time.monotonic()
            # Whatever has come meanwhile is handled together with it.
            waiting = min(channel.get_waiting_message_count(), MOST_AT_ONCE - 1)
            tags, events = self._read(channel, queue, [message, *islice(messages, waiting)])
            # `connection.sleep` answers heartbeats while the handler's database is away.
            if events and deliver(events, handler, stop, wait=connection.sleep):
                channel.basic_ack(tags[-1], multiple=True)
                connection.sleep(find_rest(len(events), time.monotonic() - began))
        channel.cancel()

    def _read(self, channel: Any, queue: str, messages: Sequence[Any]) -> tuple[list[int], list[Envelope]]:
        """The events, and the tags of their messages."""
        tags, events = [], []
        for method, _, body in messages:
            try:
                events.append(decode(body))
                tags.append(method.delivery_tag)
            except UndecodableEventError:
                log.exception("undecodable message put aside", extra={"queue": queue})
                channel.basic_reject(method.delivery_tag, requeue=False)
        return tags, events

"""RabbitMQ: a durable topic exchange, one quorum queue a service, confirms, manual acknowledgement.

Retries live in the consumer's own database, not in delay queues: those lose messages when a broker restarts. What
cannot even be decoded goes to `<queue>.dead` through a dead-letter exchange. An unroutable event is refused, not lost.
"""

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pika
from pika.exceptions import AMQPError, NackError
from pika.exceptions import UnroutableError as ReturnedError

from wire.backoff import Backoff
from wire.bus import EXCHANGE, BusUnavailableError, Handler, UnroutableError, deliver
from wire.envelope import Envelope, UndecodableEventError, decode, encode

PREFETCH = 32
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
        self._publisher: Any = None  # the confirmed channel; pika has no types

    def publish(self, event: Envelope) -> None:
        with self._lock:
            reused = self._publisher is not None
            try:
                self._publish(event)
            except (AMQPError, OSError) as error:
                self._drop_publisher()
                # The broker closes a connection that was idle for too long: that one failure says nothing.
                if not reused:
                    raise BusUnavailableError(repr(error)) from error
                self._publish_once_more(event)

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

    def _publish(self, event: Envelope) -> None:
        if self._publisher is None:
            channel = pika.BlockingConnection(self._parameters).channel()
            channel.exchange_declare(self._exchange, "topic", durable=True)
            channel.confirm_delivery()
            self._publisher = channel
        properties = pika.BasicProperties(
            content_type="application/json",
            delivery_mode=pika.DeliveryMode.Persistent.value,
            message_id=event.id,
            correlation_id=event.correlation_id,
            type=event.type,
        )
        try:
            self._publisher.basic_publish(self._exchange, event.type, encode(event), properties, mandatory=True)
        except ReturnedError as error:
            raise UnroutableError(f"No queue is bound to {event.type}") from error
        except NackError as error:
            raise BusUnavailableError("The broker refused the event") from error

    def _publish_once_more(self, event: Envelope) -> None:
        try:
            self._publish(event)
        except (AMQPError, OSError) as error:
            self._drop_publisher()
            raise BusUnavailableError(repr(error)) from error

    def _drop_publisher(self) -> None:
        channel, self._publisher = self._publisher, None
        if channel is not None:
            with suppress(AMQPError, OSError):
                channel.connection.close()

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
        for method, _, body in channel.consume(queue, inactivity_timeout=INACTIVITY_SECONDS):
            if stop.is_set():
                break
            if method is None:
                continue
            try:
                event = decode(body)
            except UndecodableEventError:
                log.exception("undecodable message put aside", extra={"queue": queue})
                channel.basic_reject(method.delivery_tag, requeue=False)
                continue
            # `connection.sleep` answers heartbeats while the handler's database is away.
            if deliver(event, handler, stop, wait=connection.sleep):
                channel.basic_ack(method.delivery_tag)
        channel.cancel()

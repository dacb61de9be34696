"""A publisher's channel to RabbitMQ: many messages out, then one wait for the confirms of all.

pika's blocking channel waits for each confirm before the next message; a quorum queue writes to its disk before it
confirms, so that many in flight cost hardly more time than one. This is pika's other connection, run in the caller's
thread while it has something to wait for.
"""

from collections.abc import Sequence
from typing import Any

import pika
from pika.exceptions import AMQPConnectionError, AMQPError, NackError

from wire.envelope import Envelope, encode


class ConfirmedChannel:
    """Opened in the constructor; after anything raised here it is of no more use. Raises AMQPError."""

    def __init__(self, parameters: pika.URLParameters, exchange: str) -> None:
        self._exchange = exchange
        self._failure: AMQPError | None = None
        self._sent = 0
        self._unconfirmed: set[int] = set()
        self._refused = False
        self._returned: set[str] = set()
        self._channel: Any = None  # pika has no types
        self._connection: Any = pika.SelectConnection(
            parameters,
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._on_open),
            on_open_error_callback=lambda _, error: self._fail(error),
            on_close_callback=lambda _, error: self._fail(error),
        )
        try:
            self._wait()
        except AMQPError:
            self.close()
            raise

    def publish(self, events: Sequence[Envelope]) -> set[str]:
        """The ids of those that no queue is bound for; the broker owns the others."""
        if self._failure is not None:
            raise self._failure
        self._returned, self._refused = set(), False
        for event in events:
            self._send(event)
        if self._unconfirmed:
            self._wait()
        if self._refused:
            raise NackError([])
        return self._returned

    def close(self) -> None:
        try:
            if self._connection.is_open:
                self._connection.close()
            while not self._connection.is_closed:
                self._connection.ioloop.start()
        finally:
            self._connection.ioloop.close()

    def _send(self, event: Envelope) -> None:
        properties = pika.BasicProperties(
            content_type="application/json",
            delivery_mode=pika.DeliveryMode.Persistent.value,
            message_id=event.id,
            correlation_id=event.correlation_id,
            type=event.type,
        )
        self._channel.basic_publish(self._exchange, event.type, encode(event), properties, mandatory=True)
        self._sent += 1
        self._unconfirmed.add(self._sent)

    def _on_open(self, channel: Any) -> None:
        self._channel = channel
        channel.add_on_close_callback(lambda _, error: self._fail(error))
        channel.add_on_return_callback(lambda _, method, properties, body: self._returned.add(properties.message_id))
        channel.exchange_declare(
            self._exchange,
            "topic",
            durable=True,
            callback=lambda _: channel.confirm_delivery(self._on_confirm, lambda _: self._stop_waiting()),
        )

    def _on_confirm(self, frame: Any) -> None:
        method = frame.method
        if method.multiple:
            self._unconfirmed = {tag for tag in self._unconfirmed if tag > method.delivery_tag}
        else:
            self._unconfirmed.discard(method.delivery_tag)
        self._refused = self._refused or isinstance(method, pika.spec.Basic.Nack)
        if not self._unconfirmed:
            self._stop_waiting()

    def _fail(self, error: BaseException) -> None:
        failure = error if isinstance(error, AMQPError) else AMQPConnectionError(repr(error))
        self._failure = self._failure or failure
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        self._connection.ioloop.stop()

    def _wait(self) -> None:
        """Until the broker has said what is waited for, or the connection has ended."""
        self._connection.ioloop.start()
        if self._failure is not None:
            raise self._failure

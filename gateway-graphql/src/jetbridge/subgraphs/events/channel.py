"""pika's callbacks as coroutines: a connection with one channel, and on it one queue of this worker's own.

The queue is exclusive, so it ends with the connection; nothing is acknowledged, because what a subscriber missed is not
told later. Its name begins with `jetbridge.`, for the broker's permissions.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pika
from pika.adapters.asyncio_connection import AsyncioConnection
from pika.exceptions import AMQPError

from jetbridge.subgraphs.events.listener import BrokerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.config.rabbitmq import RabbitMq

    # Exchange, routing key, id the publisher gave (or None), body.
    OnMessage = Callable[[str, str, str | None, bytes], None]

# pika reports one refused connection in seven lines; what follows from it is said once, by whoever listens.
logging.getLogger("pika").setLevel(logging.CRITICAL)


class Channel:
    """`on_lost` is called once, when nothing more will come."""

    def __init__(self, on_message: OnMessage, on_lost: Callable[[BrokerError], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._on_message = on_message
        self._on_lost = on_lost
        self._waiting: set[asyncio.Future[Any]] = set()
        self._failure: BrokerError | None = None
        self._closed = asyncio.Event()
        self._queue = f"jetbridge.{uuid4().hex}"
        self._connection: Any = None  # pika has no types
        self._channel: Any = None

    async def open(self, settings: RabbitMq) -> None:
        """Raises `BrokerError`."""
        await self._connect(settings)
        try:
            async with asyncio.timeout(settings.connect_seconds):
                await self._prepare(settings)
        except TimeoutError:
            await self.close()
            raise BrokerError("The message broker does not answer in time.") from None

    async def _connect(self, settings: RabbitMq) -> None:
        parameters = pika.URLParameters(settings.url)
        parameters.heartbeat = settings.heartbeat_seconds
        parameters.connection_attempts = 1
        # pika's own limit: closed by us before it is open, a connection complains to nobody in particular.
        parameters.socket_timeout = parameters.stack_timeout = settings.connect_seconds
        opened = self._expect()
        self._connection = AsyncioConnection(
            parameters,
            on_open_callback=lambda _: _answer(opened),
            on_open_error_callback=lambda *_: self._end("The message broker cannot be reached."),
            on_close_callback=lambda *_: self._end("The connection to the message broker broke off."),
            custom_ioloop=self._loop,
        )
        await self._wait(opened)

    async def _prepare(self, settings: RabbitMq) -> None:
        self._channel = await self._open_channel()
        self._channel.add_on_close_callback(lambda *_: self._lose("The message broker closed the channel."))
        self._channel.add_on_cancel_callback(lambda *_: self._lose("The message broker took the queue away."))
        arguments = {"x-max-length": settings.queue}
        await self._call(
            self._channel.queue_declare, self._queue, exclusive=True, auto_delete=True, arguments=arguments
        )
        await self._call(self._channel.basic_consume, self._queue, self._receive, auto_ack=True)

    async def check_exchange(self, exchange: str) -> None:
        """Raises `BrokerError` if there is none. On a channel of its own, which the broker closes then."""
        channel = await self._open_channel()
        answered = self._expect()
        text = f'The message broker has no exchange "{exchange}" that may be read.'
        channel.add_on_close_callback(lambda *_: _refuse(answered, BrokerError(text)))
        channel.exchange_declare(exchange, passive=True, callback=lambda _: _answer(answered))
        await self._wait(answered)
        channel.close()

    async def bind(self, exchange: str, routing_key: str) -> None:
        await self._call(self._channel.queue_bind, self._queue, exchange, routing_key)

    def unbind(self, exchange: str, routing_key: str) -> None:
        if self._failure is None:
            self._channel.queue_unbind(self._queue, exchange, routing_key)

    async def close(self) -> None:
        if self._connection is None or self._connection.is_closed:
            return
        if not self._connection.is_closing:
            self._connection.close()
        await self._closed.wait()

    async def _open_channel(self) -> Any:
        return await self._call(self._connection.channel, named="on_open_callback")

    async def _call(self, method: Any, *values: Any, named: str = "callback", **options: Any) -> Any:
        answered = self._expect()
        try:
            method(*values, **options, **{named: lambda answer: _answer(answered, answer)})
        except AMQPError:
            _refuse(answered, BrokerError("The connection to the message broker broke off."))
        return await self._wait(answered)

    def _expect(self) -> asyncio.Future[Any]:
        expected: asyncio.Future[Any] = self._loop.create_future()
        self._waiting.add(expected)
        if self._failure is not None:
            expected.set_exception(self._failure)
        return expected

    async def _wait(self, expected: asyncio.Future[Any]) -> Any:
        try:
            return await expected
        finally:
            self._waiting.discard(expected)

    def _receive(self, _: Any, method: Any, properties: Any, body: bytes) -> None:
        self._on_message(method.exchange, method.routing_key, properties.message_id, body)

    def _end(self, why: str) -> None:
        self._closed.set()
        self._lose(why)

    def _lose(self, why: str) -> None:
        if self._failure is not None:
            return
        self._failure = BrokerError(why)
        for each in self._waiting:
            _refuse(each, self._failure)
        if self._connection.is_open:  # only the channel is gone: without it, the connection is of no use
            self._connection.close()
        self._on_lost(self._failure)


def _answer(expected: asyncio.Future[Any], answer: Any = None) -> None:
    if not expected.done():
        expected.set_result(answer)


def _refuse(expected: asyncio.Future[Any], error: BrokerError) -> None:
    if not expected.done():
        expected.set_exception(error)

"""What one worker hears of RabbitMQ: one connection and one queue, bound to whatever its subscribers want to hear.

Equal wishes share a binding. A connection that breaks off takes all subscribers with it: each hears of it, and decides
whether to listen again; the next one to listen opens another connection.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.subgraphs.events.channel import Channel
from jetbridge.subgraphs.events.listener import BrokerError, Interest, Listener, read_message
from jetbridge.subgraphs.events.routing_keys import matches
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from jetbridge.config.rabbitmq import RabbitMq
    from jetbridge.subgraphs.events.listener import Accepts

log = Log("jetbridge.events")

# Publishers that do not know whether a message arrived send it again, with the same id, after seconds at most.
REMEMBERED_IDS = 4096


class Broker:
    """Belongs to the running event loop; connects when somebody listens."""

    def __init__(self, settings: RabbitMq) -> None:
        self._settings = settings
        self._opening: asyncio.Task[_Session] | None = None
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def listen(self, interest: Interest, accepts: Accepts) -> Listener:
        """Everything published from now on comes. Raises `BrokerError`."""
        if self._opening is None or _has_ended(self._opening):
            self._opening = asyncio.create_task(self._open())
        # Others may wait for the same connection.
        session = await asyncio.shield(self._opening)
        listener = Listener(interest, accepts, self._settings.backlog)
        await session.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        if self._opening is not None and self._opening.done() and not self._opening.cancelled():
            session = None if self._opening.exception() else self._opening.result()
            if session is not None:
                session.remove(listener)

    async def close(self) -> None:
        """Subscribers hear of it."""
        opening, self._opening = self._opening, None
        if opening is None:
            return
        await asyncio.wait([opening])
        if not opening.cancelled() and opening.exception() is None:
            await opening.result().close()

    async def _open(self) -> _Session:
        session = _Session(self._seen)
        await session.channel.open(self._settings)
        log.info("connected to the message broker")
        return session


def _has_ended(opening: asyncio.Task[_Session]) -> bool:
    return opening.done() and (
        opening.cancelled() or opening.exception() is not None or opening.result().failure is not None
    )


class _Session:
    """One connection, and who listens there."""

    def __init__(self, seen: OrderedDict[tuple[str, str], None]) -> None:
        self.channel = Channel(self._receive, self._lose)
        self.failure: BrokerError | None = None
        self._seen = seen
        self._listeners: dict[Interest, set[Listener]] = {}
        # How many interests need each binding, and when it is there.
        self._bindings: dict[tuple[str, str], tuple[int, asyncio.Future[None]]] = {}
        # Under way: each takes a channel, of which a connection has not as many as there may be subscribers.
        self._checks: dict[str, asyncio.Future[None]] = {}

    async def add(self, listener: Listener) -> None:
        if self.failure is not None:
            raise self.failure
        interest = listener.interest
        # Before it is bound: what comes at once is heard.
        self._listeners.setdefault(interest, set()).add(listener)
        try:
            await self._bind(interest)
        except BaseException:
            self.remove(listener)
            raise

    def remove(self, listener: Listener) -> None:
        there = self._listeners.get(listener.interest)
        if there is None or listener not in there:
            return
        there.remove(listener)
        if not there:
            del self._listeners[listener.interest]
        for key in listener.interest.routing_keys:
            self._unbind(listener.interest.exchange, key)

    async def close(self) -> None:
        self._lose(BrokerError("The gateway has closed its connection to the message broker."))
        await self.channel.close()

    async def _bind(self, interest: Interest) -> None:
        waiting = []
        for key in interest.routing_keys:
            count, bound = self._bindings.get((interest.exchange, key), (0, None))
            if bound is None:
                bound = asyncio.ensure_future(self._bind_first(interest.exchange, key))
            self._bindings[interest.exchange, key] = count + 1, bound
            waiting.append(bound)
        for outcome in await asyncio.gather(*map(asyncio.shield, waiting), return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def _bind_first(self, exchange: str, key: str) -> None:
        # To bind to what is not there would close the channel, for everybody.
        await self._check(exchange)
        await self.channel.bind(exchange, key)

    async def _check(self, exchange: str) -> None:
        checking = self._checks.get(exchange)
        if checking is None:
            checking = self._checks[exchange] = asyncio.ensure_future(self.channel.check_exchange(exchange))
            checking.add_done_callback(lambda _: self._checks.pop(exchange))
        await asyncio.shield(checking)

    def _unbind(self, exchange: str, key: str) -> None:
        count, bound = self._bindings.get((exchange, key), (0, None))
        if count > 1 and bound is not None:
            self._bindings[exchange, key] = count - 1, bound
            return
        self._bindings.pop((exchange, key), None)
        if bound is not None:
            # Who leaves early leaves before it is bound.
            bound.add_done_callback(lambda bound: self._unbind_left(exchange, key, bound))

    def _unbind_left(self, exchange: str, key: str, bound: asyncio.Future[None]) -> None:
        is_bound = not bound.cancelled() and bound.exception() is None
        if is_bound and self.failure is None and (exchange, key) not in self._bindings:
            self.channel.unbind(exchange, key)

    def _receive(self, exchange: str, routing_key: str, message_id: str | None, body: bytes) -> None:
        if message_id is not None and self._is_known(exchange, message_id):
            return
        heard = [
            listener
            for interest, listeners in self._listeners.items()
            if interest.exchange == exchange and any(matches(key, routing_key) for key in interest.routing_keys)
            for listener in listeners
        ]
        if not heard:
            return
        try:
            message: Any = read_message(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            log.warning("a message that is no JSON is left out", exchange=exchange, routing_key=routing_key)
            return
        for listener in heard:
            listener.offer(message)

    def _is_known(self, exchange: str, message_id: str) -> bool:
        if (exchange, message_id) in self._seen:
            return True
        self._seen[exchange, message_id] = None
        if len(self._seen) > REMEMBERED_IDS:
            self._seen.popitem(last=False)
        return False

    def _lose(self, error: BrokerError) -> None:
        if self.failure is not None:
            return
        self.failure = error
        log.warning("no more events come from the message broker", reason=error.message)
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.fail(error)

"""What one worker hears of RabbitMQ: one connection and one queue, bound to whatever its subscribers want to hear.

Equal wishes share a binding. A connection that breaks off takes all subscribers with it: each hears of it, and decides
whether to listen again; the next one to listen opens another connection.
"""

from __future__ import annotations

import asyncio
import functools
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.subgraphs.events.channel import Channel
from jetbridge.subgraphs.events.listener import BrokerError, Listener, read_message
from jetbridge.subgraphs.events.routing_keys import is_pattern, matches
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from jetbridge.config.rabbitmq import RabbitMq
    from jetbridge.subgraphs.events.listener import Accepts, Interest

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
        if self._opening is None or self._has_ended(self._opening):
            self._opening = asyncio.create_task(self._open())
        # Others may wait for the same connection.
        session = await asyncio.shield(self._opening)
        listener = Listener(interest, accepts, self._settings.backlog)
        await session.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        session = self._find_session()
        if session is not None:
            session.remove(listener)

    async def close(self) -> None:
        """Subscribers hear of it."""
        if self._opening is not None:
            await asyncio.wait([self._opening])
        session, self._opening = self._find_session(), None
        if session is not None:
            await session.close()

    async def _open(self) -> _Session:
        session = _Session(self._seen)
        await session.channel.open(self._settings)
        log.info("connected to the message broker")
        return session

    def _find_session(self) -> _Session | None:
        """The one last opened, if it could be: it may have been lost since."""
        opening = self._opening
        if opening is None or not opening.done() or opening.cancelled() or opening.exception() is not None:
            return None
        return opening.result()

    def _has_ended(self, opening: asyncio.Task[_Session]) -> bool:
        session = self._find_session()
        return opening.done() and (session is None or session.failure is not None)


@dataclass(eq=False, slots=True)
class _Binding:
    """One routing key of an exchange: when the queue is bound to it, and who needs that."""

    bound: asyncio.Future[None]
    listeners: set[Listener] = field(default_factory=set)


class _Session:
    """One connection, and who listens there."""

    def __init__(self, seen: OrderedDict[tuple[str, str], None]) -> None:
        self.channel = Channel(self._receive, self._lose)
        self.failure: BrokerError | None = None
        self._seen = seen
        self._bindings: dict[tuple[str, str], _Binding] = {}
        # Those with * or #. All others are found by a message's own key, however many there are.
        self._patterns: set[tuple[str, str]] = set()
        # Under way: each takes a channel, of which a connection has not as many as there may be subscribers.
        self._checks: dict[str, asyncio.Future[None]] = {}

    async def add(self, listener: Listener) -> None:
        if self.failure is not None:
            raise self.failure
        try:
            await self._bind(listener)
        except BaseException:
            self.remove(listener)
            raise

    def remove(self, listener: Listener) -> None:
        for key in listener.interest.routing_keys:
            there = (listener.interest.exchange, key)
            binding = self._bindings.get(there)
            if binding is not None and listener in binding.listeners:
                binding.listeners.remove(listener)
                if not binding.listeners:
                    self._unbind(there)

    async def close(self) -> None:
        self._lose(BrokerError("The gateway has closed its connection to the message broker.", passing=False))
        await self.channel.close()

    async def _bind(self, listener: Listener) -> None:
        exchange, keys = listener.interest.exchange, listener.interest.routing_keys
        bindings = [self._share_binding(exchange, key) for key in keys]
        # Before they are bound: what comes at once is heard.
        for binding in bindings:
            binding.listeners.add(listener)
        waiting = (asyncio.shield(binding.bound) for binding in bindings)
        for outcome in await asyncio.gather(*waiting, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    def _share_binding(self, exchange: str, key: str) -> _Binding:
        there = (exchange, key)
        if there not in self._bindings:
            self._bindings[there] = _Binding(asyncio.ensure_future(self._bind_first(exchange, key)))
            if is_pattern(key):
                self._patterns.add(there)
        return self._bindings[there]

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

    def _unbind(self, there: tuple[str, str]) -> None:
        self._patterns.discard(there)
        # Who leaves early leaves before it is bound.
        self._bindings.pop(there).bound.add_done_callback(functools.partial(self._unbind_left, there))

    def _unbind_left(self, there: tuple[str, str], bound: asyncio.Future[None]) -> None:
        is_bound = not bound.cancelled() and bound.exception() is None
        if is_bound and self.failure is None and there not in self._bindings:
            self.channel.unbind(*there)

    def _receive(self, exchange: str, routing_key: str, message_id: str | None, body: bytes) -> None:
        if message_id is not None and self._is_known(exchange, message_id):
            return
        heard = self._find_listeners(exchange, routing_key)
        if not heard:
            return
        try:
            message: Any = read_message(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            log.warning("a message that is no JSON is left out", exchange=exchange, routing_key=routing_key)
            return
        for listener in heard:
            listener.offer(message)

    def _find_listeners(self, exchange: str, routing_key: str) -> set[Listener]:
        found = {there for there in self._patterns if there[0] == exchange and matches(there[1], routing_key)}
        found.add((exchange, routing_key))
        return {listener for there in found if there in self._bindings for listener in self._bindings[there].listeners}

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
        for binding in self._bindings.values():
            for listener in binding.listeners:
                listener.fail(error)

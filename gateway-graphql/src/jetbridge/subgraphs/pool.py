"""The connections to one subgraph: calls in, each started on an idle connection, a new one, or after waiting its turn.

Last in, first out: what is used stays warm, what is not goes stale and is closed. A connection that idled longer than
`idle_seconds` is not trusted to be open at the other end; for calls that must not be repeated the time is shorter.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from typing import TYPE_CHECKING, Protocol

from jetbridge.subgraphs.http1 import Connection, Exchange
from jetbridge.subgraphs.settings import build_ssl_context

if TYPE_CHECKING:
    from jetbridge.subgraphs.settings import Destination

# A connection closed by the other end at the very moment we write cannot be told from one that took the request; for
# calls that are not repeated, only connections that were in use just now are good enough.
SURE_SECONDS = 0.5


class Unreachable(Exception):
    """No connection could be had; the sentence says why."""


class Overloaded(Unreachable):
    """Too many calls wait for a connection already."""


class Call(Exchange, Protocol):
    """What the pool needs of a call: `done` is True once nobody waits for it; it is told its `connection`."""

    request: bytes
    repeatable: bool
    done: bool
    connection: Connection | None


class ConnectionPool:
    """Belongs to one event loop."""

    def __init__(self, destination: Destination, loop: asyncio.AbstractEventLoop) -> None:
        self._destination = destination
        self._loop = loop
        self._tls = build_ssl_context(destination.address, destination.tls)
        self._idle: list[Connection] = []
        self._queue: deque[Call] = deque()
        self._connecting: set[asyncio.Task[None]] = set()
        self._open = 0
        self._closed = False

    @property
    def open_connections(self) -> int:
        return self._open

    def run(self, call: Call, now: float) -> None:
        """Start `call` now if a connection is at hand, else as soon as there is one."""
        idle = self._idle
        if idle:
            limit = self._destination.idle_seconds if call.repeatable else SURE_SECONDS
            while idle:
                connection = idle.pop()
                if now - connection.idle_since < limit and connection.usable:
                    call.connection = connection
                    connection.start(call, call.request)
                    return
                connection.close()
        if self._open < self._destination.connections:
            self._connect(call)
        elif len(self._queue) < self._destination.queue:
            self._queue.append(call)
        else:
            call.failed(Overloaded("too many requests wait for it"))

    def close_stale(self, now: float) -> None:
        """Close what idled too long: at the cold end of the list."""
        while self._idle and now - self._idle[0].idle_since >= self._destination.idle_seconds:
            self._idle.pop(0).close()

    @property
    def has_idle(self) -> bool:
        return bool(self._idle)

    def close(self) -> None:
        """Close idle connections now, and the others when their calls are done."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _connect(self, call: Call) -> None:
        self._open += 1
        task = self._loop.create_task(self._open_connection(call))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _open_connection(self, call: Call) -> None:
        try:
            connection = await self._dial()
        except Unreachable as error:
            self._open -= 1
            call.failed(error)
            self._run_next()
            return
        if call.done:
            self._released(connection)
        else:
            _start(call, connection)

    async def _dial(self) -> Connection:
        destination, address = self._destination, self._destination.address
        try:
            async with asyncio.timeout(destination.connect_seconds):
                _, connection = await self._loop.create_connection(
                    lambda: Connection(destination.response_bytes, self._released, self._lost),
                    address.host,
                    address.port,
                    ssl=self._tls,
                    server_hostname=address.host if self._tls else None,
                )
        except TimeoutError as error:
            raise Unreachable("it does not accept connections in time") from error
        except ssl.SSLError as error:
            raise Unreachable("its TLS certificate or protocol is not accepted") from error
        except OSError as error:
            raise Unreachable("it does not accept connections") from error
        return connection

    def _released(self, connection: Connection) -> None:
        while self._queue:
            call = self._queue.popleft()
            if not call.done:
                _start(call, connection)
                return
        if self._closed:
            connection.close()
            return
        connection.idle_since = self._loop.time()
        self._idle.append(connection)

    def _lost(self, connection: Connection) -> None:
        self._open -= 1
        if connection in self._idle:
            self._idle.remove(connection)
        self._run_next()

    def _run_next(self) -> None:
        while self._queue and self._open < self._destination.connections:
            call = self._queue.popleft()
            if not call.done:
                self._connect(call)


def _start(call: Call, connection: Connection) -> None:
    call.connection = connection
    connection.start(call, call.request)

"""The HTTP/2 connections to one subgraph: one, as a rule, and another when it has as many calls as the subgraph allows.

Calls wait while a connection is opened, rather than open one each. The limits are those of HTTP/1.1: how many
connections, how many calls may wait, and how long an idle connection is trusted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from jetbridge.subgraphs.dialing import Overloaded, Unreachable, dial
from jetbridge.subgraphs.http2 import Http2Connection
from jetbridge.subgraphs.pool import SURE_SECONDS
from jetbridge.subgraphs.settings import build_ssl_context

if TYPE_CHECKING:
    from jetbridge.subgraphs.exchange import Call
    from jetbridge.subgraphs.settings import Destination

# What a connection that is being opened is expected to carry: the least that RFC 9113 recommends to allow.
EXPECTED_STREAMS = 100


class Http2Pool:
    """Belongs to one event loop."""

    def __init__(self, destination: Destination, loop: asyncio.AbstractEventLoop) -> None:
        self._destination = destination
        self._loop = loop
        self._tls = build_ssl_context(destination.address, destination.tls)
        if self._tls is not None:
            self._tls.set_alpn_protocols(["h2"])
        self._connections: list[Http2Connection] = []
        self._waiting: deque[Call] = deque()
        # One at a time: all who wait may find room on it.
        self._dialling: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def open_connections(self) -> int:
        return len(self._connections) + (self._dialling is not None)

    @property
    def has_idle(self) -> bool:
        return any(not connection.streams for connection in self._connections)

    def run(self, call: Call, now: float) -> None:
        connection = self._find_connection(call, now)
        if connection is not None:
            connection.start(call)
            return
        if self.open_connections < self._destination.connections and self._dialling is None:
            self._dial()
        if len(self._waiting) < self._destination.queue + EXPECTED_STREAMS * (self._dialling is not None):
            self._waiting.append(call)
        else:
            call.failed(Overloaded("too many requests wait for it"))

    def close_stale(self, now: float) -> None:
        for connection in list(self._connections):
            if not connection.streams and now - connection.idle_since >= self._destination.idle_seconds:
                self._retire(connection)

    def close(self) -> None:
        self._closed = True
        for connection in list(self._connections):
            self._retire(connection)

    def _find_connection(self, call: Call, now: float) -> Http2Connection | None:
        """The first that has room, so that those behind it become idle and are closed."""
        patience = self._destination.idle_seconds if call.repeatable else SURE_SECONDS
        for connection in list(self._connections):
            if not connection.streams and now - connection.idle_since >= patience:
                self._retire(connection)
            elif connection.takes_calls:
                return connection
        return None

    def _retire(self, connection: Http2Connection) -> None:
        connection.leave()
        if not connection.streams:
            self._forget(connection)

    def _forget(self, connection: Http2Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)

    def _dial(self) -> None:
        self._dialling = self._loop.create_task(self._open_connection())

    async def _open_connection(self) -> None:
        try:
            connection = await self._connect()
        except Unreachable as error:
            self._dialling = None
            self._fail_waiting(error)
            return
        self._dialling = None
        connection.idle_since = self._loop.time()
        self._connections.append(connection)
        self._released(connection)

    async def _connect(self) -> Http2Connection:
        connection = await dial(self._loop, self._destination, self._tls, self._build_connection)
        try:
            async with asyncio.timeout(self._destination.connect_seconds):
                await connection.ready
        except (TimeoutError, ConnectionError) as error:
            connection.leave()
            raise Unreachable("it does not speak HTTP/2") from error
        return connection

    def _build_connection(self) -> Http2Connection:
        destination = self._destination
        return Http2Connection(destination.address, destination.response_bytes, self._released, self._lost)

    def _released(self, connection: Http2Connection) -> None:
        """It has room for another call."""
        while self._waiting and connection.takes_calls:
            call = self._waiting.popleft()
            if not call.done:
                connection.start(call)
        if self._waiting:
            self._dial_for_waiting()
        elif self._closed:
            self._retire(connection)

    def _lost(self, connection: Http2Connection) -> None:
        self._forget(connection)
        self._dial_for_waiting()

    def _dial_for_waiting(self) -> None:
        if self._waiting and self._dialling is None and self.open_connections < self._destination.connections:
            self._dial()

    def _fail_waiting(self, error: Unreachable) -> None:
        """Those who wait for a connection that is not to be had; if there is another, they wait for that."""
        if self._connections:
            return
        waiting, self._waiting = self._waiting, deque()
        for call in waiting:
            if not call.done:
                call.failed(error)

"""The connections to one subgraph: calls in, each started on an idle connection, a new one, or after waiting its turn.

Last in, first out: what is used stays warm, what is not goes stale and is closed. A connection that idled longer than
`idle_seconds` is not trusted to be open at the other end; for calls that must not be repeated the time is shorter.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from jetbridge.subgraphs.dialing import Overloaded, Unreachable, dial
from jetbridge.subgraphs.http1 import Connection
from jetbridge.subgraphs.settings import ACCEPT, build_ssl_context

if TYPE_CHECKING:
    import asyncio

    from jetbridge.subgraphs.exchange import Call
    from jetbridge.subgraphs.settings import Destination

# A connection closed by the other end at the very moment we write cannot be told from one that took the request; for
# calls that are not repeated, only connections that were in use just now are good enough.
SURE_SECONDS = 0.5


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
        address = destination.address
        self._head = (
            f"POST {address.target} HTTP/1.1\r\nhost: {address.authority}\r\ncontent-type: application/json\r\n"
            f"accept: {ACCEPT}\r\ncontent-length: "
        ).encode("ascii")

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
                    self._start(call, connection)
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
            connection = await dial(self._loop, self._destination, self._tls, self._build_connection)
        except Unreachable as error:
            self._open -= 1
            call.failed(error)
            self._run_next()
            return
        if call.done:
            self._released(connection)
        else:
            self._start(call, connection)

    def _build_connection(self) -> Connection:
        return Connection(self._destination.response_bytes, self._released, self._lost)

    def _start(self, call: Call, connection: Connection) -> None:
        call.connection = connection
        connection.start(call, b"%b%d\r\n%b\r\n%b" % (self._head, len(call.body), call.headers, call.body))

    def _released(self, connection: Connection) -> None:
        while self._queue:
            call = self._queue.popleft()
            if not call.done:
                self._start(call, connection)
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

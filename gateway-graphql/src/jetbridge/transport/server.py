"""The gateway's own HTTP/1.1 server around one handler: connections are accepted, counted, and drained at the end.

What happens on a connection is in `connection.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
from typing import TYPE_CHECKING

from jetbridge.transport.connection import ServerConnection
from jetbridge.transport.turns import Turns

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from jetbridge.config.listening import Listen
    from jetbridge.config.requests import Limits
    from jetbridge.transport.message import Handler

# Deadlines of connections are looked at this often, all together.
SWEEP_SECONDS = 0.5
# While stopping, idle connections wait so long for a request that was sent before its client knew.
IDLE_SECONDS = 1.0
STOPPING_LOOK_SECONDS = 0.02


class HttpServer:
    """Accepts connections and keeps count of them. Belongs to one event loop."""

    def __init__(
        self, handler: Handler, listen: Listen, limits: Limits, count_replies: Callable[[], int] = lambda: 0
    ) -> None:
        self.handler = handler
        self.listen = listen
        self.limits = limits
        self.loop = asyncio.get_running_loop()
        self.connections: set[ServerConnection] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.turns = Turns(self.loop, count_replies)
        self.closing = False
        self._hurried = asyncio.Event()
        self.common_headers = b""
        self._server: asyncio.Server | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._refresh_date()

    async def start(
        self, host: str, port: int, *, reuse_port: bool = False, tls: ssl.SSLContext | None = None
    ) -> tuple[str, int]:
        """Listen; the port is the one actually bound (0 asks for a free one)."""
        self._server = await self.loop.create_server(
            lambda: ServerConnection(self), host, port, backlog=2048, reuse_port=reuse_port or None, ssl=tls
        )
        self._timer = self.loop.call_later(SWEEP_SECONDS, self._sweep)
        address = self._server.sockets[0].getsockname()
        return address[0], address[1]

    async def stop(self) -> None:
        """Have clients go elsewhere, then take no new connection, and let requests in work finish for `drain_seconds`.

        Whatever is answered from now on says that its connection ends. An idle one is kept a moment longer: a request
        may be on its way, and its client could not know whether it was run.
        """
        self.closing = True
        await self._wait(self.listen.leave_seconds, until=lambda: False)
        await asyncio.sleep(0)  # what the kernel has accepted is taken from it, or it would be reset
        if self._server is not None:
            self._server.close()
        drained = self.loop.time() + self.listen.drain_seconds
        await self._wait(min(IDLE_SECONDS, self.listen.drain_seconds), until=self._end_streams)
        await self._wait(drained - self.loop.time(), until=self._close_idle)
        for connection in list(self.connections):
            connection.abort()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=1)
        if self._timer is not None:
            self._timer.cancel()

    async def _wait(self, seconds: float, until: Callable[[], bool]) -> None:
        """Not when somebody is in a hurry."""
        end = self.loop.time() + seconds
        while not until() and self.loop.time() < end and not self._hurried.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurried.wait(), STOPPING_LOOK_SECONDS)

    def _end_streams(self) -> bool:
        """Whether no connection is left."""
        for connection in list(self.connections):
            connection.end_stream()
        return not self.connections

    def _close_idle(self) -> bool:
        for connection in list(self.connections):
            connection.close_if_idle()
        return self._end_streams()

    def hurry(self) -> None:
        """Whoever stops it does not wait for requests in work."""
        self._hurried.set()

    def _sweep(self) -> None:
        now = self.loop.time()
        for connection in [each for each in self.connections if now >= each.deadline]:
            connection.expire()
        self._refresh_date()
        self._timer = self.loop.call_later(SWEEP_SECONDS, self._sweep)

    def _refresh_date(self) -> None:
        self.common_headers = f"date: {email.utils.formatdate(usegmt=True)}\r\n".encode("ascii")

"""The gateway's own HTTP/1.1 server around one handler: connections are accepted, counted, and drained at the end.

What happens on a connection is in `connection.py`.
"""

from __future__ import annotations

import asyncio
import email.utils
from typing import TYPE_CHECKING

from jetbridge.transport.connection import ServerConnection
from jetbridge.transport.turns import Turns

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from jetbridge.config.model import Limits, Listen
    from jetbridge.transport.message import Handler

# Deadlines of connections are looked at this often, all together.
SWEEP_SECONDS = 0.5


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
        self._hurried = False
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
        """Take no new connection, close idle ones, and let requests in work finish for `drain_seconds`."""
        self.closing = True
        if self._server is not None:
            self._server.close()
        until = self.loop.time() + self.listen.drain_seconds
        while self.connections and self.loop.time() < until and not self._hurried:
            for connection in list(self.connections):
                connection.close_if_idle()
            await asyncio.sleep(0.02)
        for connection in list(self.connections):
            connection.abort()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=1)
        if self._timer is not None:
            self._timer.cancel()

    def hurry(self) -> None:
        """Whoever stops it does not wait for requests in work."""
        self._hurried = True

    def _sweep(self) -> None:
        now = self.loop.time()
        for connection in [each for each in self.connections if now >= each.deadline]:
            connection.expire()
        self._refresh_date()
        self._timer = self.loop.call_later(SWEEP_SECONDS, self._sweep)

    def _refresh_date(self) -> None:
        self.common_headers = f"date: {email.utils.formatdate(usegmt=True)}\r\n".encode("ascii")

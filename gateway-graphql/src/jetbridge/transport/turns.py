"""Requests begin one after the other: what is begun is finished before much else is.

An event loop that is busy hears of many new requests and many replies of subgraphs at once. If it began all requests as
they come, as many would be under way as there are clients, each with its half-built answer, far more than the
processor's cache holds; decoding and encoding then take twice as long. So one request begins in each round of the
loop, and between two of them every reply that has come moves its own request on. A loop that has nothing to do makes
its rounds at once: nobody waits for anything but work.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio


class Turns:
    """Belongs to one event loop."""

    __slots__ = ("_begun_in_this_round", "_loop", "_waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._begun_in_this_round = False
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take(self) -> asyncio.Future[None] | None:
        """None if the caller may begin; otherwise it waits for the future."""
        if self._begun_in_this_round:
            turn = self._loop.create_future()
            self._waiting.append(turn)
            return turn
        self._begun_in_this_round = True
        self._loop.call_soon(self._go_on)
        return None

    def _go_on(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # a client that hung up has no turn any more
                turn.set_result(None)
                self._loop.call_soon(self._go_on)
                return
        self._begun_in_this_round = False

"""Requests begin one after the other: what is begun is finished before much else is.

An event loop that is busy hears of many new requests and many replies of subgraphs at once. If it began all requests as
they come, as many would be under way as there are clients, each with its half-built answer, far more than the
processor's cache holds; decoding and encoding then take twice as long. So at most one request begins in each round of
the loop, and none in a round in which replies came: those move requests on that are under way already. A loop that has
nothing to do makes its rounds at once, so nobody waits for anything but work.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


# How many rounds a turn may be put off for replies. They might never end: events of subscriptions bring them as well.
MAX_ROUNDS = 4


class Turns:
    """Belongs to one event loop. `count_replies` tells how many replies of subgraphs have come so far."""

    __slots__ = ("_begun_in_this_round", "_count_replies", "_loop", "_replies", "_rounds", "_waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop, count_replies: Callable[[], int]) -> None:
        self._loop = loop
        self._count_replies = count_replies
        self._replies = 0
        self._rounds = 0
        self._begun_in_this_round = False
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take(self) -> asyncio.Future[None] | None:
        """None if the caller may begin; otherwise it waits for the future."""
        if self._begun_in_this_round:
            turn = self._loop.create_future()
            self._waiting.append(turn)
            return turn
        self._begun_in_this_round = True
        self._rounds, self._replies = 0, self._count_replies()
        self._loop.call_soon(self._go_on)
        return None

    def _go_on(self) -> None:
        if not self._waiting:
            self._begun_in_this_round = False
            return
        self._loop.call_soon(self._go_on)
        replies = self._count_replies()
        self._rounds += 1
        if replies != self._replies and self._rounds < MAX_ROUNDS:
            self._replies = replies
            return
        self._rounds = 0
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # a client that hung up has no turn any more
                turn.set_result(None)
                return

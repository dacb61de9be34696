"""Requests begin one after the other: what is begun is finished before much else is.

An event loop that is busy hears of many new requests and many replies of subgraphs at once. If it began all requests as
they come, as many would be under way as there are clients, each with its half-built answer, far more than the
processor's cache holds; decoding and encoding then take twice as long. So at most one request begins in each round of
the loop, and none in a round in which replies came: those move requests on that are under way already. A loop that has
nothing to do makes its rounds at once, so nobody waits for anything but work, until as many are under way as the
window allows, see `window.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

from jetbridge.transport.window import LOOK_SECONDS, Window

if TYPE_CHECKING:
    from collections.abc import Callable


# How many rounds a turn may be put off for replies. They might never end: events of subscriptions bring them as well.
MAX_ROUNDS = 4


class Turns:
    """Belongs to one event loop. `count_replies` tells how many replies of subgraphs have come so far; `work_seconds`
    is the processor time the loop's thread has taken.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        count_replies: Callable[[], int],
        work_seconds: Callable[[], float] = time.thread_time,
    ) -> None:
        self._loop = loop
        self._count_replies = count_replies
        self._work_seconds = work_seconds
        self._replies = 0
        self._rounds = 0
        # Whether the next round of the loop sees who may begin.
        self._going_on = False
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._window = Window()
        self.under_way = 0
        self._looked_at = self._worked = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def take(self) -> asyncio.Future[None] | None:
        """None if the caller may begin; otherwise it has to `wait` for the future. Who has begun says when it is
        `done`.
        """
        if self._going_on or not self._window.holds(self.under_way):
            turn = self._loop.create_future()
            self._waiting.append(turn)
            if not self._going_on:
                self._watch()
            return turn
        self.under_way += 1
        self._go_on_soon()
        return None

    async def wait(self, turn: asyncio.Future[None]) -> None:
        """A turn that comes in the very round in which the client hangs up is given back."""
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._leave()
            raise

    def done(self, answer_bytes: int) -> None:
        """A request is under way no more."""
        self._window.note_answer(answer_bytes, self.under_way - 1, crowded=bool(self._waiting))
        self._leave()

    def _leave(self) -> None:
        self.under_way -= 1
        if self._waiting and not self._going_on:
            self._go_on_soon()

    def _go_on_soon(self) -> None:
        self._going_on = True
        self._rounds, self._replies = 0, self._count_replies()
        self._loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        if not self._waiting or not self._window.holds(self.under_way):
            self._going_on = False
            if self._waiting:
                self._watch()
            return
        self._loop.call_soon(self._go_on)
        replies = self._count_replies()
        self._rounds += 1
        if replies != self._replies and self._rounds < MAX_ROUNDS:
            self._replies = replies
            return
        self._rounds = 0
        self._begin_next()

    def _begin_next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # a client that hung up has no turn any more
                turn.set_result(None)
                self.under_way += 1
                return

    def _watch(self) -> None:
        if self._timer is None:
            self._looked_at, self._worked = self._loop.time(), self._work_seconds()
            self._timer = self._loop.call_later(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        self._timer = None
        passed, worked = self._loop.time() - self._looked_at, self._work_seconds() - self._worked
        self._window.adjust(self.under_way, worked, passed or LOOK_SECONDS)
        if self._waiting and not self._going_on:
            self._go_on_soon()

"""What a gateway's process is told by signals: to stop, to hurry with it, to read its files again."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# To a worker that is draining already: do not wait for requests in work.
HURRY_SIGNAL = signal.SIGQUIT
RELOAD_SIGNAL = signal.SIGHUP

_STANDARD_INPUT = 0
_begun_in_terminal = os.isatty(_STANDARD_INPUT)


class Signals:
    """Of the running event loop's process; `hurry` is called when nobody wants to wait any longer."""

    def __init__(self, hurry: Callable[[], None]) -> None:
        self.stop = asyncio.Event()
        self.reload = asyncio.Event()
        self._hurry = hurry
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.stop.set)
        # What is ignored is so on purpose: Ctrl-C in a worker, whose parent passes it on; a lost terminal under nohup.
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            loop.add_signal_handler(signal.SIGINT, self._interrupt)
        if signal.getsignal(RELOAD_SIGNAL) is not signal.SIG_IGN:
            loop.add_signal_handler(RELOAD_SIGNAL, self._hang_up)
        loop.add_signal_handler(HURRY_SIGNAL, hurry)
        # A supervised worker begins with it blocked: what came meanwhile is taken now.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (RELOAD_SIGNAL,))

    def _interrupt(self) -> None:
        if self.stop.is_set():
            self._hurry()
        self.stop.set()

    def _hang_up(self) -> None:
        (self.stop if has_lost_its_terminal() else self.reload).set()


def has_lost_its_terminal() -> bool:
    """The kernel says it by the very signal that administrators send to have files read again."""
    return _begun_in_terminal and not os.isatty(_STANDARD_INPUT)

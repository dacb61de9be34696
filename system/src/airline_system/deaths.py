"""Both services' workers, each to die at the same boundary of its steps, watched until there is nothing more to see."""

from __future__ import annotations

import time
from collections.abc import Sequence

from airline_system.dying_worker import SIGN
from airline_system.processes import POLL_SECONDS, ManagedProcess
from airline_system.stack import Stack

# One that has nothing left to do does not come to its boundary. Nobody waits longer than this for a message to travel.
IDLE_SECONDS = 3.0
# Some work goes on for ever.
LONGEST_SECONDS = 60.0


def let_workers_die(stack: Stack, boundary: int) -> int:
    """How many of the two came to it. None runs afterwards."""
    dying = [stack.build_dying_worker(subgraph, boundary) for subgraph in ("reservations", "flights")]
    for process in dying:
        process.launch()
    try:
        _watch(dying)
        return sum(not process.is_running for process in dying)
    finally:
        for process in dying:
            process.kill()


def _watch(dying: Sequence[ManagedProcess]) -> None:
    """Until both are dead, or both have started and neither comes a step further: the steps of one are the next ones of
    the other.
    """
    began = moved = time.monotonic()
    steps = -1
    while any(process.is_running for process in dying) and time.monotonic() < began + LONGEST_SECONDS:
        now = sum(process.count_logged(SIGN) for process in dying)
        if now != steps or not all(_is_up_or_dead(process) for process in dying):
            steps, moved = now, time.monotonic()
        elif time.monotonic() > moved + IDLE_SECONDS:
            return
        time.sleep(POLL_SECONDS)


def _is_up_or_dead(process: ManagedProcess) -> bool:
    return process.count_logged(process.ready_word) > 0 or not process.is_running

"""A service's worker that dies, as by kill -9, at the Nth boundary of its steps: `SUBGRAPH N`.

A boundary is the moment before or after a write to the database and before or after a publish, its confirm or an
acknowledgement on RabbitMQ: before and after every commit, publish, confirm and ack of the saga. The worker itself
is the real one.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from pika.adapters.blocking_connection import BlockingChannel
from pika.channel import Channel
from pymongo import monitoring

from airline_system.stack import SERVICES
from wire.confirmed_channel import ConfirmedChannel

WRITES = frozenset({"insert", "update", "delete"})
KILLED = 137
# Said at each boundary, for whoever watches how far it comes.
SIGN = b"- boundary -\n"


class Boundaries(monitoring.CommandListener):
    """Counts them in all threads, and ends the process at the last."""

    def __init__(self, last: int) -> None:
        self._left = last
        self._lock = threading.Lock()

    def pass_one(self) -> None:
        with self._lock:
            os.write(sys.stderr.fileno(), SIGN)
            self._left -= 1
            if self._left <= 0:
                os._exit(KILLED)

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in WRITES:
            self.pass_one()

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if event.command_name in WRITES:
            self.pass_one()

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """A write that failed is no step."""

    def around(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def surrounded(*args: Any, **options: Any) -> Any:
            self.pass_one()
            result = method(*args, **options)
            self.pass_one()
            return result

        return surrounded


def main(subgraph: str, last: str) -> None:
    boundaries = Boundaries(int(last))
    monitoring.register(boundaries)
    for owner, name in ((Channel, "basic_publish"), (ConfirmedChannel, "publish"), (BlockingChannel, "basic_ack")):
        setattr(owner, name, boundaries.around(getattr(owner, name)))
    sys.argv[1:] = ["worker"]
    import_module(f"{SERVICES[subgraph]}.__main__").main()


if __name__ == "__main__":
    main(*sys.argv[1:])

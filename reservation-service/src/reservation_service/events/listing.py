"""An event bus on which nothing leaves for good before the directory knows it.

The relay takes an event out of its reservation's outbox when `publish` has returned, so what is entered in here is
entered in before that, whoever dies in between. The airline does not wait for it: the event is on its way already.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection

from wire.bus import EventBus, Handler
from wire.envelope import Envelope

CREATED = "reservation.created"


class ListingBus:
    """`bus` does the work; `enter` is told of reservations by their ids."""

    def __init__(self, bus: EventBus, enter: Callable[[Collection[str]], None]) -> None:
        self._bus = bus
        self._enter = enter

    def publish(self, *events: Envelope) -> None:
        try:
            self._bus.publish(*events)
        finally:
            # While nobody takes events staff look for reservations all the more.
            if created := [one.aggregate_id for one in events if one.type == CREATED]:
                self._enter(created)

    def subscribe(self, queue: str, types: Collection[str]) -> None:
        self._bus.subscribe(queue, types)

    def consume(self, queue: str, types: Collection[str], handler: Handler, stop: threading.Event) -> None:
        self._bus.consume(queue, types, handler, stop)

    def close(self) -> None:
        self._bus.close()

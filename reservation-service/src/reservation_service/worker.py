"""The worker: relay, consumer, retries and sweeper, each in a thread, until SIGTERM.

Killed at any moment it leaves nothing half done: what it had not acknowledged is delivered to the next one.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence

from pymongo.database import Database
from pymongo.errors import PyMongoError

from reservation_service.bootstrap import Application
from reservation_service.events import accounts, incoming
from reservation_service.events.accounts import AccountEvents
from reservation_service.events.incoming import CONSUMER, QUEUE, FlightEvents
from reservation_service.logs import traceparent
from reservation_service.usecases.enter_directory import FillDirectory
from reservation_service.usecases.send_letters import SendLetters
from reservation_service.usecases.send_webhooks import SendWebhooks
from wire.backoff import Backoff
from wire.bus import EventBus
from wire.database import Document
from wire.envelope import Envelope
from wire.inbox import Inbox
from wire.outbox import OutboxRelay

SWEEP_SECONDS = 1.0
PARTS = ("relay", "consumer", "sweeper")
HEARD_TYPES = (*incoming.HEARD_TYPES, *accounts.HEARD_TYPES)

log = logging.getLogger(__name__)

Part = Callable[[threading.Event], None]


class WorkerFailed(Exception):
    """A part gave up, which none should: whoever supervises the process starts it again."""


class Worker:
    def __init__(
        self,
        application: Application,
        send_letters: SendLetters,
        send_webhooks: SendWebhooks,
        fill_directory: FillDirectory,
        database: Database[Document],
        bus: EventBus,
    ) -> None:
        self._events = FlightEvents(application.hear_flights)
        self._account_events = AccountEvents(application.forget_accounts)
        self._forget_accounts = application.forget_accounts
        self._expire_overdue = application.expire_overdue
        self._settle_payments = application.settle_payments
        self._send_letters = send_letters
        self._send_webhooks = send_webhooks
        self._fill_directory = fill_directory
        self._inbox = Inbox(database["inbox"])
        self._bus = bus
        self._relay = OutboxRelay(bus, [database["reservations"]])
        self._failed: list[str] = []

    def run(self, only: str | None, stop: threading.Event) -> None:
        """Run the parts, or one of them, until `stop`. Raises WorkerFailed when one of them ended by itself."""
        parts = [
            threading.Thread(target=self._run_part, args=(name, part, stop), name=name)
            for name, part in self._find_parts(only).items()
        ]
        for part in parts:
            part.start()
        for part in parts:
            part.join()
        self._bus.close()
        if self._failed:
            raise WorkerFailed(f"Worker part {', '.join(self._failed)} failed; see the log")

    def _find_parts(self, only: str | None) -> Mapping[str, Part]:
        parts: dict[str, dict[str, Part]] = {
            "relay": {"relay": self._relay.run},
            "consumer": {"consumer": self._consume, "retries": self._retry},
            "sweeper": {
                "sweeper": self._sweep,
                "payments": self._settle,
                "letters": self._write_letters,
                "webhooks": self._tell_partners,
                "closed accounts": self._forget,
                "directory": self._fill,
            },
        }
        return {name: part for group in ([only] if only else PARTS) for name, part in parts[group].items()}

    def _run_part(self, name: str, part: Part, stop: threading.Event) -> None:
        log.info("worker part started", extra={"part": name})
        try:
            part(stop)
        except Exception:
            log.exception("worker part failed", extra={"part": name})
            self._failed.append(name)
        finally:
            stop.set()

    def _consume(self, stop: threading.Event) -> None:
        self._bus.consume(QUEUE, HEARD_TYPES, lambda events: self._inbox.handle(CONSUMER, events, self._handle), stop)

    def _retry(self, stop: threading.Event) -> None:
        self._inbox.run_retries(CONSUMER, self._handle, stop)

    def _sweep(self, stop: threading.Event) -> None:
        self._repeat(self._expire_overdue, stop)

    def _settle(self, stop: threading.Event) -> None:
        self._repeat(self._settle_payments, stop)

    def _forget(self, stop: threading.Event) -> None:
        self._repeat(self._forget_accounts, stop)

    def _write_letters(self, stop: threading.Event) -> None:
        self._repeat(self._send_letters, stop)

    def _fill(self, stop: threading.Event) -> None:
        self._repeat(self._fill_directory, stop)

    def _tell_partners(self, stop: threading.Event) -> None:
        self._repeat(self._send_webhooks, stop)

    def _repeat(self, task: Callable[[], int], stop: threading.Event) -> None:
        trouble = Backoff()
        while not stop.wait(SWEEP_SECONDS):
            try:
                if task():
                    self._relay.wake()
                trouble.reset()
            except PyMongoError as error:
                log.warning("sweep failed, trying again", extra={"error": repr(error)})
                trouble.wait(stop)

    def _handle(self, events: Sequence[Envelope]) -> None:
        # Of many, the log knows them by the first.
        traceparent.set(events[0].traceparent)
        self._account_events.handle(events)
        self._events.handle(events)
        # Settling a reservation leaves an event in its outbox.
        self._relay.wake()


def stop_on_signal() -> threading.Event:
    """Set when the process is asked to end, by SIGTERM or Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop

"""`worker`: the part of the service that listens and speaks: the consumer of reservations' events, the outbox relay;
and that does what takes longer than a request: schedule files.

Every part starts anew after a fault and may run in any number of processes.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from pymongo.errors import PyMongoError

from flight_service.bootstrap import get_database, get_stores, utc_now
from flight_service.events.announce import announce_because_of
from flight_service.events.reservations import CONSUMER, HEARD_TYPES, ReservationEvents
from flight_service.usecases.complete_change import complete_interrupted_changes
from flight_service.usecases.run_import import run_next_import
from wire.bus import EventBus, Handler, open_event_bus
from wire.envelope import Envelope
from wire.inbox import Inbox
from wire.outbox import OutboxRelay

# A staff act that its own process did not finish is finished by the worker after this at the latest.
_COMPLETE_SECONDS = 5.0
# Whoever has sent a schedule file looks on.
_IMPORT_SECONDS = 2.0

log = logging.getLogger(__name__)

Part = Callable[[threading.Event], None]


class Command(BaseCommand):  # type: ignore[misc]  # Django comes without type information
    help = "Consume reservations' events, relay the outbox, carry out schedule files."
    requires_system_checks: list[str] = []  # they would import the schema, which this command has no use for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only", choices=["relay", "consumer", "imports"], help="run one part; all of them without it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        threads = [
            threading.Thread(target=part, args=(stop,), name=name, daemon=True)
            for name, part in _parts(options["only"]).items()
        ]
        for thread in threads:
            thread.start()
        log.info("worker started", extra={"parts": [thread.name for thread in threads]})
        stop.wait()
        for thread in threads:
            thread.join(timeout=10)
        log.info("worker stopped")


def _parts(only: str | None) -> dict[str, Part]:
    consumer: dict[str, Part] = {"consumer": _consume, "retries": _retry}
    relay: dict[str, Part] = {"relay": _relay, "completion": _complete}
    imports: dict[str, Part] = {"imports": _import_schedules}
    return {"consumer": consumer, "relay": relay, "imports": imports}.get(only or "", consumer | relay | imports)


def _consume(stop: threading.Event) -> None:
    inbox, handler = _inbox(), _handler()
    _read_reference_data()

    def handle(events: Sequence[Envelope]) -> None:
        inbox.handle(CONSUMER, events, handler)

    _open_bus().consume(CONSUMER, HEARD_TYPES, handle, stop)


def _read_reference_data() -> None:
    """Thousands of rows, which those who come first after a start would otherwise wait for."""
    try:
        get_stores().reference.airlines()
    except Exception as error:  # whatever it is, whoever needs them tries again
        log.warning("reference data not read yet", extra={"error": repr(error)})


def _retry(stop: threading.Event) -> None:
    _inbox().run_retries(CONSUMER, _handler(), stop)


def _relay(stop: threading.Event) -> None:
    database = get_database()
    OutboxRelay(_open_bus(), [database["inventories"], database["outbox"], database["flights"]]).run(stop)


def _complete(stop: threading.Event) -> None:
    while not stop.wait(_COMPLETE_SECONDS):
        try:
            complete_interrupted_changes(get_stores(), announce_because_of())
        except PyMongoError as error:
            log.warning("interrupted changes not completed, trying again", extra={"error": repr(error)})


def _import_schedules(stop: threading.Event) -> None:
    while not stop.wait(_IMPORT_SECONDS):
        try:
            while run_next_import(get_stores(), announce_because_of(), utc_now, stop.is_set) and not stop.is_set():
                pass
        except Exception as error:  # whatever it is, the file is taken up again, and given up after a few times
            log.error("schedule import interrupted", exc_info=error)


def _inbox() -> Inbox:
    return Inbox(get_database()["inbox"])


def _handler() -> Handler:
    return ReservationEvents(get_stores(), utc_now).handle


def _open_bus() -> EventBus:
    """One a thread: a RabbitMQ connection is not shared between threads."""
    return open_event_bus(settings.CONFIGURATION.event_bus)

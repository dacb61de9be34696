"""The worker: sends letters and tells of closed accounts, each in a thread, until SIGTERM.

Any number may run; killed at any moment none leaves a letter or an event behind.
"""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING

from pymongo.errors import PyMongoError

from auth_service.domain.refusals import Unavailable
from wire.backoff import Backoff

if TYPE_CHECKING:
    from collections.abc import Callable

    from auth_service.usecases.send_letters import SendLetters
    from wire.outbox import OutboxRelay

# People wait for these letters with the mailbox open.
LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class WorkerFailed(Exception):
    """A part gave up, which none should: whoever supervises the process starts it again."""


def run_worker(send_letters: SendLetters, relay: OutboxRelay, stop: threading.Event) -> None:
    """Whatever happens to the database or the event bus, until `stop`. Raises WorkerFailed."""
    failed: list[str] = []
    parts = {"letters": lambda: _send(send_letters, stop), "relay": lambda: relay.run(stop)}
    threads = [
        threading.Thread(target=_run_part, args=(name, part, stop, failed), name=name) for name, part in parts.items()
    ]
    for thread in threads:
        thread.start()
    log.info("worker started")
    for thread in threads:
        thread.join()
    if failed:
        raise WorkerFailed(f"Worker part {', '.join(failed)} failed; see the log")


def _run_part(name: str, part: Callable[[], None], stop: threading.Event, failed: list[str]) -> None:
    try:
        part()
    except Exception:
        log.exception("worker part failed", extra={"part": name})
        failed.append(name)
    finally:
        stop.set()


def _send(send_letters: SendLetters, stop: threading.Event) -> None:
    trouble = Backoff()
    while not stop.wait(LOOK_SECONDS):
        try:
            send_letters()
        except (PyMongoError, Unavailable) as error:
            log.warning("letters not looked at, trying again", extra={"error": repr(error)})
            trouble.wait(stop)
        else:
            trouble.reset()


def stop_on_signal() -> threading.Event:
    """Set when the process is asked to end, by SIGTERM or Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop

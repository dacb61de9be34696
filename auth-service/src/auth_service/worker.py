"""The worker: sends letters until SIGTERM. Any number may run; killed at any moment none leaves a letter behind."""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING

from pymongo.errors import PyMongoError

from auth_service.domain.refusals import Unavailable
from wire.backoff import Backoff

if TYPE_CHECKING:
    from auth_service.usecases.send_letters import SendLetters

# People wait for these letters with the mailbox open.
LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


def run_worker(send_letters: SendLetters, stop: threading.Event) -> None:
    """Whatever happens to the database, until `stop`."""
    log.info("worker started")
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

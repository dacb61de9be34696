"""Several processes that do the same work: forked, replaced when they die, stopped together.

The parent only watches. A worker that dies is replaced; a signal to stop is passed on, and each worker drains by
itself; a second Ctrl-C means that nobody wants to wait for that. SIGHUP has every worker read its files again. Workers
do not outlive a parent that was killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import time
import traceback
from typing import Protocol

from jetbridge.signals import HURRY_SIGNAL, RELOAD_SIGNAL, has_lost_its_terminal
from jetbridge.telemetry.logs import Log

log = Log("jetbridge.supervisor")

# A worker that dies sooner than this after its start would die again at once.
HEALTHY_SECONDS = 5.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# Of a worker that was given something it cannot work with.
CANNOT_START = 3
_SET_PARENT_DEATH_SIGNAL = 1  # of prctl, linux/prctl.h


class CannotStartError(Exception):
    """What a worker was given cannot be worked with; the sentence says why. Starting it again would not help."""


class Work(Protocol):
    """What each worker does until SIGTERM; gives its exit code. `reloaded`: its siblings were told to read their files
    again. SIGHUP waits until the worker is ready to be told so itself.
    """

    def __call__(self, worker: int, *, reloaded: bool) -> int: ...


class Supervisor:
    """One that runs `work` in every worker."""

    def __init__(self, workers: int, work: Work) -> None:
        self._workers = workers
        self._work = work
        # By process id: which worker it is, and when it was started.
        self._started: dict[int, tuple[int, float]] = {}
        self._replaced: set[int] = set()
        self._stopping = False
        self._reloaded = False
        self._code = 0

    def run(self) -> int:
        """Returns the exit code once all have stopped: 1 if they could not be started."""
        gc.freeze()  # loaded pages stay shared with the workers as long as nobody writes to them
        for number in STOP_SIGNALS:
            signal.signal(number, self._pass_on)
        if signal.getsignal(RELOAD_SIGNAL) is not signal.SIG_IGN:  # where nohup has it ignored, it stays so
            signal.signal(RELOAD_SIGNAL, self._hang_up)
        for worker in range(self._workers):
            self._fork(worker)
        while self._started:
            with contextlib.suppress(ChildProcessError):
                self._bury(*os.wait())
        return self._code

    def _fork(self, worker: int) -> None:
        # A signal between the fork and the note of it would leave a worker that nobody stops.
        signal.pthread_sigmask(signal.SIG_BLOCK, (*STOP_SIGNALS, RELOAD_SIGNAL))
        try:
            if self._stopping:
                return
            parent = os.getpid()
            child = os.fork()
            if child:
                self._started[child] = worker, time.monotonic()
            else:
                self._become_worker(worker, parent)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (*STOP_SIGNALS, RELOAD_SIGNAL))

    def _become_worker(self, worker: int, parent: int) -> None:
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent passes it on as SIGTERM
            _die_with(parent)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            code = self._work(worker, reloaded=self._reloaded)
        except CannotStartError as error:
            log.error("a worker cannot start", worker=worker, reason=str(error))
            code = CANNOT_START
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _bury(self, child: int, status: int) -> None:
        worker, started = self._started.pop(child, (None, 0.0))
        if self._stopping or worker is None:
            return
        code = os.waitstatus_to_exitcode(status)
        if code == CANNOT_START and worker not in self._replaced:
            self._code = 1
            self._pass_on(signal.SIGTERM)
            return
        log.error("a worker died and is replaced", worker=worker, status=code)
        self._replaced.add(worker)
        if time.monotonic() - started < HEALTHY_SECONDS:
            time.sleep(1)
        self._fork(worker)

    def _hang_up(self, *_: object) -> None:
        if has_lost_its_terminal():
            self._pass_on(signal.SIGTERM)
        else:
            self._reloaded = True
            self._tell(RELOAD_SIGNAL)

    def _pass_on(self, number: int, *_: object) -> None:
        hurried = self._stopping and number == signal.SIGINT
        self._stopping = True
        self._tell(HURRY_SIGNAL if hurried else signal.SIGTERM)

    def _tell(self, number: int) -> None:
        for child in list(self._started):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)


def _die_with(parent: int) -> None:
    """Have the kernel send SIGTERM when the parent dies, be it killed. Elsewhere than on Linux nobody does."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before we said so
        os.kill(os.getpid(), signal.SIGTERM)

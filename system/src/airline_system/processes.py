"""Processes of the stack: start one, wait until it answers, stop or kill it, keep what it prints.

A process is started in a session of its own, so that Ctrl-C reaches the launcher alone and stopping takes its children
along. Its output goes to a log file, named in every error.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.05
LAST_LINES = 15


class ProcessFailed(Exception):
    """A process ended or did not become ready; the message holds the end of its log."""


def accepts_connections(port: int) -> Callable[[], bool]:
    def check() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return check


def answers_http(port: int, path: str) -> Callable[[], bool]:
    """True once GET `path` answers 200."""

    def check() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return check


@dataclass
class ManagedProcess:
    """One program of the stack, ready when `is_ready` says so and it has written `ready_word` since it was started."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_file: Path
    is_ready: Callable[[], bool] | None = None
    # For a machine that is busy with other things; one that ends is noticed at once.
    ready_timeout_seconds: float = 180
    ready_word: bytes = b""
    _popen: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _log_began: int = field(default=0, repr=False)
    _is_ending: bool = field(default=False, repr=False)

    @property
    def pid(self) -> int:
        if self._popen is None:
            raise ProcessFailed(f"{self.name} was not started")
        return self._popen.pid

    @property
    def is_running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def launch(self) -> None:
        """Start without waiting for readiness."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            self._log_began = log.tell()
            self._is_ending = False
            self._popen = self._open(log)

    def _open(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 (our own command lines)
            list(self.command),
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def start(self) -> None:
        self.launch()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Raises ProcessFailed when the process ends first or the time is over."""
        deadline = time.monotonic() + self.ready_timeout_seconds
        while not self._is_ready():
            if not self.is_running:
                raise ProcessFailed(f"{self.name} ended while starting.\n{self.last_log_lines()}")
            if time.monotonic() > deadline:
                self.kill()
                raise ProcessFailed(
                    f"{self.name} was not ready after {self.ready_timeout_seconds:.0f} s.\n{self.last_log_lines()}"
                )
            time.sleep(POLL_SECONDS)

    def _is_ready(self) -> bool:
        if self.ready_word and not self.count_logged(self.ready_word):
            return False
        return self.is_ready is None or self.is_ready()

    def run(self) -> int:
        """Run to the end with our own output; the exit status."""
        return subprocess.run(list(self.command), env={**os.environ, **self.environment}, check=False).returncode  # noqa: S603

    def stop(self, timeout_seconds: float = 15) -> None:
        """SIGTERM to the process and its children, SIGKILL to what is left after the timeout."""
        self.terminate()
        if self._popen is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(timeout_seconds)
        self.kill()

    def terminate(self) -> None:
        """SIGTERM to the process and its children, once: a second one would hurry them. Does not wait."""
        if self.is_running and not self._is_ending:
            self._is_ending = True
            self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9, children too: what a crash or a power cut does."""
        if self._popen is None:
            return
        self._signal(signal.SIGKILL)
        self._popen.wait()

    def count_logged(self, text: bytes) -> int:
        """Since it was started."""
        return self.log_file.read_bytes()[self._log_began :].count(text)

    def wait_until_logged(self, text: bytes, times: int, timeout_seconds: float) -> None:
        """Since it was started, so many times. Raises ProcessFailed."""
        deadline = time.monotonic() + timeout_seconds
        while self.count_logged(text) < times:
            if time.monotonic() > deadline:
                raise ProcessFailed(f"{self.name} did not say {text!r} {times} times.\n{self.last_log_lines()}")
            time.sleep(POLL_SECONDS)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def last_log_lines(self) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines() if self.log_file.exists() else []
        return "\n".join([f"The end of {self.log_file}:", *lines[-LAST_LINES:]])

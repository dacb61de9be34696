"""CPU time and memory of a program with all its children, from /proc, and the program itself pinned to a core."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """`cpu_seconds`: user and system, of every process of the session, ended children included."""

    cpu_seconds: float
    resident_mb: float


class Program:
    """A command in a session of its own, on the cores that are for it."""

    def __init__(
        self, command: Sequence[str], *, cores: str, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self._log = log.open("wb")
        self.process = subprocess.Popen(
            ["taskset", "-c", cores, *command],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def usage(self) -> Usage:
        ticks = pages = 0
        for _, fields in _session(self.process.pid):
            ticks += sum(int(fields[index]) for index in (11, 12, 13, 14))
            pages += int(fields[21])
        return Usage(ticks / TICKS_PER_SECOND, pages * PAGE_BYTES / 1e6)

    def stop(self) -> None:
        """SIGTERM, then after five seconds SIGKILL, to every process of the session."""
        for number, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            for pid, _ in list(_session(self.process.pid)):
                os.kill(pid, number)
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline and any(_session(self.process.pid)):
                self.process.poll()
                time.sleep(0.05)
        self.process.wait()
        self._log.close()


def _session(session: int) -> Iterator[tuple[int, list[str]]]:
    """(pid, the fields of /proc/pid/stat after the name) of every live process of the session."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except OSError:
            continue
        fields = stat[stat.rindex(")") + 2 :].split()
        if int(fields[3]) == session and fields[0] != "Z":
            yield int(entry.name), fields

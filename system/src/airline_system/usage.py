"""CPU time and memory of the processes of a session, from Linux's /proc: a ManagedProcess with all its children."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """`cpu_seconds`: user and system, of every process that lives, with their ended children."""

    cpu_seconds: float
    resident_mb: float


def read_usage(session: int) -> Usage:
    """`session` is the pid of the process that began it."""
    ticks = pages = 0
    for fields in _read_session(session):
        ticks += sum(int(ticks_of) for ticks_of in fields[11:15])
        pages += int(fields[21])
    return Usage(ticks / _TICKS_PER_SECOND, pages * _PAGE_BYTES / 1e6)


def _read_session(session: int) -> Iterator[list[str]]:
    """The fields of /proc/<pid>/stat after the name; proc(5) counts them from 3."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except OSError:  # it has just ended
            continue
        fields = stat[stat.rindex(")") + 2 :].split()
        if int(fields[3]) == session:
            yield fields

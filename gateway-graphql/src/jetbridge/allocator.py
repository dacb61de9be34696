"""Tell the C library to keep memory it was given back: a gateway needs as much again for the next answer.

By default glibc returns freed memory at the top of the heap to the kernel and maps large blocks anew each time, which
costs page faults for every answer of some tens of kilobytes. It also gives each thread a heap of its own: threads that
now and then compile an operation would each keep what all of them together have needed.
"""

from __future__ import annotations

import ctypes
import sys

# From malloc.h: the parameters of mallopt.
_TRIM_THRESHOLD = -1
_TOP_PAD = -2
_MMAP_THRESHOLD = -3
_ARENA_MAX = -8

# Blocks up to this size come from the heap, and so much of it may lie free.
KEPT_BYTES = 8 * 1024 * 1024


def keep_freed_memory() -> bool:
    """Best effort: False where the C library has no such settings (musl, macOS)."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    settings = (
        (_MMAP_THRESHOLD, KEPT_BYTES),
        (_TRIM_THRESHOLD, KEPT_BYTES),
        (_TOP_PAD, KEPT_BYTES // 8),
        (_ARENA_MAX, 1),
    )
    return all(mallopt(parameter, value) == 1 for parameter, value in settings)


def give_back_freed_memory() -> bool:
    """Once, when everything is loaded: what loading needed for a while is not needed for answers."""
    if not sys.platform.startswith("linux"):
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and trim(0) == 1

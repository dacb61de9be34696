"""Which plans are compiled: those run again and again, as many as memory is set aside for.

Compiling takes some milliseconds; what takes long happens in a thread, while the plan is interpreted on. Classes refer
to themselves, so what is forgotten lives on until the garbage collector comes by, which is seldom where memory is old.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import TYPE_CHECKING

from jetbridge.bounded_cache import BoundedCache
from jetbridge.executor.compiled.flow import CompiledPlan
from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.operation.model import count_selections

if TYPE_CHECKING:
    from jetbridge.executor.executable import Executable

log = logging.getLogger(__name__)

# Characters of generated source. A compiled plan takes some 15 bytes of memory for each, so this is about 6 MB.
CAPACITY = 350_000
# Of the capacity: as much may wait for the garbage collector, which takes some ten milliseconds.
MAX_FORGOTTEN = 0.2
# Selections of the operation; fewer are compiled in about a millisecond.
MAX_SELECTIONS_INLINE = 40


class CompiledPlans:
    """Belongs to one engine and its event loop."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.cache: BoundedCache[int, Executable] = BoundedCache(capacity)
        self._forgotten = 0

    def touch(self, executable: Executable) -> None:
        """Note that the compiled plan was used."""
        self.cache.find(id(executable))

    def compile_soon(self, executable: Executable) -> None:
        """Have `executable` compiled, at once if that takes no time."""
        if count_selections(executable.plan.operation.selections) <= MAX_SELECTIONS_INLINE:
            self.compile(executable)
            return
        work = asyncio.get_running_loop().run_in_executor(None, _try_to_compile, executable)
        work.add_done_callback(lambda done: self._adopt(executable, done.result()))

    def compile(self, executable: Executable) -> None:
        self._adopt(executable, _try_to_compile(executable))

    def _adopt(self, executable: Executable, made: CompiledPlan | str) -> None:
        if isinstance(made, str):
            executable.not_compiled_because = made
            return
        executable.adopt_compiled(made)
        for other in self.cache.put(id(executable), executable, made.size):
            self._forgotten += other.compiled.size if other.compiled is not None else 0
            other.forget_compiled()
        if self._forgotten > MAX_FORGOTTEN * self.cache.capacity:
            self._forgotten = 0
            gc.collect()


def _try_to_compile(executable: Executable) -> CompiledPlan | str:
    """Compiled, or the reason why not."""
    try:
        return CompiledPlan(
            executable.plan,
            executable.shape,
            executable.get_object_types,
            executable.denials,
            checks_values=executable.checks_values,
        )
    except NotCompilableError as reason:
        return str(reason)
    except Exception:  # whatever the compiler trips over, the interpreter can do without it
        log.exception("plan could not be compiled")
        return "the compiler failed"

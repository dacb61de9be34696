"""The development loop: when a subgraph's SDL changes, recompose; what does not compose leaves the last good schema.

The supergraph is written to a file; a server that watches the file takes every new one into service.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from jetbridge.composition import compose
from jetbridge.composition.code_frame import print_finding
from jetbridge.files import replace_file
from jetbridge.supergraph_config import SupergraphConfigError, fetch_definitions, load_supergraph_config

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from jetbridge.composition import SubgraphDefinition

# Running subgraphs do not say when their schema changes, so they are asked.
POLL_SECONDS = 1.0


@dataclass(slots=True)
class Recomposer:
    """Composes what `config` names into `output`, and tells on `messages` what came of it."""

    config: Path
    output: Path
    messages: TextIO = field(default_factory=lambda: sys.stderr)
    _composed: tuple[SubgraphDefinition, ...] | None = None
    _complaint: str | None = None

    def check(self) -> bool:
        """Recompose if anything has changed since the last time; True if there is a new supergraph."""
        try:
            definitions = tuple(fetch_definitions(load_supergraph_config(self.config)))
        except SupergraphConfigError as error:
            self._complain(str(error))
            return False
        self._complaint = None
        if definitions == self._composed:
            return False
        self._composed = definitions
        return self._compose(definitions)

    def _compose(self, definitions: tuple[SubgraphDefinition, ...]) -> bool:
        started = time.perf_counter()
        result = compose(definitions)
        milliseconds = round((time.perf_counter() - started) * 1000)
        if result.supergraph_sdl is None:
            text = "\n\n".join(print_finding(error, "error") for error in result.errors)
            kept = "the last good supergraph stays" if self.output.exists() else "there is no supergraph yet"
            print(f"{text}\n\nThe subgraphs do not compose; {kept}.", file=self.messages, flush=True)
            return False
        replace_file(self.output, result.supergraph_sdl)
        print(f"Composed {len(definitions)} subgraphs in {milliseconds} ms.", file=self.messages, flush=True)
        return True

    def _complain(self, complaint: str) -> None:
        # A subgraph that is being restarted is asked every second; saying so once is enough.
        if complaint != self._complaint:
            self._complaint = complaint
            print(f"error: {complaint}", file=self.messages, flush=True)

    def run(self, stop: threading.Event) -> None:
        """Check on every change of a file, and every second, until told to stop."""
        from watchfiles import watch

        folder = self.config.resolve().parent
        milliseconds = round(POLL_SECONDS * 1000)
        changes = watch(
            folder, stop_event=stop, step=50, debounce=200, rust_timeout=milliseconds, yield_on_timeout=True
        )
        for _ in changes:
            self.check()

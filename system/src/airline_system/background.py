"""Something that goes on in a thread while a `with` block runs, and ends with it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Background(ABC):
    """Subclasses work until `stop` is set; what they raise is raised at the end of the block."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__)
        self._failure: BaseException | None = None

    @abstractmethod
    def work(self) -> None:
        """What goes on meanwhile."""

    @property
    def is_at_work(self) -> bool:
        """Whether it is worth waiting for what it does."""
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            self.work()
        except BaseException as failure:  # told to whoever leaves the block
            self._failure = failure

"""Calls that come while another is on its way go together in the next: one round trip, and each gets its own answer.

A call never joins a round that has begun, so whatever was true when it was made is true for its answer. Alone it goes
at once and waits for nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


@dataclass(slots=True, eq=False)
class _Call(Generic[Asked, Answer]):
    asked: Asked
    # Set when it is answered, or when it is its turn to lead a round.
    wake: threading.Event = field(default_factory=threading.Event)
    answers: list[Answer] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def is_over(self) -> bool:
        return bool(self.answers) or self.error is not None


class Together(Generic[Asked, Answer]):
    """`run` answers each of those it is given, in their order; what it raises, each of them raises."""

    def __init__(self, run: Callable[[Sequence[Asked]], Sequence[Answer]], *, most: int) -> None:
        self._run = run
        self._most = most
        self._waiting: list[_Call[Asked, Answer]] = []
        self._is_running = False
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Answer:
        call: _Call[Asked, Answer] = _Call(asked)
        with self._lock:
            self._waiting.append(call)
            leads = not self._is_running
            self._is_running = True
        if not leads:
            call.wake.wait()
        if not call.is_over:
            self._lead()
        if call.error is not None:
            raise call.error
        return call.answers[0]

    def _lead(self) -> None:
        """One round, for whoever waits; the first of those who came meanwhile leads the next."""
        with self._lock:
            calls, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            for call, answer in zip(calls, self._run([call.asked for call in calls]), strict=True):
                call.answers.append(answer)
        except BaseException as error:  # whatever it is, nobody may wait for ever
            for call in calls:
                call.error = error
        with self._lock:
            leader = self._waiting[0] if self._waiting else None
            self._is_running = leader is not None
        for call in [*calls, *([leader] if leader else [])]:
            call.wake.set()

"""What staff does and sees behind the desk: the audit trail, and messages that could not be handled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Somebody of the staff did something to something. Written before it is done, never changed."""

    id: str
    at: datetime
    user_id: str
    act: str
    target: str
    detail: str


class Audit(Protocol):
    def record(self, entry: AuditEntry) -> None: ...

    def list(
        self, *, limit: int, before: str | None = None, user_id: str | None = None, target: str | None = None
    ) -> list[AuditEntry]:
        """Newest first, of everybody or one, to everything or one; `before` is the id of the last one already seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message whose handling failed for good; `event` is its JSON."""

    id: str
    event_id: str
    type: str
    aggregate_id: str
    error: str
    tries: int
    failed_at: datetime
    event: str


class DeadLetters(Protocol):
    def list(self, *, limit: int) -> list[DeadLetter]: ...

    def replay(self, dead_letter_id: str) -> bool:
        """Try it again, from the beginning; False if there is no such dead letter."""

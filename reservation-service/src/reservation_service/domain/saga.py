"""What a reservation heard and said, in order: the trail that staff reads when somebody asks what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

# A saga has about ten steps; one with more is going round in circles, and its end tells more than its beginning.
MAX_STEPS = 100


class Direction(StrEnum):
    HEARD = "HEARD"
    SAID = "SAID"


@dataclass(frozen=True, slots=True, kw_only=True)
class SagaStep:
    """One event. `because_of` is the id of the event that caused it."""

    event_id: str
    type: str
    at: datetime
    direction: Direction
    because_of: str | None = None


def to_said_step(entry: Mapping[str, Any]) -> SagaStep:
    """An event of our own, as it stands in the outbox."""
    cause = entry["causation_id"]
    return SagaStep(
        event_id=entry["id"],
        type=entry["type"],
        at=datetime.fromisoformat(entry["occurred_at"]),
        direction=Direction.SAID,
        because_of=cause if cause != entry["id"] else None,
    )

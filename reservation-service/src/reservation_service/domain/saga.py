"""What a reservation heard and said, in order: the trail that staff reads when somebody asks what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """One event. `because_of` is the id of the event that caused it; `detail` is what it said, in a line."""

    event_id: str
    type: str
    at: datetime
    direction: Direction
    because_of: str | None = None
    detail: str = ""


def to_said_step(entry: Mapping[str, Any]) -> SagaStep:
    """An event of our own, as it stands in the outbox."""
    cause = entry["causation_id"]
    return SagaStep(
        event_id=entry["id"],
        type=entry["type"],
        at=datetime.fromisoformat(entry["occurred_at"]),
        direction=Direction.SAID,
        because_of=cause if cause != entry["id"] else None,
        detail=describe_event(entry.get("data", {})),
    )


def describe_event(data: Mapping[str, Any]) -> str:
    """What an event's data says to somebody who looks for what went wrong; no name of a traveller in it."""
    if hold := data.get("hold"):
        refusal = f": {hold['refusal']['message']}" if hold.get("refusal") else ""
        return f"{_seats(hold)} {hold['outcome']} in {hold['cabin']} of {data['flight_id']}{refusal}"
    if "flight_id" in data:
        return " ".join(filter(None, (data["flight_id"], data.get("change"), data.get("status"))))
    if reason := data.get("reason"):
        return f"{reason['code']}: {reason['message']}"
    if "sold" in data and not data["sold"]:
        return f"{_seats(data)} in {_places(data['released'])} given up"
    if "sold" in data:
        return f"{_seats(data)} in {_places(data['sold'])} instead of {_places(data['released'])}"
    segments = data.get("segments", ())
    return f"{_seats(data)} in {_places(segments)}" if "seats" in data and segments else ""


def _places(segments: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(f"{one['cabin']} of {one['flight_id']}" for one in segments)


def _seats(data: Mapping[str, Any]) -> str:
    return "1 seat" if data["seats"] == 1 else f"{data['seats']} seats"

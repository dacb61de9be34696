"""What comes of one flight of a schedule file, next to the flight that is on sale already or is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flight_service.domain.flight import Flight, FlightStatus, build_flight_id
from flight_service.domain.ports import ReferenceData
from flight_service.domain.schedule_import import Outcome
from flight_service.usecases.checks import check_times, get_airport
from flight_service.usecases.create_flight import NewFlight, check_new_flight


@dataclass(frozen=True, slots=True)
class PlannedFlight:
    """`current` is the flight as it is; `message` says what changes, or why it is refused."""

    line: int
    new: NewFlight
    id: str
    outcome: Outcome
    current: Flight | None = None
    message: str = ""


def decide_flight(
    reference: ReferenceData, line: int, new: NewFlight, current: Flight | None, now: datetime
) -> PlannedFlight:
    """What comes of one flight of the file, next to the one that is there."""
    origin = get_airport(reference, "input.origin", new.origin)
    flight_id = find_flight_id(new, new.departs_at.astimezone(origin.zone).date())
    if current is None:
        check_new_flight(reference, new, now)
        return PlannedFlight(line, new, flight_id, Outcome.CREATED)
    if refusal := _find_refusal(new, current, now):
        return PlannedFlight(line, new, flight_id, Outcome.REFUSED, current, refusal)
    changes = "; ".join(_describe_changes(new, current))
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return PlannedFlight(line, new, flight_id, outcome, current, changes)


def find_flight_id(new: NewFlight, departure_date: date) -> str:
    return build_flight_id(new.airline + new.number, departure_date, new.origin)


def _find_refusal(new: NewFlight, current: Flight, now: datetime) -> str | None:
    if new.destination != current.destination:
        return f"The flight on sale goes to {current.destination}; cancel it before another takes its number."
    if not any(_describe_changes(new, current)):
        return None
    if current.status is not FlightStatus.SCHEDULED:
        return f"The flight is {current.status}; a file changes only flights that are {FlightStatus.SCHEDULED}."
    check_times(new.departs_at, new.arrives_at, now)
    return None


def _describe_changes(new: NewFlight, current: Flight) -> Iterator[str]:
    """A file that names no aircraft leaves the one there is."""
    if new.departs_at != current.departs_at:
        yield f"departs {_say(new.departs_at)} instead of {_say(current.departs_at)}"
    if new.arrives_at != current.arrives_at:
        yield f"arrives {_say(new.arrives_at)} instead of {_say(current.arrives_at)}"
    if new.aircraft_type not in (None, current.aircraft_type):
        yield f"aircraft {new.aircraft_type} instead of {current.aircraft_type or 'none'}"


def _say(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%H:%M} UTC"

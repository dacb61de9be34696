"""Checks that more than one use case makes of what a caller said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import LONGEST_FLIGHT
from flight_service.domain.ports import ReferenceData
from flight_service.domain.reference import Airport

# Airlines sell about a year ahead and plan about two.
_FURTHEST_AHEAD = timedelta(days=730)


def get_airport(reference: ReferenceData, field: str, code: str) -> Airport:
    airport = reference.find_airport(code)
    if airport is None:
        raise InvalidInput(field, f'There is no airport "{code[:20]}"; write its IATA code, like "JFK".')
    return airport


def check_day_ahead(field: str, day: date, today: date) -> None:
    """`today` at the place where the journey begins."""
    if day < today:
        raise InvalidInput(field, f"{day.isoformat()} is in the past.")
    if day - today > _FURTHEST_AHEAD:
        raise InvalidInput(field, f"Flights are planned at most {_FURTHEST_AHEAD.days} days ahead.")


def check_times(departs_at: datetime, arrives_at: datetime, now: datetime) -> None:
    if departs_at <= now:
        raise InvalidInput("input.departsAt", "A flight departs in the future.")
    if departs_at - now > _FURTHEST_AHEAD:
        raise InvalidInput("input.departsAt", f"Flights are planned at most {_FURTHEST_AHEAD.days} days ahead.")
    if arrives_at <= departs_at:
        raise InvalidInput("input.arrivesAt", "A flight arrives after it departs.")
    if arrives_at - departs_at > LONGEST_FLIGHT:
        raise InvalidInput("input.arrivesAt", f"No flight takes more than {LONGEST_FLIGHT.seconds // 3600} hours.")

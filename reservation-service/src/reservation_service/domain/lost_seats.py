"""Seats that a traveller had chosen are gone with the aircraft: she keeps her place, and is told to choose again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from reservation_service.domain.notices import MAX_NOTICES
from reservation_service.domain.reservation import Change, FlightNotice, Reservation

_KIND = "AIRCRAFT_CHANGED"


@dataclass(frozen=True, slots=True)
class LostSeats:
    flight_id: str
    numbers: tuple[str, ...]


def hear_lost_seats(before: Reservation, lost: LostSeats, at: datetime) -> Change | None:
    """None if the reservation is over or has been told."""
    if not before.is_active or len(before.notices) >= MAX_NOTICES:
        return None
    seats, verb = ("seat", "is") if len(lost.numbers) == 1 else ("seats", "are")
    message = (
        f"Flight {lost.flight_id} has another aircraft, and your {seats} {', '.join(lost.numbers)} {verb} not on it; "
        "please choose again."
    )
    if any((one.kind, one.message) == (_KIND, message) for one in before.notices):
        return None
    notice = FlightNotice(lost.flight_id, _KIND, message, at)
    return Change(replace(before, notices=(*before.notices, notice)))

"""Seats that a traveller had chosen are not hers any more: she keeps her place, and is told to choose again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from reservation_service.domain.notices import MAX_NOTICES
from reservation_service.domain.reservation import Change, FlightNotice, Reservation

UNPAID = "seats_unpaid"


@dataclass(frozen=True, slots=True)
class LostSeats:
    """`kind` is the change as flight-service names it: aircraft_changed or seats_unpaid."""

    flight_id: str
    flight_version: int
    kind: str
    numbers: tuple[str, ...]


def hear_lost_seats(before: Reservation, lost: LostSeats, at: datetime) -> Change | None:
    """None if the reservation is over or has been told; or has been told of a later aircraft: whoever lost a seat on
    that one had chosen it after she lost this.
    """
    if not before.is_active or len(before.notices) >= MAX_NOTICES:
        return None
    notice = FlightNotice(lost.flight_id, lost.kind.upper(), _tell(lost), at, lost.flight_version)
    told = [one for one in before.notices if (one.flight_id, one.kind) == (notice.flight_id, notice.kind)]
    if any(_is_old(notice, one) for one in told):
        return None
    return Change(replace(before, notices=(*before.notices, notice)))


def _is_old(notice: FlightNotice, told: FlightNotice) -> bool:
    """What was told before versions were kept has version 0."""
    is_told = notice.message == told.message and told.flight_version in (0, notice.flight_version)
    return is_told or (notice.kind != UNPAID.upper() and notice.flight_version < told.flight_version)


def _tell(lost: LostSeats) -> str:
    seats, are = ("seat", "is") if len(lost.numbers) == 1 else ("seats", "are")
    named = f"{seats} {', '.join(lost.numbers)}"
    if lost.kind == UNPAID:
        return f"Your {named} on flight {lost.flight_id} {are} not paid for and free again; please choose others."
    return f"Flight {lost.flight_id} has another aircraft, and your {named} {are} not on it; please choose again."

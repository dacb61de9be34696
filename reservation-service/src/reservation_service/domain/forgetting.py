"""What is forgotten of a reservation whose owner has closed her account, and when nothing needs it any more.

Documents, dates of birth and special services are for the journey, the address for letters about it. Names, flights and
money stay: tickets, receipts and the airline's books are made of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from reservation_service.domain.passengers import NO_DETAILS
from reservation_service.domain.reservation import ACTIVE, WAITING, Change, Reservation

# A flight arrives within a day of its departure, and whoever was not let in is asked about within another.
KEPT_AFTER_DEPARTURE = timedelta(days=2)


def find_end_of_use(reservation: Reservation) -> datetime | None:
    """When its journey is over, as far as is known today; None if it is over already."""
    if reservation.status not in ACTIVE:
        return None
    if reservation.status in WAITING:
        return reservation.expires_at
    departures = [segment.departs_at for segment in reservation.segments if segment.departs_at]
    return max(departures, default=reservation.expires_at) + KEPT_AFTER_DEPARTURE


def is_of_use(reservation: Reservation, at: datetime) -> bool:
    """What waits is, until it has come to its end."""
    end = find_end_of_use(reservation)
    return end is not None and (end > at or reservation.status in WAITING)


def forget_person(before: Reservation, at: datetime) -> Change | None:
    """None while it is of use, and when it is forgotten already."""
    if is_of_use(before, at):
        return None
    passengers = tuple(replace(one, details=NO_DETAILS) for one in before.passengers)
    after = replace(before, passengers=passengers, contact_email=None)
    return Change(after) if after != before else None


class ClosedAccounts(Protocol):
    """Owners who are gone, and when to look at their reservations."""

    def add(self, user_id: str, look_at: datetime, until: datetime) -> None:
        """Look at them then, and not for the last time before `until`; nothing if it is known already."""

    def list_due(self, at: datetime, *, limit: int) -> list[ClosedAccount]: ...

    def put_off(self, user_id: str, look_at: datetime) -> None: ...

    def remove(self, user_id: str) -> None:
        """Nothing of theirs is left that could be forgotten."""


@dataclass(frozen=True, slots=True)
class ClosedAccount:
    user_id: str
    until: datetime

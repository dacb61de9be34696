"""Telling more of a passenger after booking: date of birth, document, special services, until the journey begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from reservation_service.domain.ages import check_birth
from reservation_service.domain.passengers import Passenger, TravellerDetails
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.refused import NotCorrectable
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.domain.travel_documents import check_validity

# What is known -> what is to be; what was not mentioned stays.
Amend = Callable[[TravellerDetails], TravellerDetails]


@dataclass(frozen=True, slots=True)
class Amendment:
    """Of passenger `number`, counted from 1; `parts` names what is told, without telling it."""

    number: int
    amend: Amend
    parts: tuple[str, ...]


def amend_details(before: Reservation, wanted: Amendment, at: datetime) -> Change | NotCorrectable | None:
    """None if all of it is known already. Raises InvalidInput."""
    number = wanted.number
    passenger = get_passenger(before, number)
    if not before.is_active:
        return NotCorrectable(before, f"Reservation {before.locator} is {before.status}; nobody travels with it.")
    if before.departs_at is not None and before.departs_at <= at:
        return NotCorrectable(before, f"Reservation {before.locator} has begun; its first flight has departed.")
    amended = replace(passenger, details=wanted.amend(passenger.details))
    if amended == passenger:
        return None
    check_details(amended, number, "input", at.date(), before.last_day)
    passengers = (*before.passengers[: number - 1], amended, *before.passengers[number:])
    return Change(replace(before, passengers=passengers))


def check_details(passenger: Passenger, number: int, field: str, today: date, travel_day: date | None) -> None:
    """What was told agrees with the type and lasts for the journey. Raises InvalidInput."""
    check_birth(passenger, number, f"{field}.dateOfBirth", today, travel_day)
    if passenger.details.document:
        check_validity(passenger.details.document, f"{field}.travelDocument", today, travel_day or today)


def get_passenger(reservation: Reservation, number: int) -> Passenger:
    if not 1 <= number <= len(reservation.passengers):
        raise InvalidInput("passenger", f"This reservation is for passengers 1 to {len(reservation.passengers)}.")
    return reservation.passengers[number - 1]

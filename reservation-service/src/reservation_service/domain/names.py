"""Correcting how a passenger is called: a slip by the traveller herself, anything by staff, always written down.

A ticket is for a person: whoever could rename a passenger freely could sell it. So a traveller may change three letters
of the name that was booked, altogether, or put first and last name the right way round.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from reservation_service.domain.passengers import Passenger, PassengerName
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.refused import NameTooDifferent, NotCorrectable
from reservation_service.domain.reservation import Change, NameCorrection, Reservation

LETTERS_OF_A_SLIP = 3
MAX_CORRECTIONS = 30


@dataclass(frozen=True, slots=True)
class Corrector:
    user_id: str
    is_staff: bool


def correct_name(
    before: Reservation, number: int, name: PassengerName, who: Corrector, at: datetime
) -> Change | NotCorrectable | NameTooDifferent | None:
    """Of passenger `number`, counted from 1; None if she is called so already. Raises InvalidInput."""
    if not 1 <= number <= len(before.passengers):
        raise InvalidInput("passenger", f"This reservation is for passengers 1 to {len(before.passengers)}.")
    if not before.is_active:
        return NotCorrectable(before, f"Reservation {before.locator} is {before.status}; nobody travels with it.")
    if before.departs_at is not None and before.departs_at <= at:
        return NotCorrectable(before, f"Reservation {before.locator} has begun; its first flight has departed.")
    if len(before.corrections) >= MAX_CORRECTIONS:
        return NotCorrectable(before, f"The names of reservation {before.locator} have been corrected often enough.")
    passenger = before.passengers[number - 1]
    if passenger.name == name:
        return None
    booked = _find_booked_name(before, number, passenger)
    if not who.is_staff and count_letters(booked, name) > LETTERS_OF_A_SLIP:
        message = f"You may change up to {LETTERS_OF_A_SLIP} letters of {booked}; for more, ask our staff."
        return NameTooDifferent(before, message)
    correction = NameCorrection(number, passenger.name, name, who.user_id, at, who.is_staff)
    renamed = replace(passenger, first_name=name.first, last_name=name.last)
    passengers = (*before.passengers[: number - 1], renamed, *before.passengers[number:])
    return Change(replace(before, passengers=passengers, corrections=(*before.corrections, correction)))


def count_letters(before: PassengerName, after: PassengerName) -> int:
    """How many letters have to be added, taken away or replaced; the wrong way round is no letter."""
    straight = _distance(before.first, after.first) + _distance(before.last, after.last)
    crossed = _distance(before.first, after.last) + _distance(before.last, after.first)
    return min(straight, crossed)


def _find_booked_name(reservation: Reservation, number: int, passenger: Passenger) -> PassengerName:
    """What was booked, or set by staff since: slips add up from there."""
    name = passenger.name
    for correction in reversed(reservation.corrections):
        if correction.number == number:
            if correction.by_staff:
                break
            name = correction.before
    return name


def _distance(before: str, after: str) -> int:
    """Levenshtein's; names are short."""
    old, new = before.casefold(), after.casefold()
    row = list(range(len(new) + 1))
    for index, letter in enumerate(old, 1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(new, 1):
            cost = min(row[column] + 1, row[column - 1] + 1, diagonal + (letter != other))
            diagonal, row[column] = row[column], cost
    return row[-1]

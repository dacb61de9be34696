"""Ages: whether who was booked as an infant, a child or an adult is one on the day of the last flight.

Nobody knows that day before flight-service has told it. Until then today is asked instead: who is too old already will
not grow younger, who is too young may still be old enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refusals import InvalidInput

OLDEST = 120
# From the first age on, up to the second.
AGES = {PassengerType.INFANT: (0, 2), PassengerType.CHILD: (2, 12), PassengerType.ADULT: (12, OLDEST + 1)}
_WHO = {
    PassengerType.INFANT: "infant (under 2)",
    PassengerType.CHILD: "child (2 to 11)",
    PassengerType.ADULT: "adult (12 or older)",
}


def check_birth(passenger: Passenger, number: int, field: str, today: date, travel_day: date | None) -> None:
    """Of passenger `number`, counted from 1. Raises InvalidInput."""
    born = passenger.details.date_of_birth
    if born is None:
        return
    if born > today or find_age(born, today) > OLDEST:
        raise InvalidInput(field, f"Nobody who travels was born on {born}; check the date.")
    is_too_old = find_age(born, today) >= AGES[passenger.type][1]
    if is_too_old or (travel_day and not _fits(passenger, travel_day)):
        raise InvalidInput(field, _explain(passenger, number, born, max(today, travel_day or today)))


def find_misfit(passengers: Sequence[Passenger], travel_day: date | None) -> Reason | None:
    """Why this party cannot travel then as it was booked."""
    if travel_day is None:
        return None
    for number, passenger in enumerate(passengers, 1):
        born = passenger.details.date_of_birth
        if born is not None and not _fits(passenger, travel_day):
            return Reason("PASSENGER_AGE", _explain(passenger, number, born, travel_day))
    return None


def find_age(born: date, on: date) -> int:
    """In years; who was born on a 29th of February has her birthday on the 1st of March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _fits(passenger: Passenger, on: date) -> bool:
    born = passenger.details.date_of_birth
    youngest, too_old = AGES[passenger.type]
    return born is None or youngest <= find_age(born, on) < too_old


def _explain(passenger: Passenger, number: int, born: date, on: date) -> str:
    age = find_age(born, on)
    years = "1 year old" if age == 1 else f"{max(age, 0)} years old"
    return f"Passenger {number}, {passenger.name}, is {years} on {on} and cannot travel as {_WHO[passenger.type]}."

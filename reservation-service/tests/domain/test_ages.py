"""Who may have been born when, and how old that makes her."""

from __future__ import annotations

from datetime import date

import pytest

from reservation_service.domain.ages import check_birth, find_age, find_misfit
from reservation_service.domain.passengers import Passenger, PassengerType, TravellerDetails
from reservation_service.domain.refusals import InvalidInput

TODAY = date(2026, 12, 1)


def build(type: PassengerType, born: date) -> Passenger:
    return Passenger("Ada", "Lovelace", type, details=TravellerDetails(date_of_birth=born))


@pytest.mark.parametrize(
    ("type", "born"),
    [
        (PassengerType.INFANT, TODAY),
        (PassengerType.INFANT, date(2024, 12, 2)),
        (PassengerType.CHILD, date(2014, 12, 2)),
        # Old enough by the day of the journey, for all that is known yet.
        (PassengerType.CHILD, TODAY),
        (PassengerType.ADULT, date(2020, 1, 1)),
        (PassengerType.ADULT, date(1905, 12, 2)),
    ],
)
def test_somebody_may_be_as_old(type: PassengerType, born: date) -> None:
    check_birth(build(type, born), 1, "dateOfBirth", TODAY, None)


@pytest.mark.parametrize(
    ("type", "born", "message"),
    [
        (PassengerType.INFANT, date(2026, 12, 2), "Nobody who travels was born on 2026-12-02"),
        (PassengerType.ADULT, date(1905, 12, 1), "Nobody who travels was born on 1905-12-01"),
        (PassengerType.INFANT, date(2024, 12, 1), "is 2 years old on 2026-12-01 and cannot travel as infant"),
        (PassengerType.CHILD, date(2014, 12, 1), "is 12 years old on 2026-12-01 and cannot travel as child"),
    ],
)
def test_nobody_is_as_old(type: PassengerType, born: date, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        check_birth(build(type, born), 1, "dateOfBirth", TODAY, None)


@pytest.mark.parametrize(
    ("type", "born", "is_fit"),
    [
        (PassengerType.INFANT, date(2024, 12, 2), True),
        (PassengerType.INFANT, date(2024, 12, 1), False),
        (PassengerType.CHILD, date(2024, 12, 1), True),
        (PassengerType.CHILD, date(2025, 12, 1), False),
        (PassengerType.ADULT, date(2014, 12, 1), True),
        (PassengerType.ADULT, date(2014, 12, 2), False),
    ],
)
def test_on_the_day_of_the_journey_everybody_is_what_she_was_booked_as(
    type: PassengerType, born: date, is_fit: bool
) -> None:
    assert (find_misfit([build(type, born)], TODAY) is None) is is_fit


def test_the_message_counts_years_as_people_do() -> None:
    misfit = find_misfit([build(PassengerType.CHILD, date(2025, 11, 30))], TODAY)
    assert misfit is not None
    assert "Passenger 1, Ada Lovelace, is 1 year old on 2026-12-01" in misfit.message


def test_who_was_born_on_a_leap_day_is_a_year_older_on_the_first_of_march() -> None:
    born = date(2024, 2, 29)
    assert [find_age(born, on) for on in (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29))] == [1, 2, 4]

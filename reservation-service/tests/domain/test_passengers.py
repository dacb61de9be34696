"""Names as they may stand in a ticket, and parties that may travel together."""

from __future__ import annotations

import pytest

from reservation_service.domain.passengers import (
    MAX_NAME_LENGTH,
    Passenger,
    PassengerType,
    check_party,
    count_seats,
    parse_name,
    to_search_name,
)
from reservation_service.domain.refusals import InvalidInput

ADULT, CHILD, INFANT = (
    Passenger("Ada", "Lovelace", type) for type in (PassengerType.ADULT, PassengerType.CHILD, PassengerType.INFANT)
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Anne-Marie \t de  la Cruz ", "Anne-Marie de la Cruz"),
        ("O'Neil Jr.", "O'Neil Jr."),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u041d\u0438\u043d\u0430", "\u041d\u0438\u043d\u0430"),
        ("A" * MAX_NAME_LENGTH, "A" * MAX_NAME_LENGTH),
        # Long as it is sent, short as it stands.
        (" " * 3 * MAX_NAME_LENGTH + "A" * MAX_NAME_LENGTH, "A" * MAX_NAME_LENGTH),
    ],
)
def test_a_name_is_kept_as_it_would_be_printed(text: str, name: str) -> None:
    assert parse_name(text, "firstName") == name


@pytest.mark.parametrize(
    "text", ["", "  ", "A" * (MAX_NAME_LENGTH + 1), "-Ada", "Ada1", "Ada <b>", "Ada\u200b", "\u0308A"]
)
def test_what_is_no_name_is_said_of_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_name(text, "firstName")
    assert refused.value.details == {"field": "firstName"}


@pytest.mark.parametrize(
    ("party", "seats"),
    [
        ([ADULT], 1),
        ([ADULT, INFANT], 1),
        ([ADULT, CHILD, INFANT], 2),
        ([ADULT] * 9, 9),
        ([ADULT, ADULT, INFANT, INFANT], 2),
    ],
)
def test_infants_need_no_seat_but_an_adult_each(party: list[Passenger], seats: int) -> None:
    assert count_seats(check_party(party)) == seats


@pytest.mark.parametrize("party", [[], [CHILD], [INFANT], [ADULT, INFANT, INFANT], [ADULT] * 10])
def test_a_party_that_may_not_travel_is_refused(party: list[Passenger]) -> None:
    with pytest.raises(InvalidInput):
        check_party(party)


def test_names_are_found_as_people_type_them() -> None:
    assert to_search_name("D'Arc\u00e9-Lou\u0308 ") == to_search_name("darce lou") == "darcelou"

"""What staff type, and what it may mean."""

from __future__ import annotations

import pytest

from reservation_service.domain.locator import ALPHABET, RecordLocator
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.searching import parse_search
from reservation_service.domain.spellings import list_spellings
from reservation_service.domain.tickets import TicketNumber, issue_tickets


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        ("Lovelace", ["name:lovelace"]),
        (" love ", ["name:love"]),
        ("Lovelace, Ada", ["name:lovelace ada"]),
        ("LOVELACE/ADA", ["name:lovelace ada"]),
        ("lovelace,", ["name:lovelace "]),
        ("Ada Lovelace", ["name:ada lovelace", "name:adalovelace", "name:lovelace ada"]),
        ("O'Neil-Smith", ["name:oneilsmith"]),
        ("Müller", ["name:mueller", "name:muller"]),
        ("Sørensen, Åse", ["name:soerensen aase", "name:soerensen ase", "name:sorensen aase", "name:sorensen ase"]),
        ("李", ["name:李"]),
        ("a b c d e", ["name:abcde"]),
        # One letter more would find nothing that these do not.
        ("Li Li", ["name:li li", "name:lili"]),
        ("Ada@Example.COM", ["mail:ada@example.com\x1f"]),
    ],
)
def test_names_and_addresses_become_beginnings_of_entries(text: str, beginnings: list[str]) -> None:
    assert list(parse_search(text).beginnings) == beginnings


def test_six_letters_may_be_a_locator_and_a_name() -> None:
    wanted = parse_search("wagner")
    assert (wanted.locator, wanted.beginnings) == (RecordLocator("WAGNER"), ("name:wagner",))
    assert (parse_search("AC4679").locator, parse_search("AC4679").beginnings) == (RecordLocator("AC4679"), ())


@pytest.mark.parametrize("text", ["", " ", "L", "- -", ",", "123", "UA1545 2026-12-01", "x" * 255])
def test_what_can_be_nothing_of_that_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_search(text)
    assert refused.value.details == {"field": "text"}


@pytest.mark.parametrize("locator", ["ACDEFG", "999999", "A9Y3X4", ALPHABET[0] * 6])
def test_a_ticket_number_leads_back_to_its_reservation(locator: str) -> None:
    party = tuple(Passenger("Ada", "Lovelace", PassengerType.ADULT) for _ in range(9))
    for issue in range(6):
        for number, ticket in enumerate(issue_tickets(RecordLocator(locator), party, issue), 1):
            written = f"{ticket.number[:3]}-{ticket.number[3:8]} {ticket.number[8:]}"
            assert parse_search(written).ticket == TicketNumber(RecordLocator(locator), issue, number)


@pytest.mark.parametrize(
    "text", ["0001234567891", "9991234567890", "99912345678", "99912345678911", "\N{FULLWIDTH DIGIT NINE}991234567891"]
)
def test_other_numbers_are_no_tickets(text: str) -> None:
    assert TicketNumber.parse(text) is None


def test_names_that_people_would_call_the_same_share_a_spelling() -> None:
    for one, other in [("Müller", "MULLER"), ("Müller", "Mueller"), ("Łukasz", "lukasz"), ("Strauß", "STRAUSS")]:
        assert set(list_spellings(one)) & set(list_spellings(other))

"""Names and telephone numbers."""

import pytest

from auth_service.domain.person import parse_name, parse_phone
from auth_service.domain.refusals import InvalidInput


@pytest.mark.parametrize(
    "name",
    [
        "Ann",
        "O'Neil",
        "Jean-Luc",
        "Zo\u00eb",
        "J. R.",
        "\u5c0f\u660e",
        "\u0928\u0947\u0939\u093e",
        "Llu\u00eds Gal\u00b7la",
    ],
)
def test_names_of_many_scripts_are_taken(name: str) -> None:
    assert parse_name("firstName", name) == name


def test_space_around_and_inside_a_name_is_tidied() -> None:
    assert parse_name("lastName", "  de   la  Cruz\t") == "de la Cruz"


@pytest.mark.parametrize(
    "name", ["", "   ", "-", "'", "A" * 101, "Ann<script>", "Ann\0", "Ann\u202e", "4nn", "Ann\U0001f600"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_name("lastName", name)
    assert refused.value.field == "lastName"


@pytest.mark.parametrize("text", ["+4930901820", "+49 30 901820", "+49 (30) 901-820", "+49.30/901820"])
def test_telephone_number_is_stored_in_e164(text: str) -> None:
    assert parse_phone(text) == "+4930901820"


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_telephone_number_is_fine(text: str | None) -> None:
    assert parse_phone(text) is None


@pytest.mark.parametrize(
    "text", ["030 901820", "+0 123456789", "+49", "+49 30 CALL", "+1234567890123456", "+\u0664\u0669 30 901820"]
)
def test_what_cannot_be_dialled_from_abroad_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_phone(text)
    assert refused.value.field == "phone"

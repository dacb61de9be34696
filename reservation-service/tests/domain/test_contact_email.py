from __future__ import annotations

import pytest

from reservation_service.domain.contact_email import mask_email, parse_contact_email
from reservation_service.domain.refusals import InvalidInput


@pytest.mark.parametrize(
    "text", ["ada@x.example", " ada.lovelace+trips@mail.x.example ", "a@b.co", "ada@x.example\r\n"]
)
def test_an_address_is_taken_as_typed(text: str) -> None:
    assert parse_contact_email(text, "f") == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@localhost",
        "a..b@x.example",
        "ada@x.example\nBcc: eve@x.example",
        "ada@x.example, eve@x.example",
        "Ada <ada@x.example>",
        "ädä@x.example",
        "a" * 65 + "@x.example",
        "a@" + "b" * 250 + ".example",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_contact_email(text, "f")


def test_an_address_is_shown_to_those_who_know_it() -> None:
    assert mask_email("ada@x.example") == "a•••@x.example"

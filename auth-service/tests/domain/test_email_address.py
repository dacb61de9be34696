"""E-mail addresses: which are one, which are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth_service.domain.email_address import EmailAddress, canonical_form
from auth_service.domain.refusals import InvalidInput


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@example.com", "ANN@Example.COM"),
        ("ann@example.com", "  ann@example.com "),
        ("stra\u00dfe@example.com", "STRASSE@example.com"),
        ("re\u0301mi@example.com", "r\u00e9mi@example.com"),  # combining accent and composed letter
        ("\uff41nn@example.com", "ann@example.com"),  # full-width a
    ],
)
def test_spellings_of_one_address_are_equal(one: str, other: str) -> None:
    assert EmailAddress.parse(one).canonical == EmailAddress.parse(other).canonical


def test_address_is_kept_as_its_owner_writes_it() -> None:
    assert EmailAddress.parse(" Ann.Lee+trips@Example.com ").text == "Ann.Lee+trips@Example.com"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "ann", "ann@", "@example.com", "ann@example", "ann@@example.com", "ann lee@example.com", "ann@exa mple.com",
        ".ann@example.com", "ann.@example.com", "an..n@example.com", "ann@-example.com", "ann@example-.com", "ann@.com",
        "ann@example..com", "ann\n@example.com", "ann@example.com\nBcc: all@example.com", "ann\0@example.com",
        '"ann"@example.com', "<ann@example.com>", "ann@example.com, bob@example.com", "a" * 65 + "@example.com",
        "ann\u00b8@example.com", "ann\ufe6bhome@example.com", "ann@" + "a" * 64 + ".com", "a@" + "b." * 130 + "com",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        EmailAddress.parse(text)
    assert refused.value.field == "email"


@given(st.text(max_size=300) | st.from_regex(r"[^@]{1,20}@[^@]{1,10}\.\w{2,5}", fullmatch=True))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = EmailAddress.parse(text)
    except InvalidInput:
        return
    assert len(address.text) <= 254
    assert EmailAddress.parse(address.text) == address
    assert canonical_form(address.canonical) == address.canonical

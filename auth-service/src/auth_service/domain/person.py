"""Names and telephone numbers: text as typed -> text that can be stored, printed and dialled."""

from __future__ import annotations

import re
import unicodedata

from auth_service.domain.refusals import InvalidInput

MAX_NAME_LENGTH = 100

# ITU-T E.164: at most 15 digits with a country code; people write spaces, dots, dashes and brackets between them.
_PHONE_PUNCTUATION = re.compile(r"[\s().\-/]")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


def parse_name(field: str, text: str) -> str:
    """One part of a person's name; any script, but at least one letter and nothing that cannot be printed."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > MAX_NAME_LENGTH:
        raise InvalidInput(field, f"A name has 1 to {MAX_NAME_LENGTH} characters.")
    if not any(character.isalpha() for character in name) or not all(_belongs_in_a_name(c) for c in name):
        raise InvalidInput(field, "A name has letters, spaces, apostrophes, dots and hyphens only.")
    return name


def parse_phone(text: str | None) -> str | None:
    """A number in E.164 form; `None` and blank text mean that there is none."""
    if text is None or not text.strip():
        return None
    digits = _PHONE_PUNCTUATION.sub("", text)
    if not _PHONE.fullmatch(digits):
        raise InvalidInput("phone", "Write the telephone number with its country code, like +49 30 901820.")
    return digits


def _belongs_in_a_name(character: str) -> bool:
    # L: letters, M: combining marks that some scripts need.
    return unicodedata.category(character)[0] in "LM" or character in " '\u2019.-\u00b7"

"""Where a reservation's letters go: an address as the traveller typed it. Whoever owns it is not proved by this."""

from __future__ import annotations

import re

from reservation_service.domain.refusals import InvalidInput

# RFC 5321, 4.5.3.1: at most 254 characters, 64 of them before the @.
MAX_LENGTH = 254
# Plain ASCII: what every mail server takes, and nothing that could end a header or begin another.
_SHAPE = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_MAX_LOCAL_LENGTH = 64


def parse_contact_email(text: str, field: str) -> str:
    """Raises InvalidInput."""
    cleaned = text[: MAX_LENGTH + 1].strip()
    is_short = len(cleaned) <= MAX_LENGTH and cleaned.find("@") <= _MAX_LOCAL_LENGTH
    if not is_short or not _SHAPE.fullmatch(cleaned):
        raise InvalidInput(field, "This is not an e-mail address; write it as name@example.com.")
    return cleaned


def mask_email(address: str) -> str:
    """Enough to recognise one's own: a record locator and a name must not tell the address to others."""
    local, _, domain = address.partition("@")
    return f"{local[0]}•••@{domain}"

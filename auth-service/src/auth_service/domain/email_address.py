"""E-mail addresses: text as typed -> a value that knows which mailbox it means.

Two spellings that differ in case or Unicode form are one account, so uniqueness and lookup go by `canonical`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from auth_service.domain.refusals import InvalidInput

# RFC 5321, 4.5.3.1: a path holds at most 254 characters of address, a local part at most 64.
MAX_LENGTH = 254
MAX_LOCAL_LENGTH = 64

# Deliberately wide: one @, no spaces, quotes or control characters, a dotted domain. Only a delivered mail proves more.
_SHAPE = re.compile(
    r"""[^\s@"(),:;<>\[\]\\\x00-\x20\x7f]+ @ (?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+ [^\W_](?:[\w-]{0,61}[^\W_])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address as its owner writes it, and the form by which it is compared."""

    text: str
    canonical: str

    @classmethod
    def parse(cls, text: str, field: str = "email") -> EmailAddress:
        """Raises `InvalidInput`."""
        cleaned, canonical = unicodedata.normalize("NFC", text.strip()), canonical_form(text)
        # The canonical form too: some signs turn into spaces or into an @ when they are normalised.
        if not _is_well_formed(cleaned) or not _is_well_formed(canonical):
            raise InvalidInput(field, "This is not an e-mail address; write it as name@example.com.")
        return cls(text=cleaned, canonical=canonical)


def _is_well_formed(text: str) -> bool:
    local = text.rpartition("@")[0]
    dots_are_between = not local.startswith(".") and not local.endswith(".") and ".." not in local
    fits = len(text) <= MAX_LENGTH and len(local) <= MAX_LOCAL_LENGTH
    return fits and dots_are_between and _SHAPE.fullmatch(text) is not None


def canonical_form(text: str) -> str:
    """The form by which addresses are compared; also of text that is no address, which then matches no account."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold())


def mask_email(address: EmailAddress) -> str:
    """Enough to recognise one's own, in a letter that a stranger might read."""
    local, _, domain = address.text.rpartition("@")
    return f"{local[:1]}•••@{domain}"

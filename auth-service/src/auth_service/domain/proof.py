"""Proofs: what somebody may do because a letter reached them.

A letter carries a token of 256 random bits that is valid for one purpose and a short time. The account keeps its hash
only, and one of each purpose: asking again makes the token before worthless.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from auth_service.domain.session import hash_secret

if TYPE_CHECKING:
    from auth_service.domain.email_address import EmailAddress

_SEPARATOR = "."
MAX_TOKEN_LENGTH = 128


class Purpose(Enum):
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose
    VERIFY_EMAIL = "verify_email"
    CHANGE_EMAIL = "change_email"


# A mailbox may be left open on a shared machine: what opens an account is short-lived, what only says "this address is
# mine" may wait for somebody's return from the weekend.
LIFETIMES = {
    Purpose.RESET_PASSWORD: timedelta(minutes=30),
    Purpose.VERIFY_EMAIL: timedelta(days=7),
    Purpose.CHANGE_EMAIL: timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class ProofToken:
    """What the letter carries. Never stored in the clear, never logged: it has no readable `repr`."""

    account_id: str
    secret: str

    @classmethod
    def find(cls, text: str) -> ProofToken | None:
        """The token in `text`, or None if it has not even the shape of one."""
        parts = text.split(_SEPARATOR) if len(text) <= MAX_TOKEN_LENGTH else []
        return cls(*parts) if len(parts) == 2 and all(parts) else None

    def __str__(self) -> str:
        return _SEPARATOR.join((self.account_id, self.secret))

    def __repr__(self) -> str:
        return f"ProofToken({self.account_id})"


@dataclass(frozen=True, slots=True)
class Proof:
    """What the account remembers of a token: its hash, the address the letter went to, and until when it counts."""

    token_hash: str
    email: EmailAddress
    expires_at: datetime

    def is_given_by(self, token: ProofToken, now: datetime) -> bool:
        return now < self.expires_at and hmac.compare_digest(hash_secret(token.secret), self.token_hash)

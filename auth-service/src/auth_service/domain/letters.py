"""Letters about an account, and what their queue promises.

A letter is ordered in the very write that makes its reason true, so none is lost and none tells of what did not happen.
Between handing it over and striking it off the queue a process may die: then it is sent once more under the same id, by
which mail programs know it for the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

if TYPE_CHECKING:
    from datetime import datetime


class LetterKind(Enum):
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a letter
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a letter
    VERIFY_EMAIL = "verify_email"
    CHANGE_EMAIL = "change_email"
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    EMAIL_CHANGED = "email_changed"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_UNLOCKED = "account_unlocked"
    ROLES_CHANGED = "roles_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOrder:
    """One letter to write. The token of its link is sealed, and gone with the order once the letter has left."""

    id: str
    kind: LetterKind
    to: str
    sealed_token: bytes | None = field(default=None, repr=False)
    # Afterwards its link opens nothing, and nobody needs the letter.
    good_until: datetime | None = None
    # The other address, where one is changed for another.
    other_address: str | None = None


def order_letter(kind: LetterKind, to: str, *, other_address: str | None = None) -> LetterOrder:
    """A letter that only tells something."""
    return LetterOrder(id=uuid4().hex, kind=kind, to=to, other_address=other_address)


class LetterTokens(Protocol):
    """Tokens on their way into a letter: worthless to a reader of the database."""

    def seal(self, token: str, letter_id: str) -> bytes: ...

    def unseal(self, sealed: bytes, letter_id: str) -> str:
        """Raises Undeliverable if it was sealed with another key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLetters:
    """The letters of one account that have to leave, in the order they were asked for."""

    account_id: str
    letters: tuple[LetterOrder, ...]
    # How many were ever ordered: tells whether another has been since.
    ordered: int
    claimed_until: datetime | None
    tries: int


class LetterQueue(Protocol):
    """The letters of all accounts. Whoever sends those of one has claimed them."""

    def list_due(self, now: datetime, *, limit: int) -> list[DueLetters]:
        """The longest waiting first, without those that somebody has claimed."""

    def claim(self, due: DueLetters, until: datetime) -> DueLetters | None:
        """As claimed; None if somebody else was faster."""

    def strike(self, claimed: DueLetters, letter_id: str) -> None:
        """It has left, or never will."""

    def release(self, claimed: DueLetters, again_at: datetime | None) -> None:
        """End the claim; look again then, or (None) only when another letter is ordered."""

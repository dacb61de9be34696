"""What the use cases need from outside, named by what it is and not by what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from auth_service.domain.account import Account
    from auth_service.domain.key_ring import KeyRing
    from auth_service.domain.letters import LetterOrder
    from auth_service.domain.session import Session
    from auth_service.domain.staff_act import StaffAct
    from auth_service.domain.throttle import Budget


# More devices than anybody has; a script that logs in again and again must not make a page of megabytes.
MAX_LISTED = 100


# An event as it stands in a document's outbox; the events layer writes it, storage only carries it.
OutboxEntry = Mapping[str, Any]


class Announce(Protocol):
    def __call__(self, account: Account, at: datetime) -> OutboxEntry: ...


class Accounts(Protocol):
    """All accounts; the canonical e-mail address is unique. Letters are ordered, and events announced, in the write of
    what they tell of.
    """

    def add(self, account: Account, letters: Sequence[LetterOrder] = ()) -> None:
        """Raises `EmailTaken`."""

    def find(self, account_id: str) -> Account | None: ...

    def find_by_email(self, canonical_email: str) -> Account | None: ...

    def find_many(self, account_ids: Collection[str]) -> Mapping[str, Account]:
        """Those of `account_ids` that exist, in one query."""

    def save(self, account: Account, letters: Sequence[LetterOrder] = (), act: StaffAct | None = None) -> bool:
        """Replace the version before `account.version`; False if somebody else changed it meanwhile.

        What staff did is put on record with it. Raises `EmailTaken` for a changed address that another account has.
        """

    def search(self, canonical_beginning: str, *, limit: int) -> list[Account]:
        """Those whose canonical address begins so, in its order."""

    def list_acts(self, account_id: str) -> list[StaffAct]:
        """What staff did to an account, also to a closed one, the newest first."""

    def save_nobody(self) -> None:
        """Take as long as `save` and change no account: so that time does not tell whether there is one."""

    def close(
        self, account: Account, at: datetime, letters: Sequence[LetterOrder] = (), outbox: Sequence[OutboxEntry] = ()
    ) -> bool:
        """Forget everything about the person. The id is never used again; no other method finds it."""


class Sessions(Protocol):
    def add(self, session: Session) -> None: ...

    def find(self, session_id: str) -> Session | None: ...

    def rotate(self, session: Session) -> bool:
        """Replace `previous_token_hash` by the new one if the session is active; of parallel calls one is True."""

    def list_active(self, user_id: str, now: datetime) -> list[Session]:
        """Those that have neither been ended one by one nor expired, the latest used first, at most `MAX_LISTED`."""

    def end(self, session_id: str) -> bool:
        """True if the session was active until now."""


class SigningKeys(Protocol):
    def find(self) -> KeyRing | None: ...

    def add(self, ring: KeyRing) -> bool:
        """Store the first ring; False if there is one already."""

    def save(self, ring: KeyRing) -> bool:
        """Replace the version before `ring.version`; False if somebody else rotated meanwhile."""


class Tries(Protocol):
    """Counters of tries, each living until its window ends."""

    def take(self, budget: Budget, subject: str, now: datetime) -> int | None:
        """Take one try of `subject`. None if there was one left, else the seconds until there will be."""

    def give_back(self, budget: Budget, subject: str) -> None:
        """Undo one `take`."""


class Passwords(Protocol):
    """Slow hashing and the rules for new passwords."""

    def hash(self, password: str) -> str: ...

    def check(self, password: str, password_hash: str | None) -> PasswordCheck:
        """`None` stands for an account that does not exist: same work, never right."""

    def require_strong(self, field: str, password: str, *, email: str, names: tuple[str, ...]) -> None:
        """Raises `InvalidInput` that says what to do better."""


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    is_right: bool
    needs_rehash: bool


class AccessTokens(Protocol):
    """Signs short-lived access tokens."""

    def issue(self, account: Account, session_id: str, now: datetime) -> IssuedAccessToken: ...


@dataclass(frozen=True, slots=True)
class IssuedAccessToken:
    text: str
    expires_in_seconds: int


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, in UTC, with whole milliseconds as the database keeps them."""

"""The session: one login on one device, kept alive by a refresh token that changes with every use.

A session is what security texts call a token family. It stores hashes only. The refresh token is
`<session id>.<family secret>.<token secret>`: the family secret stays the same for the life of the session, so that a
token that was really issued and already used (theft: end the session) can be told from one that somebody made up
(ignore it).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auth_service.domain.account import Account

REFRESH_TOKEN_LIFETIME = timedelta(days=30)
# However often it is refreshed, a login is repeated after this time.
SESSION_LIFETIME = timedelta(days=180)
# A second use of a token so soon after the first is a parallel tab or a retry, not a thief.
RETRY_GRACE = timedelta(seconds=10)

_SEPARATOR = "."
MAX_TOKEN_LENGTH = 256
# Real ones have half of it.
MAX_USER_AGENT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """What the client holds. Never stored, never logged: it has no readable `repr`."""

    session_id: str
    family_secret: str
    token_secret: str

    @classmethod
    def find(cls, text: str) -> RefreshToken | None:
        """The token in `text`, or None if it has not even the shape of one."""
        parts = text.split(_SEPARATOR) if len(text) <= MAX_TOKEN_LENGTH else []
        return cls(*parts) if len(parts) == 3 and all(parts) else None

    def __str__(self) -> str:
        return _SEPARATOR.join((self.session_id, self.family_secret, self.token_secret))

    def __repr__(self) -> str:
        return f"RefreshToken({self.session_id})"


class SessionState(Enum):
    ACTIVE = "active"
    ENDED = "ended"


class Presented(Enum):
    """What a presented refresh token turns out to be."""

    CURRENT = "the newest token of a living session"
    JUST_USED = "used a moment ago by a parallel request"
    REUSED = "used before: somebody has a copy"
    EXPIRED = "too old"
    WORTHLESS = "unknown, made up, or of a session that has ended"


@dataclass(frozen=True, slots=True)
class Session:
    """One token family. `token_hash` is what a rotation compares and replaces."""

    id: str
    user_id: str
    epoch: int
    state: SessionState
    family_hash: str
    token_hash: str
    previous_token_hash: str | None
    opened_at: datetime
    rotated_at: datetime
    expires_at: datetime
    # What the browser calls itself; whoever looks at her devices knows them by that.
    user_agent: str | None = None

    def judge(self, token: RefreshToken, now: datetime) -> Presented:
        """Everything about `token` that can be known without the account."""
        if self.state is SessionState.ENDED or not _matches(token.family_secret, self.family_hash):
            return Presented.WORTHLESS
        if now >= self.expires_at:
            return Presented.EXPIRED
        if _matches(token.token_secret, self.token_hash):
            return Presented.CURRENT
        was_previous = self.previous_token_hash is not None and _matches(token.token_secret, self.previous_token_hash)
        if was_previous and now - self.rotated_at <= RETRY_GRACE:
            return Presented.JUST_USED
        return Presented.REUSED

    def is_living(self, account: Account) -> bool:
        """Neither ended by itself nor with all sessions of its account."""
        return self.state is SessionState.ACTIVE and self.epoch == account.session_epoch

    def rotated(self, token: RefreshToken, now: datetime) -> Session:
        return replace(
            self,
            token_hash=hash_secret(token.token_secret),
            previous_token_hash=self.token_hash,
            rotated_at=now,
            expires_at=min(now + REFRESH_TOKEN_LIFETIME, self.opened_at + SESSION_LIFETIME),
        )


def open_session(
    token: RefreshToken, user_id: str, epoch: int, now: datetime, user_agent: str | None = None
) -> Session:
    """The session that begins with `token`."""
    return Session(
        id=token.session_id,
        user_id=user_id,
        epoch=epoch,
        state=SessionState.ACTIVE,
        family_hash=hash_secret(token.family_secret),
        token_hash=hash_secret(token.token_secret),
        previous_token_hash=None,
        opened_at=now,
        rotated_at=now,
        expires_at=now + REFRESH_TOKEN_LIFETIME,
        user_agent=user_agent[:MAX_USER_AGENT_LENGTH] if user_agent else None,
    )


def hash_secret(secret: str) -> str:
    """Plain SHA-256: the secrets are 256 random bits, there is nothing to guess that a slow hash would protect."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _matches(secret: str, expected_hash: str) -> bool:
    return hmac.compare_digest(hash_secret(secret), expected_hash)

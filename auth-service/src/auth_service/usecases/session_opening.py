"""Open a session for an account that has proved itself, and hand out its first pair of tokens."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from auth_service.domain.session import RefreshToken, open_session

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.ports import AccessTokens, Clock, IssuedAccessToken, Sessions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What the client gets: this once, and never again."""

    access_token: IssuedAccessToken
    refresh_token: RefreshToken
    account: Account


@dataclass(frozen=True, slots=True)
class SessionOpening:
    sessions: Sessions
    access_tokens: AccessTokens
    clock: Clock

    def __call__(self, account: Account, user_agent: str | None = None) -> OpenedSession:
        now = self.clock.now()
        token = RefreshToken(session_id=uuid4().hex, family_secret=new_secret(), token_secret=new_secret())
        self.sessions.add(open_session(token, account.id, account.session_epoch, now, user_agent))
        log.info("session opened", extra={"account": account.id, "sid": token.session_id})
        return OpenedSession(self.access_tokens.issue(account, token.session_id, now), token, account)


def new_secret() -> str:
    """256 random bits, in an alphabet without the separator of refresh tokens."""
    return secrets.token_urlsafe(32)

"""Log out: end one session, or all sessions of the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.refusals import Conflict, Unauthenticated
from auth_service.domain.session import Presented, RefreshToken

if TYPE_CHECKING:
    from auth_service.domain.ports import Accounts, Clock, Sessions
    from auth_service.domain.session import Session
    from wire.identity import Caller

# Everybody who changes an account at the same moment loses at most this many races against the others.
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class LogOut:
    accounts: Accounts
    sessions: Sessions
    clock: Clock

    def __call__(self, caller: Caller, token_text: str | None) -> bool:
        """End the session of the refresh token, or else of the caller; False if there was none to end."""
        session = self._find_session(caller, token_text)
        return session is not None and self.sessions.end(session.id)

    def everywhere(self, caller: Caller, token_text: str | None) -> bool:
        """End all sessions of the account. Only who is still in one may: an old token must not log its owner out."""
        session = self._find_session(caller, token_text)
        for _ in range(_ATTEMPTS):
            account = self.accounts.find(session.user_id) if session else None
            if session is None or account is None or not session.is_living(account):
                raise Unauthenticated("Log in first, or send the refresh token of a session that has not ended.")
            if self.accounts.save(account.with_sessions_ended()):
                return True
        raise Conflict("The account is being changed by another request; try again.")

    def _find_session(self, caller: Caller, token_text: str | None) -> Session | None:
        """Of the refresh token, if there is one that was really issued, else of the access token.

        A used one is good enough for this: it proves that the session was its holder's.
        """
        token = RefreshToken.find(token_text) if token_text else None
        session = self.sessions.find(token.session_id) if token else None
        if token and session and session.judge(token, self.clock.now()) is not Presented.WORTHLESS:
            return session
        return self.sessions.find(caller.session_id) if caller.session_id else None

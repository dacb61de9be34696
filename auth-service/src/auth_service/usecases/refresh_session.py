"""Refresh: a refresh token -> the next one and a new access token. A token works once (RFC 9700, 4.14.2)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from auth_service.domain.refusals import Conflict, Unauthenticated
from auth_service.domain.session import Presented, RefreshToken
from auth_service.usecases.session_opening import OpenedSession, new_secret

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.ports import AccessTokens, Accounts, Clock, Sessions
    from auth_service.domain.session import Session

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RefreshSession:
    accounts: Accounts
    sessions: Sessions
    access_tokens: AccessTokens
    clock: Clock

    def __call__(self, token_text: str) -> OpenedSession:
        """Of parallel calls with one token exactly one succeeds; the others get `Conflict` and nobody is logged out."""
        now = self.clock.now()
        token, session = self._get_session(token_text)
        account = self._get_account(session)
        match session.judge(token, now):
            case Presented.REUSED:
                self.sessions.end(session.id)
                log.warning(
                    "refresh token reused, session ended", extra={"account": session.user_id, "sid": session.id}
                )
                _refuse()
            case Presented.JUST_USED:
                _lost_the_race()
            case Presented.EXPIRED | Presented.WORTHLESS:
                _refuse()
            case Presented.CURRENT:
                pass

        successor = RefreshToken(token.session_id, token.family_secret, new_secret())
        if not self.sessions.rotate(session.rotated(successor, now)):
            _lost_the_race()
        return OpenedSession(self.access_tokens.issue(account, session.id, now), successor, account)

    def _get_session(self, token_text: str) -> tuple[RefreshToken, Session]:
        token = RefreshToken.find(token_text)
        session = self.sessions.find(token.session_id) if token else None
        if token is None or session is None:
            _refuse()
        return token, session

    def _get_account(self, session: Session) -> Account:
        account = self.accounts.find(session.user_id)
        if account is None or not session.is_living(account):
            _refuse()
        return account


def _refuse() -> NoReturn:
    raise Unauthenticated("This session has ended; log in again.")


def _lost_the_race() -> NoReturn:
    raise Conflict("Another request has just exchanged this refresh token; go on with the newest one.")

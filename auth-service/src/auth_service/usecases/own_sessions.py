"""One's own sessions: on which devices one is logged in, and ending one of them from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auth_service.domain.ports import Clock, Sessions
    from auth_service.domain.session import Session
    from auth_service.usecases.authentication import Authentication
    from wire.identity import Caller


@dataclass(frozen=True, slots=True)
class OwnSessions:
    authentication: Authentication
    sessions: Sessions
    clock: Clock

    def list(self, caller: Caller) -> list[Session]:
        """The living ones, the latest used first."""
        account = self.authentication.get_account_of_living_session(caller)
        listed = self.sessions.list_active(account.id, self.clock.now())
        return [session for session in listed if session.is_living(account)]

    def end(self, caller: Caller, session_id: str) -> bool:
        """False if there was none to end: of somebody else's the same is said as of none at all."""
        account = self.authentication.get_account_of_living_session(caller)
        session = self.sessions.find(session_id)
        if session is None or session.user_id != account.id:
            return False
        return self.sessions.end(session.id) and session.is_living(account)

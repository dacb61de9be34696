"""From the caller of a request to the account that acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.refusals import Forbidden, Unauthenticated
from auth_service.domain.role import STAFF

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.ports import Accounts, Sessions
    from wire.identity import Caller

_STAFF_ROLES = frozenset(role.value for role in STAFF)


def require_user_id(caller: Caller) -> str:
    if caller.user_id is None:
        raise Unauthenticated("Log in first.")
    return caller.user_id


def may_see(caller: Caller, user_id: str) -> bool:
    """People see themselves, staff see everybody."""
    return caller.user_id == user_id or bool(_STAFF_ROLES & frozenset(caller.roles))


def require_may_see(caller: Caller, user_id: str) -> None:
    require_user_id(caller)
    if not may_see(caller, user_id):
        # Said of unknown ids too: whether an account exists is nobody's business.
        raise Forbidden("Only staff may see the accounts of others.")


@dataclass(frozen=True, slots=True)
class Authentication:
    """An access token outlives its session by minutes; whoever changes an account has to have a living session."""

    accounts: Accounts
    sessions: Sessions

    def get_account(self, caller: Caller) -> Account:
        account = self.accounts.find(require_user_id(caller))
        if account is None:
            raise Unauthenticated("This account no longer exists.")
        return account

    def get_account_of_living_session(self, caller: Caller) -> Account:
        account = self.get_account(caller)
        session = self.sessions.find(caller.session_id) if caller.session_id else None
        if session is None or not session.is_living(account):
            raise Unauthenticated("This session has ended; log in again.")
        return account

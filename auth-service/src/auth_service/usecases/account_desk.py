"""The administrators' desk: find accounts, lock and unlock them, end their sessions, give them other roles.

Every act is on record.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from auth_service.domain.email_address import MAX_LENGTH, canonical_form
from auth_service.domain.letters import LetterKind, order_letter
from auth_service.domain.refusals import Conflict, Forbidden, InvalidInput, NotFound
from auth_service.domain.role import STAFF, Role, name_roles
from auth_service.domain.staff_act import Act, StaffAct, parse_reason
from auth_service.usecases.view_accounts import MAX_ID_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable

    from auth_service.domain.account import Account
    from auth_service.domain.letters import LetterOrder
    from auth_service.domain.ports import Accounts, Clock
    from auth_service.usecases.authentication import Authentication
    from auth_service.usecases.current_password import CurrentPassword
    from wire.identity import Caller

# Of one letter half the world has an address; whoever looks for somebody knows three.
MIN_SEARCH_LENGTH = 3
MOST_FOUND = 20
_ATTEMPTS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Done:
    """The account as it is afterwards, the letter that tells its owner, and what the record says besides the act."""

    account: Account
    told_by: LetterKind | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class AccountDesk:
    accounts: Accounts
    authentication: Authentication
    current_password: CurrentPassword
    clock: Clock

    def search(self, caller: Caller, email: str) -> list[Account]:
        """Those whose address begins so, at most `MOST_FOUND`."""
        self._get_administrator(caller)
        beginning = canonical_form(email) if len(email) <= MAX_LENGTH else ""
        if len(beginning) < MIN_SEARCH_LENGTH:
            raise InvalidInput("email", f"Write at least the first {MIN_SEARCH_LENGTH} letters of the address.")
        return self.accounts.search(beginning, limit=MOST_FOUND)

    def list_acts(self, caller: Caller, account_id: str) -> list[StaffAct]:
        """The newest first."""
        self._get_administrator(caller)
        return self.accounts.list_acts(account_id) if len(account_id) <= MAX_ID_LENGTH else []

    def lock(self, caller: Caller, account_id: str, reason: str) -> Account:
        """Nobody logs in any more, and everybody is logged out. The owner is told, not why."""

        def change(account: Account) -> _Done:
            if account.locked_at is not None:
                raise Conflict("This account is locked already.")
            return _Done(account.with_lock(self.clock.now()), LetterKind.ACCOUNT_LOCKED)

        return self._act(caller, account_id, Act.LOCK, reason, change)

    def unlock(self, caller: Caller, account_id: str, reason: str) -> Account:
        def change(account: Account) -> _Done:
            if account.locked_at is None:
                raise Conflict("This account is not locked.")
            return _Done(account.without_lock(), LetterKind.ACCOUNT_UNLOCKED)

        return self._act(caller, account_id, Act.UNLOCK, reason, change)

    def end_sessions(self, caller: Caller, account_id: str, reason: str) -> Account:
        def change(account: Account) -> _Done:
            return _Done(account.with_sessions_ended())

        return self._act(caller, account_id, Act.END_SESSIONS, reason, change)

    def change_roles(
        self, caller: Caller, account_id: str, roles: frozenset[Role], reason: str, current_password: str
    ) -> Account:
        """`roles` instead of those it has; everybody is logged out of it, since access tokens say the old ones."""
        if not roles:
            raise InvalidInput("roles", "Leave at least one role; to keep somebody out, lock the account.")

        def change(account: Account) -> _Done:
            if account.roles == roles:
                raise Conflict(f"The account's roles are {name_roles(roles)} already.")
            if roles & STAFF and not account.is_staff and not account.email_verified:
                # Anybody can register with a colleague's address and wait to be made staff.
                raise Conflict("Its owner has to confirm the e-mail address first: it may be somebody else's.")
            detail = f"{name_roles(account.roles)} -> {name_roles(roles)}"
            return _Done(account.with_roles(roles), LetterKind.ROLES_CHANGED, detail)

        self.current_password.require(self._get_administrator(caller), current_password)
        return self._act(caller, account_id, Act.CHANGE_ROLES, reason, change)

    def _act(
        self, caller: Caller, account_id: str, act: Act, reason: str, change: Callable[[Account], _Done]
    ) -> Account:
        administrator = self._get_administrator(caller)
        if administrator.id == account_id:
            raise Forbidden("Another administrator has to do this to your account.")
        record = StaffAct(
            id=uuid4().hex, at=self.clock.now(), user_id=administrator.id, act=act, reason=parse_reason(reason)
        )
        for _ in range(_ATTEMPTS):
            account = self.accounts.find(account_id) if len(account_id) <= MAX_ID_LENGTH else None
            if account is None:
                raise NotFound("There is no account with this id.")
            done = change(account)
            changed = done.account
            letters: list[LetterOrder] = [order_letter(done.told_by, account.email.text)] if done.told_by else []
            if self.accounts.save(changed, letters, replace(record, detail=done.detail)):
                log.warning(act.value, extra={"account": account.id, "by": administrator.id})
                return changed
        raise Conflict("The account is being changed by another request; try again.")

    def _get_administrator(self, caller: Caller) -> Account:
        """By what the account is now, not by what its access token still says."""
        account = self.authentication.get_account_of_living_session(caller)
        if Role.ADMIN not in account.roles:
            raise Forbidden("Only administrators look after accounts.")
        return account

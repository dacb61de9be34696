"""The administrators' desk: find accounts, lock and unlock them, end their sessions. Every act is on record."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from auth_service.domain.email_address import MAX_LENGTH, canonical_form
from auth_service.domain.letters import LetterKind, order_letter
from auth_service.domain.refusals import Conflict, Forbidden, InvalidInput, NotFound
from auth_service.domain.role import Role
from auth_service.domain.staff_act import Act, StaffAct, parse_reason
from auth_service.usecases.view_accounts import MAX_ID_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable

    from auth_service.domain.account import Account
    from auth_service.domain.letters import LetterOrder
    from auth_service.domain.ports import Accounts, Clock
    from auth_service.usecases.authentication import Authentication
    from wire.identity import Caller

# Of one letter half the world has an address; whoever looks for somebody knows three.
MIN_SEARCH_LENGTH = 3
MOST_FOUND = 20
_ATTEMPTS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AccountDesk:
    accounts: Accounts
    authentication: Authentication
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

        def change(account: Account) -> tuple[Account, LetterKind | None]:
            if account.locked_at is not None:
                raise Conflict("This account is locked already.")
            return account.with_lock(self.clock.now()), LetterKind.ACCOUNT_LOCKED

        return self._act(caller, account_id, Act.LOCK, reason, change)

    def unlock(self, caller: Caller, account_id: str, reason: str) -> Account:
        def change(account: Account) -> tuple[Account, LetterKind | None]:
            if account.locked_at is None:
                raise Conflict("This account is not locked.")
            return account.without_lock(), LetterKind.ACCOUNT_UNLOCKED

        return self._act(caller, account_id, Act.UNLOCK, reason, change)

    def end_sessions(self, caller: Caller, account_id: str, reason: str) -> Account:
        def change(account: Account) -> tuple[Account, LetterKind | None]:
            return account.with_sessions_ended(), None

        return self._act(caller, account_id, Act.END_SESSIONS, reason, change)

    def _act(
        self,
        caller: Caller,
        account_id: str,
        act: Act,
        reason: str,
        change: Callable[[Account], tuple[Account, LetterKind | None]],
    ) -> Account:
        administrator = self._get_administrator(caller)
        if administrator.id == account_id:
            raise Forbidden("Another administrator has to do this to your account.")
        done = StaffAct(
            id=uuid4().hex, at=self.clock.now(), user_id=administrator.id, act=act, reason=parse_reason(reason)
        )
        for _ in range(_ATTEMPTS):
            account = self.accounts.find(account_id) if len(account_id) <= MAX_ID_LENGTH else None
            if account is None:
                raise NotFound("There is no account with this id.")
            changed, kind = change(account)
            letters: list[LetterOrder] = [order_letter(kind, account.email.text)] if kind else []
            if self.accounts.save(changed, letters, done):
                log.warning(act.value, extra={"account": account.id, "by": administrator.id})
                return changed
        raise Conflict("The account is being changed by another request; try again.")

    def _get_administrator(self, caller: Caller) -> Account:
        """By what the account is now, not by what its access token still says."""
        account = self.authentication.get_account_of_living_session(caller)
        if Role.ADMIN not in account.roles:
            raise Forbidden("Only administrators look after accounts.")
        return account

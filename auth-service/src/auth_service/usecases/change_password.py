"""Change the password: ends every session of the account and opens a new one for the caller."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.refusals import Conflict, InvalidInput
from auth_service.domain.throttle import PASSWORD_CHECK

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.ports import Accounts, Passwords
    from auth_service.usecases.authentication import Authentication
    from auth_service.usecases.guard import Guard
    from auth_service.usecases.session_opening import OpenedSession, SessionOpening
    from wire.identity import Caller

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChangePassword:
    accounts: Accounts
    authentication: Authentication
    passwords: Passwords
    guard: Guard
    open_session: SessionOpening

    def __call__(self, caller: Caller, current_password: str, new_password: str) -> OpenedSession:
        account = self.authentication.get_account_of_living_session(caller)
        self._require_current_password(account, current_password)
        names = (account.profile.first_name, account.profile.last_name)
        self.passwords.require_strong("newPassword", new_password, email=account.email.text, names=names)
        if new_password == current_password:
            raise InvalidInput("newPassword", "The new password is the old one; choose another.")
        changed = account.with_new_password(self.passwords.hash(new_password))
        if not self.accounts.save(changed):
            raise Conflict("The account is being changed by another request; try again.")
        log.info("password changed", extra={"account": changed.id})
        return self.open_session(changed)

    def _require_current_password(self, account: Account, password: str) -> None:
        """Guessing it with a stolen access token is limited like guessing it at login."""
        self.guard.take(PASSWORD_CHECK, account.id)
        if not self.passwords.check(password, account.password_hash).is_right:
            raise InvalidInput("currentPassword", "The current password is wrong.")
        self.guard.give_back(PASSWORD_CHECK, account.id)

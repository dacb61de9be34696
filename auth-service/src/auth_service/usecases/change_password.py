"""Change the password: ends every session of the account and opens a new one for the caller."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.letters import LetterKind, order_letter
from auth_service.domain.refusals import Conflict, InvalidInput

if TYPE_CHECKING:
    from auth_service.domain.ports import Accounts, Passwords
    from auth_service.usecases.authentication import Authentication
    from auth_service.usecases.current_password import CurrentPassword
    from auth_service.usecases.session_opening import OpenedSession, SessionOpening
    from auth_service.usecases.telling import Telling
    from wire.identity import Caller

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChangePassword:
    accounts: Accounts
    authentication: Authentication
    current_password: CurrentPassword
    passwords: Passwords
    telling: Telling
    open_session: SessionOpening

    def __call__(
        self, caller: Caller, current_password: str, new_password: str, user_agent: str | None = None
    ) -> OpenedSession:
        account = self.authentication.get_account_of_living_session(caller)
        self.current_password.require(account, current_password)
        names = (account.profile.first_name, account.profile.last_name)
        self.passwords.require_strong("newPassword", new_password, email=account.email.text, names=names)
        if new_password == current_password:
            raise InvalidInput("newPassword", "The new password is the old one; choose another.")
        changed = account.with_new_password(self.passwords.hash(new_password))
        letter = order_letter(LetterKind.PASSWORD_CHANGED, changed.email.text)
        if not self.accounts.save(changed, self.telling.limit(changed, letter)):
            raise Conflict("The account is being changed by another request; try again.")
        log.info("password changed", extra={"account": changed.id})
        return self.open_session(changed, user_agent)

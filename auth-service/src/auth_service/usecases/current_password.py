"""Ask for the password again before something that a stolen session must not do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.refusals import InvalidInput
from auth_service.domain.throttle import PASSWORD_CHECK

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.ports import Passwords
    from auth_service.usecases.guard import Guard


@dataclass(frozen=True, slots=True)
class CurrentPassword:
    passwords: Passwords
    guard: Guard

    def require(self, account: Account, password: str) -> None:
        """Guessing it with a stolen access token is limited like guessing it at login."""
        self.guard.take(PASSWORD_CHECK, account.id)
        if not self.passwords.check(password, account.password_hash).is_right:
            raise InvalidInput("currentPassword", "The current password is wrong.")
        self.guard.give_back(PASSWORD_CHECK, account.id)

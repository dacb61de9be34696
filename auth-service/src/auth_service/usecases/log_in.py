"""Log in: e-mail address and password -> a session.

An unknown address, a wrong password and a locked account cannot be told apart: same budgets, same hashing, same words.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.email_address import MAX_LENGTH, canonical_form
from auth_service.domain.refusals import Forbidden, InvalidInput, Unauthenticated
from auth_service.domain.throttle import LOGIN_BY_ACCOUNT, LOGIN_BY_ADDRESS, LOGIN_BY_KNOWN_ADDRESS

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.ports import Accounts, Passwords
    from auth_service.domain.throttle import Budget
    from auth_service.usecases.guard import Guard
    from auth_service.usecases.session_opening import OpenedSession, SessionOpening

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LogIn:
    accounts: Accounts
    passwords: Passwords
    guard: Guard
    open_session: SessionOpening

    def __call__(self, email: str, password: str, client_address: str, user_agent: str | None = None) -> OpenedSession:
        if len(email) > MAX_LENGTH:
            raise InvalidInput("email", f"An e-mail address has at most {MAX_LENGTH} characters.")
        canonical_email = canonical_form(email)
        account = self.accounts.find_by_email(canonical_email)
        address = self.guard.fingerprint(client_address)
        budget, subject = _account_budget(account, canonical_email, address)
        self.guard.take(LOGIN_BY_ADDRESS, client_address)
        self.guard.take(budget, *subject)

        checked = self.passwords.check(password, account.password_hash if account else None)
        if account is None or not checked.is_right:
            log.info("login refused", extra={"account": account.id if account else None, "client": address})
            raise Unauthenticated("The e-mail address or the password is wrong.")

        self.guard.give_back(LOGIN_BY_ADDRESS, client_address)
        self.guard.give_back(budget, *subject)
        if account.locked_at is not None:
            # Said only to whoever knows the password.
            raise Forbidden("This account is locked; get in touch with us.")
        rehashed = self.passwords.hash(password) if checked.needs_rehash else None
        return self.open_session(self._remember(account, address, rehashed), user_agent)

    def _remember(self, account: Account, address: str, rehashed: str | None) -> Account:
        """Note the address and a newer hash. Losing the race to another write is harmless: a login repeats it."""
        changed = account
        if account.known_addresses[:1] != (address,):
            changed = changed.with_known_address(address)
        if rehashed is not None:
            changed = changed.with_rehashed_password(rehashed)
        if changed is account:
            return account
        renewed = changed.renewed()
        return renewed if self.accounts.save(renewed) else account


def _account_budget(account: Account | None, canonical_email: str, address: str) -> tuple[Budget, tuple[str, ...]]:
    """An address from which the owner logged in before has its own tries; all others share the account's."""
    if account is not None and address in account.known_addresses:
        return LOGIN_BY_KNOWN_ADDRESS, (canonical_email, address)
    return LOGIN_BY_ACCOUNT, (canonical_email,)

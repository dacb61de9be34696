"""A forgotten password: a letter with a link, and a new password for whoever has the link."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.email_address import MAX_LENGTH, canonical_form
from auth_service.domain.letters import LetterKind, order_letter
from auth_service.domain.proof import Purpose
from auth_service.domain.refusals import Conflict, InvalidInput
from auth_service.domain.throttle import LETTERS_BY_ADDRESS, LETTERS_BY_RECIPIENT, PROOFS_BY_ADDRESS

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.ports import Accounts, Passwords
    from auth_service.usecases.guard import Guard
    from auth_service.usecases.proving import Proving
    from auth_service.usecases.session_opening import OpenedSession, SessionOpening

# Everybody who changes an account at the same moment loses at most this many races against the others.
_ATTEMPTS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RequestPasswordReset:
    """Says nothing about whether there is an account, neither in words nor by the time it takes."""

    accounts: Accounts
    guard: Guard
    proving: Proving

    def __call__(self, email: str, client_address: str) -> None:
        if len(email) > MAX_LENGTH:
            raise InvalidInput("email", f"An e-mail address has at most {MAX_LENGTH} characters.")
        self.guard.take(LETTERS_BY_ADDRESS, client_address)
        canonical_email = canonical_form(email)
        # In silence: the letters sent before are in the mailbox, and a stranger who asks for more of them must not
        # be able to make the page say no to the owner.
        if not self.guard.has_try(LETTERS_BY_RECIPIENT, canonical_email):
            return
        for _ in range(_ATTEMPTS):
            account = self.accounts.find_by_email(canonical_email)
            if account is None or account.locked_at is not None:
                self.accounts.save_nobody()
                return
            waiting, letter = self.proving.ask(account, Purpose.RESET_PASSWORD, account.email)
            if self.accounts.save(waiting.renewed(), [letter]):
                log.info("password reset requested", extra={"account": account.id})
                return


@dataclass(frozen=True, slots=True)
class ResetPassword:
    accounts: Accounts
    passwords: Passwords
    guard: Guard
    proving: Proving
    open_session: SessionOpening

    def __call__(
        self, token_text: str, new_password: str, client_address: str, user_agent: str | None = None
    ) -> OpenedSession:
        """Of parallel calls with one token exactly one succeeds. A password that is refused leaves the token good."""
        self.guard.take(PROOFS_BY_ADDRESS, client_address)
        account, _, _ = self.proving.get_account(token_text, Purpose.RESET_PASSWORD)
        names = (account.profile.first_name, account.profile.last_name)
        self.passwords.require_strong("newPassword", new_password, email=account.email.text, names=names)
        password_hash = self.passwords.hash(new_password)
        changed = self._save(token_text, password_hash, self.guard.fingerprint(client_address))
        log.info("password reset", extra={"account": changed.id})
        return self.open_session(changed, user_agent)

    def _save(self, token_text: str, password_hash: str, address: str) -> Account:
        for _ in range(_ATTEMPTS):
            account, _, proof = self.proving.get_account(token_text, Purpose.RESET_PASSWORD)
            changed = account.with_new_password(password_hash).with_known_address(address)
            if proof.email == account.email:
                # The letter was read: nothing else would prove more.
                changed = changed.with_email_verified()
            if self.accounts.save(changed, [order_letter(LetterKind.PASSWORD_CHANGED, account.email.text)]):
                return changed
        raise Conflict("The account is being changed by another request; try again.")

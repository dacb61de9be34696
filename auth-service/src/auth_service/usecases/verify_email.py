"""Prove an e-mail address: the present one, or the one it is to be changed for."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.email_address import mask_email
from auth_service.domain.letters import LetterKind, order_letter
from auth_service.domain.proof import Purpose
from auth_service.domain.refusals import Conflict
from auth_service.domain.throttle import LETTERS_BY_ADDRESS, LETTERS_BY_RECIPIENT, PROOFS_BY_ADDRESS

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.letters import LetterOrder
    from auth_service.domain.ports import Accounts
    from auth_service.domain.proof import Proof
    from auth_service.usecases.authentication import Authentication
    from auth_service.usecases.guard import Guard
    from auth_service.usecases.proving import Proving
    from wire.identity import Caller

_ATTEMPTS = 5
_BUSY = "The account is being changed by another request; try again."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RequestEmailVerification:
    accounts: Accounts
    authentication: Authentication
    guard: Guard
    proving: Proving

    def __call__(self, caller: Caller, client_address: str) -> None:
        """Another letter to the present address, unless it is proved already."""
        for attempt in range(_ATTEMPTS):
            account = self.authentication.get_account_of_living_session(caller)
            if account.email_verified:
                return
            if attempt == 0:
                self.guard.take(LETTERS_BY_ADDRESS, client_address)
                self.guard.take(LETTERS_BY_RECIPIENT, account.email.canonical)
            waiting, letter = self.proving.ask(account, Purpose.VERIFY_EMAIL, account.email)
            if self.accounts.save(waiting.renewed(), [letter]):
                return
        raise Conflict(_BUSY)


@dataclass(frozen=True, slots=True)
class VerifyEmail:
    accounts: Accounts
    guard: Guard
    proving: Proving

    def __call__(self, token_text: str, client_address: str) -> Account:
        """Whoever has the letter; nobody needs to be logged in. A link that is opened twice says the same twice.

        Raises `EmailTaken` if somebody else registered with the new address meanwhile.
        """
        self.guard.take(PROOFS_BY_ADDRESS, client_address)
        for _ in range(_ATTEMPTS):
            found = self.proving.get_account(token_text, Purpose.CHANGE_EMAIL, Purpose.VERIFY_EMAIL)
            account = found[0]
            changed, letters = _apply(*found)
            if changed is account:
                return account
            if self.accounts.save(changed, letters):
                log.info("e-mail address verified", extra={"account": account.id})
                return changed
        raise Conflict(_BUSY)


def _apply(account: Account, purpose: Purpose, proof: Proof) -> tuple[Account, list[LetterOrder]]:
    if purpose is Purpose.CHANGE_EMAIL:
        told = order_letter(LetterKind.EMAIL_CHANGED, account.email.text, other_address=mask_email(proof.email))
        return account.with_changed_email(proof), [told]
    if account.email_verified:
        return account, []
    return account.with_email_verified().renewed(), []

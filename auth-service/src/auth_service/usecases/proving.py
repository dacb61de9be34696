"""Ask somebody to prove something by a letter: an account and a purpose -> the account that waits, and the letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from auth_service.domain.letters import LetterKind, LetterOrder
from auth_service.domain.proof import LIFETIMES, Proof, ProofToken, Purpose
from auth_service.domain.refusals import InvalidInput
from auth_service.domain.session import hash_secret
from auth_service.usecases.session_opening import new_secret

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.email_address import EmailAddress
    from auth_service.domain.letters import LetterTokens
    from auth_service.domain.ports import Accounts, Clock

_LETTERS = {
    Purpose.RESET_PASSWORD: LetterKind.RESET_PASSWORD,
    Purpose.VERIFY_EMAIL: LetterKind.VERIFY_EMAIL,
    Purpose.CHANGE_EMAIL: LetterKind.CHANGE_EMAIL,
}


@dataclass(frozen=True, slots=True)
class Proving:
    accounts: Accounts
    letter_tokens: LetterTokens
    clock: Clock

    def ask(self, account: Account, purpose: Purpose, email: EmailAddress) -> tuple[Account, LetterOrder]:
        """Not a version of its own, see `Account.renewed`. Save both together."""
        secret, letter_id = new_secret(), uuid4().hex
        expires_at = self.clock.now() + LIFETIMES[purpose]
        letter = LetterOrder(
            id=letter_id,
            kind=_LETTERS[purpose],
            to=email.text,
            sealed_token=self.letter_tokens.seal(str(ProofToken(account.id, secret)), letter_id),
            good_until=expires_at,
        )
        return account.with_proof(purpose, Proof(hash_secret(secret), email, expires_at)), letter

    def get_account(self, token_text: str, *purposes: Purpose) -> tuple[Account, Purpose, Proof]:
        """Whose token this is, and what it proves; raises `InvalidInput`, always the same."""
        token = ProofToken.find(token_text)
        account = self.accounts.find(token.account_id) if token else None
        if token and account:
            now = self.clock.now()
            for purpose in purposes:
                if proof := account.find_proof(purpose, token, now):
                    return account, purpose, proof
        raise InvalidInput("token", "This link has been used or is too old; ask for a new one.")

"""Change the e-mail address: it takes effect when the new one is proved; until then everything stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.email_address import EmailAddress, mask_email
from auth_service.domain.letters import LetterKind, order_letter
from auth_service.domain.proof import Purpose
from auth_service.domain.refusals import Conflict, InvalidInput
from auth_service.domain.throttle import LETTERS_BY_ADDRESS, LETTERS_BY_RECIPIENT

if TYPE_CHECKING:
    from auth_service.domain.ports import Accounts
    from auth_service.usecases.authentication import Authentication
    from auth_service.usecases.current_password import CurrentPassword
    from auth_service.usecases.guard import Guard
    from auth_service.usecases.proving import Proving
    from wire.identity import Caller


@dataclass(frozen=True, slots=True)
class ChangeEmail:
    """Whether the new address has an account already is said only to whoever proves that it is theirs."""

    accounts: Accounts
    authentication: Authentication
    current_password: CurrentPassword
    guard: Guard
    proving: Proving

    def __call__(self, caller: Caller, new_email: str, current_password: str, client_address: str) -> None:
        account = self.authentication.get_account_of_living_session(caller)
        email = EmailAddress.parse(new_email, "newEmail")
        if email == account.email:
            raise InvalidInput("newEmail", "This is your e-mail address already.")
        self.current_password.require(account, current_password)
        self.guard.take(LETTERS_BY_ADDRESS, client_address)
        self.guard.take(LETTERS_BY_RECIPIENT, email.canonical)
        waiting, letter = self.proving.ask(account, Purpose.CHANGE_EMAIL, email)
        # Told now and not only afterwards: while it is not proved, changing the password still stops it.
        told = order_letter(LetterKind.EMAIL_CHANGE_REQUESTED, account.email.text, other_address=mask_email(email))
        if not self.accounts.save(waiting.renewed(), [letter, told]):
            raise Conflict("The account is being changed by another request; try again.")

"""Register: a stranger becomes a customer and is logged in. Nobody becomes staff this way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.proof import Purpose
from auth_service.domain.refusals import EmailTaken
from auth_service.domain.role import Role

if TYPE_CHECKING:
    from auth_service.domain.throttle import Budget
    from auth_service.usecases.account_creation import AccountCreation, NewAccount
    from auth_service.usecases.guard import Guard
    from auth_service.usecases.proving import Proving
    from auth_service.usecases.session_opening import OpenedSession, SessionOpening
    from auth_service.usecases.telling import Telling


@dataclass(frozen=True, slots=True)
class Register:
    """That an e-mail address is taken must be said, or nobody could register; how often one address is told is limited,
    and it takes as long as registering, because the password is hashed before the address is looked at.
    """

    creation: AccountCreation
    guard: Guard
    budget: Budget
    proving: Proving
    telling: Telling
    open_session: SessionOpening

    def __call__(self, new: NewAccount, client_address: str, user_agent: str | None = None) -> OpenedSession:
        draft = self.creation.check(new)
        self.guard.take(self.budget, client_address)
        account = self.creation.build(draft, frozenset({Role.CUSTOMER}), (self.guard.fingerprint(client_address),))
        waiting, letter = self.proving.ask(account, Purpose.VERIFY_EMAIL, account.email)
        letters = self.telling.limit(account, letter)
        try:
            stored = self.creation.store(waiting, letters)
        except EmailTaken:
            self.telling.take_back(account, letters)
            raise
        return self.open_session(stored, user_agent)

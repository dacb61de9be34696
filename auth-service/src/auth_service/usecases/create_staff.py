"""Create a member of staff: only an operator with access to the service's console can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.email_address import EmailAddress
from auth_service.domain.role import STAFF

if TYPE_CHECKING:
    from auth_service.domain.account import Account
    from auth_service.domain.ports import Accounts
    from auth_service.domain.role import Role
    from auth_service.usecases.account_creation import AccountCreation, NewAccount


@dataclass(frozen=True, slots=True)
class CreateStaff:
    accounts: Accounts
    creation: AccountCreation

    def find(self, email: str, role: Role) -> Account | None:
        """The account if it is there already and has the role: the command may be run at every start."""
        account = self.accounts.find_by_email(EmailAddress.parse(email).canonical)
        return account if account is not None and role in account.roles else None

    def __call__(self, new: NewAccount, role: Role) -> Account:
        """Raises `InvalidInput` for a weak password and `EmailTaken` rather than promote somebody's account."""
        if role not in STAFF:
            raise ValueError(role)
        return self.creation.store(self.creation.build(self.creation.check(new), frozenset({role})))

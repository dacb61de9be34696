"""Create an account: what registering and the operator's commands have in common."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from auth_service.domain.account import Account, Profile
from auth_service.domain.email_address import EmailAddress
from auth_service.domain.person import parse_name, parse_phone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth_service.domain.letters import LetterOrder
    from auth_service.domain.ports import Accounts, Clock, Passwords
    from auth_service.domain.role import Role

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """The form as filled in."""

    email: str
    password: str = field(repr=False)
    first_name: str
    last_name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """The form, found good."""

    email: EmailAddress
    profile: Profile
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountCreation:
    accounts: Accounts
    passwords: Passwords
    clock: Clock

    def check(self, new: NewAccount) -> AccountDraft:
        """Raises `InvalidInput` for the first field that cannot be used."""
        email = EmailAddress.parse(new.email)
        profile = Profile(
            first_name=parse_name("firstName", new.first_name),
            last_name=parse_name("lastName", new.last_name),
            phone=parse_phone(new.phone),
        )
        names = (profile.first_name, profile.last_name)
        self.passwords.require_strong("password", new.password, email=email.text, names=names)
        return AccountDraft(email, profile, new.password)

    def build(self, draft: AccountDraft, roles: frozenset[Role], known_addresses: tuple[str, ...] = ()) -> Account:
        """Hashes the password, whether or not the address is taken: it takes the same time."""
        return Account(
            id=str(uuid4()),
            email=draft.email,
            profile=draft.profile,
            roles=roles,
            password_hash=self.passwords.hash(draft.password),
            created_at=self.clock.now(),
            known_addresses=known_addresses,
        )

    def store(self, account: Account, letters: Sequence[LetterOrder] = ()) -> Account:
        """Raises `EmailTaken`."""
        self.accounts.add(account, letters)
        roles = sorted(role.value for role in account.roles)
        log.info("account created", extra={"account": account.id, "roles": roles})
        return account

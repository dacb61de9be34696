"""Update the profile: fields that are given are changed, the others stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.account import Profile
from auth_service.domain.person import parse_name, parse_phone
from auth_service.domain.refusals import Conflict, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auth_service.domain.account import Account
    from auth_service.domain.ports import Accounts
    from auth_service.usecases.authentication import Authentication
    from wire.identity import Caller

# Two devices editing at once: each loses at most one race to the other.
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class UpdateProfile:
    accounts: Accounts
    authentication: Authentication

    def __call__(self, caller: Caller, changes: Mapping[str, str | None]) -> Account:
        """`changes` has the names of the schema; a phone of null or blank is removed, a name cannot be."""
        for _ in range(_ATTEMPTS):
            account = self.authentication.get_account_of_living_session(caller)
            profile = _changed(account.profile, changes)
            if profile == account.profile:
                return account
            updated = account.with_profile(profile)
            if self.accounts.save(updated):
                return updated
        raise Conflict("The account is being changed by another request; try again.")


def _changed(profile: Profile, changes: Mapping[str, str | None]) -> Profile:
    return Profile(
        first_name=_name("firstName", changes, profile.first_name),
        last_name=_name("lastName", changes, profile.last_name),
        phone=parse_phone(changes["phone"]) if "phone" in changes else profile.phone,
    )


def _name(field: str, changes: Mapping[str, str | None], present: str) -> str:
    if field not in changes:
        return present
    text = changes[field]
    if text is None:
        raise InvalidInput(field, "A name cannot be removed; leave the field out to keep it.")
    return parse_name(field, text)

"""Look at accounts: one's own, or any as staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.refusals import NotFound, Refusal
from auth_service.usecases.authentication import require_may_see

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auth_service.domain.account import Account
    from auth_service.domain.ports import Accounts
    from auth_service.usecases.authentication import Authentication
    from wire.identity import Caller

# Ids are made here and have 36 characters; longer text is no id and does not reach the database.
MAX_ID_LENGTH = 64


@dataclass(frozen=True, slots=True)
class ViewAccounts:
    accounts: Accounts
    authentication: Authentication

    def own(self, caller: Caller) -> Account:
        return self.authentication.get_account(caller)

    def one(self, caller: Caller, user_id: str) -> Account:
        require_may_see(caller, user_id)
        account = self.accounts.find(user_id) if len(user_id) <= MAX_ID_LENGTH else None
        if account is None:
            raise NotFound("There is no account with this id.")
        return account

    def many(self, caller: Caller, user_ids: Sequence[str]) -> list[Account | Refusal | None]:
        """An answer for each id, in order: the account, None if there is none, or why it may not be seen. One query."""
        verdicts = {user_id: _refusal(caller, user_id) for user_id in user_ids}
        visible = [
            user_id for user_id, refusal in verdicts.items() if refusal is None and len(user_id) <= MAX_ID_LENGTH
        ]
        found: Mapping[str, Account] = self.accounts.find_many(visible) if visible else {}
        return [verdicts[user_id] or found.get(user_id) for user_id in user_ids]


def _refusal(caller: Caller, user_id: str) -> Refusal | None:
    try:
        require_may_see(caller, user_id)
    except Refusal as refusal:
        return refusal
    return None

"""Close one's account: what is known of the person is removed, the id stays taken for ever.

Reservations go on referring to the id; it leads to nobody. Other services are told, and forget what they need no more.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.letters import LetterKind, order_letter
from auth_service.domain.refusals import Conflict, Forbidden

if TYPE_CHECKING:
    from auth_service.domain.ports import Accounts, Announce, Clock
    from auth_service.usecases.authentication import Authentication
    from auth_service.usecases.current_password import CurrentPassword
    from auth_service.usecases.telling import Telling
    from wire.identity import Caller

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CloseAccount:
    accounts: Accounts
    authentication: Authentication
    current_password: CurrentPassword
    telling: Telling
    clock: Clock
    announce: Announce

    def __call__(self, caller: Caller, current_password: str) -> None:
        account = self.authentication.get_account_of_living_session(caller)
        if account.is_staff:
            raise Forbidden("What staff did has to stay accounted for: accounts of staff are not closed here.")
        self.current_password.require(account, current_password)
        letter = order_letter(LetterKind.ACCOUNT_CLOSED, account.email.text)
        letters = self.telling.limit(account, letter)
        now = self.clock.now()
        if not self.accounts.close(account.with_sessions_ended(), now, letters, [self.announce(account, now)]):
            raise Conflict("The account is being changed by another request; try again.")
        log.info("account closed", extra={"account": account.id})

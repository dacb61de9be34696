"""`account.closed` -> the use case that forgets whose reservations they were."""

from __future__ import annotations

from collections.abc import Sequence

from reservation_service.usecases.forget_accounts import ForgetAccounts
from wire.envelope import Envelope
from wire.events import ACCOUNT_CLOSED, AccountClosed, read

HEARD_TYPES = (ACCOUNT_CLOSED,)


class AccountEvents:
    def __init__(self, forget: ForgetAccounts) -> None:
        self._forget = forget

    def handle(self, events: Sequence[Envelope]) -> None:
        """Of all that is heard, those."""
        for event in events:
            # Most are of flights, which are read elsewhere.
            closed = read(event) if event.type in HEARD_TYPES else None
            if isinstance(closed, AccountClosed):
                self._forget.hear(closed.user_id)

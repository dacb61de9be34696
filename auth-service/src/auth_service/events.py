"""What the rest of the airline is told of accounts, as it stands in the outbox of the account's document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wire.envelope import new_event, to_document
from wire.events import AccountClosed

if TYPE_CHECKING:
    from datetime import datetime

    from auth_service.domain.account import Account
    from auth_service.domain.ports import OutboxEntry


def announce_closed(account: Account, at: datetime) -> OutboxEntry:
    """The event gets its id here, when it is written down. It names nobody: the id leads to no one any more."""
    data = AccountClosed(user_id=account.id, closed_at=at)
    return to_document(new_event(data.type, account.id, data))

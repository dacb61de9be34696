"""A traveller's notifications, newest first, and how far she has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reservation_service.domain.notifications import Notification, Readers, collect_notifications
from reservation_service.domain.ports import Clock, Reservations
from reservation_service.usecases.caller_rights import require_user
from reservation_service.usecases.find_reservations import MAX_PAGE, check_first
from wire.identity import Caller


@dataclass(frozen=True, slots=True)
class Inbox:
    """`notifications` are the newest; `unread` counts among all of the newest reservations."""

    notifications: list[Notification]
    unread: int
    read_until: datetime | None


@dataclass(frozen=True, slots=True)
class Notifications:
    reservations: Reservations
    readers: Readers
    clock: Clock

    def __call__(self, caller: Caller, first: int) -> Inbox:
        user_id = require_user(caller)
        check_first(first)
        found = collect_notifications(self.reservations.list_of_user(user_id, limit=MAX_PAGE))
        read_until = self.readers.find_read_until(user_id)
        unread = sum(read_until is None or one.at > read_until for one in found)
        return Inbox(found[:first], unread, read_until)

    def read_until(self, caller: Caller, at: datetime) -> None:
        """Not beyond now: what is to come has not been read."""
        self.readers.read_until(require_user(caller), min(at, self.clock()))

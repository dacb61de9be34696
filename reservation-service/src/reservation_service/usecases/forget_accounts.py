"""An account was closed: what its reservations know of people goes when each journey is over.

Hearing of it is one record; the worker looks at the reservations, now and as often as one of them comes to its end.
Each is forgotten by a change like any other, so whoever dies in between leaves the rest to the next look.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from reservation_service.domain.directory import Directory, list_address_entries
from reservation_service.domain.forgetting import (
    ClosedAccount,
    ClosedAccounts,
    find_end_of_use,
    forget_person,
    is_of_use,
)
from reservation_service.domain.notifications import Readers
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.reservation import Reservation
from reservation_service.usecases.change_reservation import change_reservation

BATCH = 20
PAGE = 100
# An access token that was given before lives ten minutes, so this account may still reserve.
LATE_ORDERS = timedelta(hours=1)
# A flight may be moved: nobody waits for a date that was told long ago.
LOOK_AT_LEAST_EVERY = timedelta(days=7)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ForgetAccounts:
    accounts: ClosedAccounts
    reservations: Reservations
    directory: Directory
    readers: Readers
    clock: Clock
    announce: Announce

    def hear(self, user_id: str) -> None:
        """Safe to repeat."""
        now = self.clock()
        self.accounts.add(user_id, now, now + LATE_ORDERS)

    def __call__(self) -> int:
        """How many accounts were looked at."""
        due = self.accounts.list_due(self.clock(), limit=BATCH)
        for account in due:
            self._look(account)
        return len(due)

    def _look(self, account: ClosedAccount) -> None:
        now, forgotten = self.clock(), 0
        waits = [account.until] if account.until > now else []
        for reservation in self._list(account.user_id):
            if forget_person(reservation, now) is not None:
                forgotten += 1
                # While it is known which.
                self.directory.remove(list_address_entries(reservation))
                change_reservation(
                    self.reservations, reservation.id, lambda found: forget_person(found, now), self.announce
                )
            elif is_of_use(reservation, now) and (end := find_end_of_use(reservation)) is not None:
                waits.append(max(end, now + LATE_ORDERS))
        log.info("reservations of a closed account looked at", extra={"forgotten": forgotten, "waiting": len(waits)})
        if waits:
            self.accounts.put_off(account.user_id, min(*waits, now + LOOK_AT_LEAST_EVERY))
            return
        self.readers.forget(account.user_id)
        self.accounts.remove(account.user_id)

    def _list(self, user_id: str) -> Iterator[Reservation]:
        before: str | None = None
        while page := self.reservations.list_of_user(user_id, limit=PAGE, before=before):
            yield from page
            before = page[-1].id

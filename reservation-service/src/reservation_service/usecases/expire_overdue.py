"""The sweeper's work: a reservation nobody answered in time is over, and whatever is held for it goes back."""

from __future__ import annotations

from dataclasses import dataclass

from reservation_service.domain.changing import expire_change
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.reservation import Change, Reservation, expire
from reservation_service.usecases.change_reservation import change_reservation

BATCH = 200


@dataclass(frozen=True, slots=True)
class ExpireOverdue:
    reservations: Reservations
    clock: Clock
    announce: Announce

    def __call__(self) -> int:
        """How many were looked at; two sweepers at once do no harm."""
        overdue = self.reservations.list_overdue(self.clock(), limit=BATCH)
        for reservation_id in overdue:
            change_reservation(self.reservations, reservation_id, self._decide, self.announce)
        return len(overdue)

    def _decide(self, found: Reservation) -> Change | None:
        now = self.clock()
        return expire(found, now) or expire_change(found, now)

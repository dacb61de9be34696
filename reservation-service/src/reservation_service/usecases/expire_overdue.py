"""The sweeper's work: what nobody answered in time is over, and whatever is held for it goes back; who waits for a seat
asks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from reservation_service.domain.changing import expire_change
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.reservation import Change, Reservation, expire
from reservation_service.domain.waitlist import hear_silence
from reservation_service.usecases.change_reservation import change_reservation

BATCH = 200


@dataclass(frozen=True, slots=True)
class ExpireOverdue:
    reservations: Reservations
    clock: Clock
    pending_lifetime: timedelta
    announce: Announce

    def __call__(self) -> int:
        """How many were looked at; two sweepers at once do no harm."""
        overdue = self.reservations.list_overdue(self.clock(), limit=BATCH)
        for reservation_id in overdue:
            change_reservation(self.reservations, reservation_id, self._decide, self.announce)
        return len(overdue)

    def _decide(self, found: Reservation) -> Change | None:
        now = self.clock()
        expired = expire(found, now) or expire_change(found, now)
        return expired or hear_silence(found, now + self.pending_lifetime, now)

"""Staff try a dead letter again, and it is written down who did."""

from __future__ import annotations

from datetime import datetime

from flight_service.domain.ports import AuditEntry
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores


def replay_dead_letter(stores: Stores, letter_id: str, staff: StaffMember, now: datetime) -> bool:
    """False when there is no such dead letter: somebody was faster, or it never was."""
    if not stores.dead_letters.replay(letter_id):
        return False
    times = len(stores.audit.of_flight(letter_id)) + 1
    stores.audit.record(AuditEntry(letter_id, times, staff.user_id, "dead letter replayed", now))
    return True

"""A reservation failed, was cancelled or expired: its seats, held or sold, are free again.

A cabin that never held any for it is closed to it, so a hold that comes late finds the door shut.
"""

from __future__ import annotations

from collections.abc import Sequence

from flight_service.domain.announcements import announce_decision
from flight_service.domain.inventory import Segment, decide_release
from flight_service.domain.ports import Announce
from flight_service.usecases.stores import Stores


def release_seats(stores: Stores, segments: Sequence[Segment], reservation_id: str, announce: Announce) -> None:
    """A segment without a hold id is held under the reservation's own."""
    for segment in segments:
        _release(stores, segment, reservation_id, announce)


def _release(stores: Stores, segment: Segment, reservation_id: str, announce: Announce) -> None:
    key, hold_id = segment.find_key(), segment.hold_id or reservation_id
    while key and (found := stores.inventories.find(key, hold_id)):
        decision = decide_release(*found, hold_id)
        if decision is None:
            return
        update = announce_decision(decision, reservation_id)
        if stores.inventories.apply(decision, [announce(update)] if update else []):
            return

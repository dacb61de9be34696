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
    for segment in segments:
        _release(stores, segment, reservation_id, announce)


def _release(stores: Stores, segment: Segment, reservation_id: str, announce: Announce) -> None:
    key = segment.find_key()
    while key and (found := stores.inventories.find(key, reservation_id)):
        decision = decide_release(*found, reservation_id)
        if decision is None:
            return
        update = announce_decision(decision)
        if stores.inventories.apply(decision, [announce(update)] if update else []):
            return

"""A reservation failed, was cancelled or expired: its seats, held or sold, are free again.

A cabin that never held any for it is closed to it, so a hold that comes late finds the door shut.
"""

from __future__ import annotations

from collections.abc import Sequence

from flight_service.domain.announcements import announce_decision
from flight_service.domain.decide import decide_release
from flight_service.domain.hold_request import Segment
from flight_service.domain.ports import Announce
from flight_service.usecases.stores import Stores
from flight_service.usecases.take_turns import Turn, take_turns


def release_seats(stores: Stores, segments: Sequence[Segment], reservation_id: str, announce: Announce) -> None:
    for segment in segments:
        if (key := segment.find_key()) is not None:
            take_turns(stores.inventories, key, [build_release(segment, reservation_id, announce)])


def build_release(segment: Segment, reservation_id: str, announce: Announce) -> Turn:
    """A segment without a hold id is held under the reservation's own."""
    hold_id = segment.hold_id or reservation_id
    return Turn(
        hold_id,
        lambda inventory, claim: decide_release(inventory, claim, hold_id),
        lambda decision: announce_decision(decision, reservation_id),
        announce,
    )

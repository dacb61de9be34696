"""A reservation was confirmed: the seats held for it are sold."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from flight_service.domain.announcements import announce_decision
from flight_service.domain.inventory import ClaimState, Segment, decide_sale
from flight_service.domain.ports import Announce
from flight_service.usecases.stores import Stores

log = logging.getLogger(__name__)


def sell_seats(stores: Stores, segments: Sequence[Segment], reservation_id: str, announce: Announce) -> None:
    for segment in segments:
        _sell(stores, segment, reservation_id, announce)


def _sell(stores: Stores, segment: Segment, reservation_id: str, announce: Announce) -> None:
    key, hold_id = segment.find_key(), segment.hold_id or reservation_id
    while key and (found := stores.inventories.find(key, hold_id)):
        inventory, claim = found
        decision = decide_sale(inventory, claim, hold_id)
        if decision is None:
            if claim.state is not ClaimState.SOLD:
                # Cancelled before this event arrived: the release won, as it must.
                log.info("confirmed reservation holds no seats", extra={"hold_id": hold_id, "cabin": str(key)})
            return
        update = announce_decision(decision, reservation_id)
        if stores.inventories.apply(decision, [announce(update)] if update else []):
            return

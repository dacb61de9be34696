"""A reservation was confirmed: the seats held for it are sold."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from flight_service.domain.announcements import Change, FlightUpdate, announce_decision, announce_seats_taken_back
from flight_service.domain.inventory import ClaimState, SeatsSold, Segment, decide_sale
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
        decision = decide_sale(inventory, claim, hold_id, segment.paid_for_seats)
        if decision is None:
            if claim.state is not ClaimState.SOLD:
                # Cancelled before this event arrived: the release won, as it must.
                log.info("confirmed reservation holds no seats", extra={"hold_id": hold_id, "cabin": str(key)})
            return
        if stores.inventories.apply(decision, [announce(update) for update in _tell(decision, reservation_id)]):
            return


def _tell(decision: SeatsSold, reservation_id: str) -> Iterator[FlightUpdate]:
    if (sold := announce_decision(decision, reservation_id)) is not None:
        yield sold
    if decision.unpaid:
        yield announce_seats_taken_back(decision, decision.unpaid, Change.SEATS_UNPAID)

"""A reservation was confirmed: the seats held for it are sold."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from flight_service.domain.announcements import FlightUpdate, announce_decision, announce_seats_unpaid
from flight_service.domain.claim import Claim, ClaimState
from flight_service.domain.decide import decide_sale
from flight_service.domain.decision import Decision, SeatsSold
from flight_service.domain.hold_request import Segment
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import Announce
from flight_service.usecases.seat_credit import FindSpendable
from flight_service.usecases.take_turns import Turn

log = logging.getLogger(__name__)


def build_sale(
    segment: Segment, reservation_id: str, announce: Announce, find_spendable: FindSpendable | None = None
) -> Turn:
    """`find_spendable` is for seats that another flight was given up for."""
    hold_id, paid = segment.hold_id or reservation_id, segment.paid_for_seats

    def decide(inventory: Inventory, claim: Claim) -> SeatsSold | None:
        if claim.state in (ClaimState.NONE, ClaimState.CLOSED):
            # Cancelled before this event arrived: the release won, as it must.
            log.info("confirmed reservation holds no seats", extra={"hold_id": hold_id, "cabin": str(inventory.key)})
        spendable = find_spendable(inventory, claim, hold_id) if paid and find_spendable else None
        return decide_sale(inventory, claim, hold_id, paid, spendable)

    return Turn(hold_id, decide, lambda decision: _tell(decision, reservation_id), announce)


def _tell(decision: Decision, reservation_id: str) -> Iterator[FlightUpdate]:
    yield from announce_decision(decision, reservation_id)
    if isinstance(decision, SeatsSold) and (update := announce_seats_unpaid(decision)) is not None:
        yield update

"""Read, decide, write what was decided if nobody else wrote meanwhile, else again: every change goes this way."""

from __future__ import annotations

from collections.abc import Callable

from reservation_service.domain.ports import Announce, Reservations
from reservation_service.domain.reservation import Change, Reservation

Decide = Callable[[Reservation], Change | None]


def change_reservation(
    reservations: Reservations, reservation_id: str, decide: Decide, announce: Announce
) -> Reservation | None:
    """The reservation afterwards, changed or not; None if there is none. What `decide` raises ends it."""
    while (found := reservations.find(reservation_id)) is not None:
        change = decide(found)
        if change is None:
            return found
        outbox = [announce(change.after)] if change.announces else []
        if (saved := reservations.save(change, outbox, announce.heard)) is not None:
            return saved
    return None

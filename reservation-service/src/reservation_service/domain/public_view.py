"""What is shown of a reservation to whoever knows its record locator and a name: enough to travel by, nothing to use.

Locator and name stand on every luggage tag and boarding pass. So they show the journey, its state and who travels, as
at the gate; not money that was paid, tickets, letters, documents, nor what somebody wrote. They allow no act at all:
every mutation is for the owner and staff.
"""

from __future__ import annotations

from dataclasses import replace

from reservation_service.domain.passengers import NO_DETAILS
from reservation_service.domain.reservation import Reservation, ReservationStatus, StateChange


def to_public(reservation: Reservation) -> Reservation:
    """Whoever it belongs to, what has been paid for it and why somebody did something is not in it any more."""
    return replace(
        reservation,
        user_id="",
        passengers=tuple(replace(one, details=NO_DETAILS) for one in reservation.passengers),
        payments=(),
        quote=None,
        changes=(),
        cancellations=(),
        corrections=(),
        seat_refunds=(),
        contact_email=None,
        failure=None if reservation.status is ReservationStatus.CANCELLED else reservation.failure,
        history=tuple(_without_words(one) for one in reservation.history),
    )


def _without_words(change: StateChange) -> StateChange:
    return replace(change, reason=None) if change.status is ReservationStatus.CANCELLED else change

"""Give a reservation up: its owner or staff, once or many times, and its seats go back once."""

from __future__ import annotations

from dataclasses import dataclass

from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.reservation import Change, Reason, Reservation, cancel
from reservation_service.usecases.caller_rights import require_visible
from reservation_service.usecases.change_reservation import change_reservation
from wire.identity import Caller

MAX_REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class CancelReservation:
    reservations: Reservations
    clock: Clock
    announce: Announce

    def __call__(self, caller: Caller, reservation_id: str, reason: str | None) -> Reservation:
        words = _check_words(reason)

        def decide(found: Reservation) -> Change | None:
            require_visible(caller, found)
            return cancel(found, _build_reason(caller, found, words), self.clock())

        changed = change_reservation(self.reservations, reservation_id, decide, self.announce)
        return require_visible(caller, changed)


def _build_reason(caller: Caller, reservation: Reservation, words: str) -> Reason:
    """Whether the owner or staff cancelled is part of it."""
    if caller.user_id == reservation.user_id:
        return Reason("CANCELLED_BY_CUSTOMER", words or "Cancelled by the traveller.")
    return Reason("CANCELLED_BY_STAFF", words or "Cancelled by the airline.")


def _check_words(text: str | None) -> str:
    words = " ".join((text or "").split())
    if len(words) > MAX_REASON_LENGTH:
        raise InvalidInput("reason", f"A reason has at most {MAX_REASON_LENGTH} characters.")
    return words

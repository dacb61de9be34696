"""Long poll: the reservation as soon as it is another version than the caller knows, or as it is after a while."""

from __future__ import annotations

from dataclasses import dataclass

from reservation_service.domain.ports import Changes, Reservations
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.reservation import Reservation
from reservation_service.usecases.caller_rights import require_visible
from wire.identity import Caller

# Proxies begin to cut idle requests at 30 seconds.
MAX_WAIT_SECONDS = 25


@dataclass(frozen=True, slots=True)
class AwaitChange:
    reservations: Reservations
    changes: Changes

    def __call__(
        self, caller: Caller, reservation_id: str, known_version: int | None, wait_seconds: int
    ) -> tuple[Reservation, bool]:
        """The reservation, and whether it is news to the caller. Whoever knows no version is answered at once."""
        if not 0 <= wait_seconds <= MAX_WAIT_SECONDS:
            raise InvalidInput("waitSeconds", f"Wait for 0 to {MAX_WAIT_SECONDS} seconds.")
        found = require_visible(caller, self.reservations.find(reservation_id))
        if found.version == known_version and wait_seconds > 0:
            self.changes.wait(reservation_id, found.version, wait_seconds)
            found = require_visible(caller, self.reservations.find(reservation_id))
        return found, found.version != known_version

"""Tell more of a passenger, by the owner or staff; read the whole number of a document, by staff and on record."""

from __future__ import annotations

from dataclasses import dataclass

from reservation_service.domain.ports import Announce, Clock, Reservations, Throttle
from reservation_service.domain.refusals import NotFound, RateLimited
from reservation_service.domain.refused import NotCorrectable
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.domain.traveller_details import Amendment, amend_details, get_passenger
from reservation_service.domain.vault import Vault
from reservation_service.usecases.caller_rights import is_staff, require_user
from reservation_service.usecases.change_reservation import VisibleChange
from reservation_service.usecases.staff_desk import StaffActs, require_staff
from wire.identity import Caller

# Enough for a desk with a queue, too little to copy a database.
READS, READS_WINDOW_SECONDS = 60, 600


@dataclass(frozen=True, slots=True)
class UpdatePassenger:
    reservations: Reservations
    clock: Clock
    announce: Announce
    acts: StaffActs

    def __call__(self, caller: Caller, reservation_id: str, wanted: Amendment) -> Reservation | NotCorrectable:
        require_user(caller)
        if is_staff(caller):
            told = ", ".join(wanted.parts) or "nothing"
            self.acts.record(caller, "update passenger", reservation_id, f"passenger {wanted.number}: {told}")

        def decide(found: Reservation) -> Change | NotCorrectable | None:
            return amend_details(found, wanted, self.clock())

        return VisibleChange[NotCorrectable](self.reservations, caller, self.announce)(reservation_id, decide)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    reservations: Reservations
    vault: Vault
    throttle: Throttle
    acts: StaffActs

    def __call__(self, caller: Caller, reservation_id: str, number: int) -> str:
        """Written down before it is read."""
        user_id = require_staff(caller)
        found = self.reservations.find(reservation_id)
        if found is None:
            raise NotFound("There is no such reservation.")
        document = get_passenger(found, number).details.document
        if document is None:
            raise NotFound(f"Passenger {number} has told of no travel document.")
        wait = self.throttle.hit(f"read-document:{user_id}", limit=READS, window_seconds=READS_WINDOW_SECONDS)
        if wait is not None:
            raise RateLimited("You have read very many documents; try again later.", wait)
        self.acts.record(caller, "read travel document", reservation_id, f"passenger {number}")
        return self.vault.unseal(document.sealed_number)

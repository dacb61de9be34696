"""Correct how a passenger is called."""

from __future__ import annotations

from dataclasses import dataclass

from reservation_service.domain.directory import Directory, list_entries_of
from reservation_service.domain.names import Corrector, correct_name
from reservation_service.domain.passengers import PassengerName
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.refused import NameTooDifferent, NotCorrectable
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.usecases.caller_rights import is_staff, require_user
from reservation_service.usecases.change_reservation import VisibleChange
from reservation_service.usecases.staff_desk import StaffActs
from wire.identity import Caller


@dataclass(frozen=True, slots=True)
class CorrectName:
    reservations: Reservations
    directory: Directory
    clock: Clock
    announce: Announce
    acts: StaffActs

    def __call__(
        self, caller: Caller, reservation_id: str, number: int, name: PassengerName
    ) -> Reservation | NotCorrectable | NameTooDifferent:
        who = Corrector(require_user(caller), is_staff(caller))
        if who.is_staff:
            self.acts.record(caller, "correct name", reservation_id, f"passenger {number} is {name}")

        def decide(found: Reservation) -> Change | NotCorrectable | NameTooDifferent | None:
            answer = correct_name(found, number, name, who, self.clock())
            if isinstance(answer, Change):
                # Before it is stored: an entry too many leads nowhere, one too few would be missed.
                self.directory.add(list_entries_of(answer.after))
            return answer

        change = VisibleChange[NotCorrectable | NameTooDifferent](self.reservations, caller, self.announce)
        return change(reservation_id, decide)

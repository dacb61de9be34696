"""Staff's view of payments that the provider does not finish, and having them tried at once."""

from __future__ import annotations

from dataclasses import dataclass

from reservation_service.domain.payment_troubles import PaymentTrouble, PaymentTroubles
from reservation_service.domain.ports import Clock, Reservations
from reservation_service.domain.reservation import Reservation
from reservation_service.usecases.find_reservations import check_first
from reservation_service.usecases.staff_desk import StaffActs, require_staff
from wire.identity import Caller


@dataclass(frozen=True, slots=True)
class TroubledReservation:
    reservation: Reservation
    trouble: PaymentTrouble


@dataclass(frozen=True, slots=True)
class PaymentDesk:
    troubles: PaymentTroubles
    reservations: Reservations
    acts: StaffActs
    clock: Clock

    def list(self, caller: Caller, first: int) -> list[TroubledReservation]:
        """The longest trouble of each reservation."""
        require_staff(caller)
        check_first(first)
        troubles = self.troubles.list(limit=first)
        oldest = {one.reservation_id: one for one in reversed(troubles)}
        found = self.reservations.find_many(oldest.keys())
        listed = sorted(oldest.values(), key=lambda one: one.since)
        return [TroubledReservation(found[one.reservation_id], one) for one in listed if one.reservation_id in found]

    def retry(self, caller: Caller, reservation_id: str) -> bool:
        require_staff(caller)
        self.acts.record(caller, "retry payment", reservation_id)
        return self.troubles.try_at(reservation_id, self.clock())

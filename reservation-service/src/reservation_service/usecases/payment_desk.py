"""Staff's view of payments that the provider does not finish: having them tried, or paying them back otherwise."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from reservation_service.domain.giving_back import hear_refunded, list_waiting_refunds, take_over_refunds
from reservation_service.domain.money import Money, add_up
from reservation_service.domain.payment import Payment, PaymentRefund, Payments, PaymentStatus
from reservation_service.domain.payment_troubles import PaymentTrouble, PaymentTroubles
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.refused import RefundNotStuck
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.usecases.caller_rights import require_visible
from reservation_service.usecases.change_reservation import change_reservation
from reservation_service.usecases.find_reservations import check_first
from reservation_service.usecases.pay import check_text
from reservation_service.usecases.staff_desk import StaffActs, require_staff
from wire.identity import Caller

# Longer than a provider may take to answer.
LAST_TRY = timedelta(minutes=5)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TroubledReservation:
    reservation: Reservation
    trouble: PaymentTrouble


@dataclass(frozen=True, slots=True)
class TakenOver:
    """`amount` is staff's to pay back, and nobody else's."""

    reservation: Reservation
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentDesk:
    troubles: PaymentTroubles
    reservations: Reservations
    acts: StaffActs
    clock: Clock
    payments: Payments
    announce: Announce

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

    def take_over(self, caller: Caller, reservation_id: str, how: str) -> TakenOver | RefundNotStuck:
        """The provider is asked for the last time. `how` is written down before that."""
        require_staff(caller)
        check_text(how, "how")
        found = require_visible(caller, self.reservations.find(reservation_id))
        refunding = [one for one in found.payments if one.status is PaymentStatus.REFUNDING]
        troubles = self.troubles.find_many([one.id for one in refunding])
        stuck = [one for one in refunding if one.id in troubles]
        if not stuck:
            return RefundNotStuck(found, f"The payment provider has refused no refund of reservation {found.locator}.")
        self.acts.record(caller, "take over refund", reservation_id, how)
        # Meanwhile no worker asks.
        self.troubles.try_at(reservation_id, self.clock() + LAST_TRY)
        ours = [refund.amount for payment in stuck for refund in self._end(reservation_id, payment, how)]
        after = require_visible(caller, self.reservations.find(reservation_id))
        if not ours:
            return RefundNotStuck(after, "The provider or a colleague has done it now: do not pay it back yourself.")
        return TakenOver(after, add_up(ours))

    def _end(self, reservation_id: str, payment: Payment, how: str) -> Sequence[PaymentRefund]:
        """What is staff's to pay back now: nothing that a colleague or the worker has ended in the meantime."""
        taken = [one.id for one in payment.refunds if not one.is_done and self._ask(payment, one)]
        ours: list[PaymentRefund] = []

        def decide(found: Reservation) -> Change | None:
            heard = hear_refunded(found, payment.id, taken)
            now = heard.after if heard else found
            ours[:] = list_waiting_refunds(now, payment.id)
            return take_over_refunds(now, payment.id, how) or heard

        change_reservation(self.reservations, reservation_id, decide, self.announce)
        self.troubles.clear(payment.id)
        return ours

    def _ask(self, payment: Payment, refund: PaymentRefund) -> bool:
        try:
            self.payments.refund(payment.id, refund.id, refund.amount)
        except Exception:  # whatever is wrong with the provider is why staff take over
            log.exception("payment provider failed", extra={"payment_id": payment.id})
            return False
        return True

"""The worker's part in payments: finish what a request began, void what came too late, give refunds back.

Whatever dies in between, each payment ends: the provider knows it by our id, and every question may be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from reservation_service.domain.giving_back import hear_refunded
from reservation_service.domain.paying import hear_payment
from reservation_service.domain.payment import Payment, PaymentAnswer, Payments, PaymentStatus, Processing
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.reservation import Reservation
from reservation_service.usecases.change_reservation import change_reservation

BATCH = 200
# The request that started a payment answers it itself, unless it died; only then it is ours.
ABANDONED_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SettlePayments:
    reservations: Reservations
    payments: Payments
    clock: Clock
    announce: Announce

    def __call__(self) -> int:
        """How many were looked at."""
        unsettled = self.reservations.list_unsettled_payments(limit=BATCH)
        for reservation in unsettled:
            self._settle(reservation)
        return len(unsettled)

    def _settle(self, reservation: Reservation) -> None:
        for payment in reservation.payments:
            if payment.status is PaymentStatus.REFUNDING:
                self._refund(reservation, payment)
            elif payment.is_under_way:
                self._finish(reservation, payment)

    def _finish(self, reservation: Reservation, payment: Payment) -> None:
        answer = self._ask(reservation, payment)
        change_reservation(
            self.reservations,
            reservation.id,
            lambda found: hear_payment(found, payment.id, answer, self.clock()),
            self.announce,
        )

    def _ask(self, reservation: Reservation, payment: Payment) -> PaymentAnswer:
        answer, now = self.payments.find(payment.id), self.clock()
        if answer is None and now - payment.started_at < ABANDONED_AFTER:
            return Processing()
        is_too_late = reservation.find_deadline(payment) <= now and payment.is_under_way
        if answer is None or is_too_late:
            return self.payments.void(payment.id)
        return answer

    def _refund(self, reservation: Reservation, payment: Payment) -> None:
        """Refunds that are added meanwhile are found the next time."""
        for refund in payment.refunds:
            if not refund.is_done:
                self.payments.refund(payment.id, refund.id, refund.amount)
        done = [refund.id for refund in payment.refunds]
        change_reservation(
            self.reservations, reservation.id, lambda found: hear_refunded(found, payment.id, done), self.announce
        )

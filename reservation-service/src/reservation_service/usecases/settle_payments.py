"""The worker's part in payments: finish what a request began, void what came too late, give refunds back.

Whatever dies in between, each payment ends: the provider knows it by our id, and every question may be repeated. One at
which the provider fails is put off, and holds up no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from reservation_service.domain.giving_back import hear_refunded
from reservation_service.domain.paying import hear_payment
from reservation_service.domain.payment import UNSETTLED, Payment, PaymentAnswer, Payments, PaymentStatus, Processing
from reservation_service.domain.payment_troubles import PaymentTrouble, PaymentTroubles, build_trouble
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.usecases.change_reservation import change_reservation

BATCH = 200
# The request that started a payment answers it itself, unless it died; only then it is ours.
ABANDONED_AFTER = timedelta(seconds=30)

log = logging.getLogger(__name__)

Decide = Callable[[Reservation], Change | None]


@dataclass(frozen=True, slots=True)
class SettlePayments:
    reservations: Reservations
    payments: Payments
    clock: Clock
    announce: Announce
    troubles: PaymentTroubles

    def __call__(self) -> int:
        """How many were looked at."""
        put_off = self.troubles.list_waiting(self.clock())
        due = self.reservations.list_unsettled_payments(limit=BATCH, without=put_off)
        unsettled = [(one, payment) for one in due for payment in one.payments if payment.status in UNSETTLED]
        mine = [(one, payment) for one, payment in unsettled if payment.id not in put_off]
        troubles = self.troubles.find_many([payment.id for _, payment in mine]) if mine else {}
        for reservation, payment in mine:
            self._try(reservation, payment, troubles.get(payment.id))
        self._forget_settled({payment.id for _, payment in unsettled})
        return len(due)

    def _try(self, reservation: Reservation, payment: Payment, trouble: PaymentTrouble | None) -> None:
        try:
            decide = self._ask_about(reservation, payment)
        except Exception as error:
            # Whatever the provider or its adapter does wrong with one payment is not for the others to suffer from.
            log.exception("payment provider failed", extra={"reservation_id": reservation.id})
            self._put_off(reservation, payment, trouble, error)
        else:
            change_reservation(self.reservations, reservation.id, decide, self.announce)
            if trouble is not None:
                self.troubles.clear(payment.id)

    def _put_off(
        self, reservation: Reservation, payment: Payment, trouble: PaymentTrouble | None, error: Exception
    ) -> None:
        put_off = build_trouble(reservation.id, payment.id, trouble, repr(error), self.clock())
        self.troubles.put(put_off)
        fields = {"reservation_id": reservation.id, "tries": put_off.tries}
        log.warning("payment is put off, trying again", extra=fields)

    def _forget_settled(self, unsettled: Collection[str]) -> None:
        """Of troubles that somebody else has ended: a traveller who paid after all, a worker that died just then."""
        due = self.troubles.list_due(self.clock(), limit=BATCH)
        ended = {one.payment_id: one.reservation_id for one in due if one.payment_id not in unsettled}
        found = self.reservations.find_many(set(ended.values())) if ended else {}
        open_still = {one.id for each in found.values() for one in each.payments if one.status in UNSETTLED}
        for payment_id in ended.keys() - open_still:
            self.troubles.clear(payment_id)

    def _ask_about(self, reservation: Reservation, payment: Payment) -> Decide:
        """What the provider has done becomes of the reservation."""
        return (
            self._refund(payment) if payment.status is PaymentStatus.REFUNDING else self._finish(reservation, payment)
        )

    def _finish(self, reservation: Reservation, payment: Payment) -> Decide:
        answer = self._ask(reservation, payment)
        return lambda found: hear_payment(found, payment.id, answer, self.clock())

    def _ask(self, reservation: Reservation, payment: Payment) -> PaymentAnswer:
        answer, now = self.payments.find(payment.id), self.clock()
        if answer is None and now - payment.started_at < ABANDONED_AFTER:
            return Processing()
        is_too_late = reservation.find_deadline(payment) <= now and payment.is_under_way
        if answer is None or is_too_late:
            return self.payments.void(payment.id)
        return answer

    def _refund(self, payment: Payment) -> Decide:
        """Refunds that are added meanwhile are found the next time."""
        for refund in payment.refunds:
            if not refund.is_done:
                self.payments.refund(payment.id, refund.id, refund.amount)
        done = [refund.id for refund in payment.refunds]
        return lambda found: hear_refunded(found, payment.id, done)

"""Pay for a held reservation: lock it, ask the provider, record the answer. Safe to repeat with the same key."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from uuid import UUID, uuid5

from reservation_service.domain.money import Money
from reservation_service.domain.paying import extend_hold, hear_payment, start_payment
from reservation_service.domain.payment import PaymentAnswer, Payments, PaymentStatus, Processing
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.refused import (
    HoldExpired,
    NotChallenged,
    NotExtendable,
    NotPayable,
    PaymentDeclined,
    PaymentUnderWay,
)
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus
from reservation_service.usecases.caller_rights import is_staff, require_visible
from reservation_service.usecases.change_reservation import VisibleChange, change_reservation
from reservation_service.usecases.staff_desk import StaffActs
from wire.identity import Caller

log = logging.getLogger(__name__)

MAX_TEXT_LENGTH = 128
_PAYMENT_IDS = UUID("6f9d1c1e-32b1-4f0e-9a55-4d1f2f0c7b11")  # any fixed one: it only keeps our ids apart from others'


@dataclass(frozen=True, slots=True)
class Pay:
    reservations: Reservations
    payments: Payments
    clock: Clock
    announce: Announce
    acts: StaffActs

    def __call__(
        self, caller: Caller, reservation_id: str, token: str, key: str, shown: Money | None = None
    ) -> Reservation | PaymentDeclined | HoldExpired | NotPayable | PaymentUnderWay:
        """The same key is the same payment: repeated, it tells how that one stands. `shown` is paid, or nothing."""
        check_text(token, "paymentToken")
        check_text(key, "idempotencyKey")
        payment_id = build_payment_id(reservation_id, key)
        self._record(caller, "pay", reservation_id)
        is_new = False

        def start(found: Reservation) -> Change | HoldExpired | NotPayable | PaymentUnderWay | None:
            nonlocal is_new
            answer = start_payment(found, payment_id, self.clock(), shown)
            is_new = answer is not None
            return answer

        change = VisibleChange[HoldExpired | NotPayable | PaymentUnderWay](self.reservations, caller, self.announce)
        locked = change(reservation_id, start)
        if not isinstance(locked, Reservation):
            return locked
        if not is_new or locked.payment is None:
            return _tell(locked, payment_id)
        return self._hear(locked, payment_id, capture(self.payments, payment_id, locked.payment.amount, token))

    def answer_challenge(
        self, caller: Caller, reservation_id: str, answer: str
    ) -> Reservation | PaymentDeclined | HoldExpired | NotChallenged:
        check_text(answer, "answer")
        found = require_visible(caller, self.reservations.find(reservation_id))
        self._record(caller, "answer payment challenge", reservation_id)
        if found.payment is None or found.payment.status is not PaymentStatus.CHALLENGED:
            return NotChallenged(found, f"Nothing is asked about a payment of reservation {found.locator}.")
        return self._hear(found, found.payment.id, self.payments.answer_challenge(found.payment.id, answer))

    def abandon_challenge(self, caller: Caller, reservation_id: str) -> Reservation | NotChallenged:
        """Pay in another way: the provider says whether this one is voided, or was captured in that moment."""
        found = require_visible(caller, self.reservations.find(reservation_id))
        self._record(caller, "abandon payment challenge", reservation_id)
        payment = found.payment
        if payment is None or payment.status is not PaymentStatus.CHALLENGED:
            return NotChallenged(found, f"Nothing is asked about a payment of reservation {found.locator}.")
        answer = self.payments.void(payment.id)

        def decide(now: Reservation) -> Change | None:
            return hear_payment(now, payment.id, answer, self.clock())

        return change_reservation(self.reservations, reservation_id, decide, self.announce) or found

    def extend_hold(self, caller: Caller, reservation_id: str) -> Reservation | HoldExpired | NotExtendable:
        def decide(found: Reservation) -> Change | HoldExpired | NotExtendable:
            return extend_hold(found, self.clock())

        self._record(caller, "extend hold", reservation_id)
        change = VisibleChange[HoldExpired | NotExtendable](self.reservations, caller, self.announce)
        return change(reservation_id, decide)

    def _hear(
        self, reservation: Reservation, payment_id: str, answer: PaymentAnswer
    ) -> Reservation | PaymentDeclined | HoldExpired:
        def decide(found: Reservation) -> Change | None:
            return hear_payment(found, payment_id, answer, self.clock())

        heard = change_reservation(self.reservations, reservation.id, decide, self.announce)
        return _tell(heard or reservation, payment_id)

    def _record(self, caller: Caller, act: str, reservation_id: str) -> None:
        if is_staff(caller):
            self.acts.record(caller, act, reservation_id)


def _tell(reservation: Reservation, payment_id: str) -> Reservation | PaymentDeclined | HoldExpired:
    """How this payment stands, whether or not others have been tried since."""
    payment = next(one for one in reservation.payments if one.id == payment_id)
    if payment.status is PaymentStatus.DECLINED:
        return PaymentDeclined(reservation, payment.note or "The payment was declined.")
    if payment.status is PaymentStatus.VOIDED and reservation.status is ReservationStatus.HELD:
        return PaymentDeclined(reservation, "This payment was given up; nothing was charged.")
    if payment.status is PaymentStatus.VOIDED:
        return HoldExpired(reservation, f"The hold of reservation {reservation.locator} ran out before it was paid.")
    return reservation


def capture(payments: Payments, payment_id: str, amount: Money, token: str) -> PaymentAnswer:
    """Without an answer nobody knows whether the money is taken. The payment is written down: the worker finds out."""
    try:
        return payments.capture(payment_id, amount, token)
    except Exception:  # whatever is wrong with the provider, the payer is to wait and not to pay again
        log.exception("payment provider failed", extra={"payment_id": payment_id})
        return Processing()


def build_payment_id(reservation_id: str, key: str) -> str:
    """The same for the same key, so that the provider knows a repeated payment for what it is."""
    return str(uuid5(_PAYMENT_IDS, f"{reservation_id}/{key}"))


def check_text(text: str, field: str) -> None:
    if not 1 <= len(text) <= MAX_TEXT_LENGTH or not text.isprintable():
        raise InvalidInput(field, f"This has 1 to {MAX_TEXT_LENGTH} printable characters.")

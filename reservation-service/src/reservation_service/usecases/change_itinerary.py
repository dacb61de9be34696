"""Change a journey: ask for other flights, see what they cost, pay or be refunded, be moved; or keep what one has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from reservation_service.domain.changing import ChangeWish, NewChange, confirm_change, decline_change, request_change
from reservation_service.domain.notices import accept_schedule_change
from reservation_service.domain.offers import OfferHolder, UsedOffers
from reservation_service.domain.paying import hear_payment
from reservation_service.domain.payment import Payments, PaymentStatus
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.refusals import InvalidInput
from reservation_service.domain.refused import (
    ChangeExpired,
    ChangeNotOffered,
    ChangeUnderWay,
    NotChangeable,
    NothingToAccept,
    NotPayable,
    PaymentDeclined,
    PaymentUnderWay,
)
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.usecases.caller_rights import is_staff
from reservation_service.usecases.change_reservation import VisibleChange, change_reservation
from reservation_service.usecases.order_limits import OrderLimits
from reservation_service.usecases.pay import build_payment_id, capture, check_text
from reservation_service.usecases.staff_desk import StaffActs
from wire.identity import Caller


@dataclass(frozen=True, slots=True)
class ChangeItinerary:
    """For the owner and staff; everything may be repeated."""

    reservations: Reservations
    payments: Payments
    clock: Clock
    new_id: Callable[[], str]
    pending_lifetime: timedelta
    announce: Announce
    acts: StaffActs
    offers: UsedOffers
    limits: OrderLimits

    def request(
        self, caller: Caller, reservation_id: str, wish: ChangeWish
    ) -> Reservation | NotChangeable | ChangeUnderWay | PaymentUnderWay:
        self._record(caller, "request change", reservation_id)

        change = VisibleChange[NotChangeable | ChangeUnderWay | PaymentUnderWay](
            self.reservations, caller, self.announce
        )
        with self.limits.watch_change(caller) as check_limits:

            def decide(found: Reservation) -> Change | NotChangeable | ChangeUnderWay | PaymentUnderWay | None:
                now = self.clock()
                offered = self._keep_offer(found, wish)
                asked = request_change(found, offered, NewChange(self.new_id(), now + self.pending_lifetime), now)
                if isinstance(asked, Change):
                    check_limits(found, asked.after)
                return asked

            return change(reservation_id, decide)

    def confirm(
        self, caller: Caller, reservation_id: str, change_id: str, token: str | None, key: str
    ) -> Reservation | PaymentDeclined | ChangeExpired | ChangeNotOffered | NotPayable | PaymentUnderWay:
        """`token` is needed when something is due. The same key is the same payment."""
        check_text(key, "idempotencyKey")
        if token is not None:
            check_text(token, "paymentToken")
        payment_id = build_payment_id(reservation_id, f"{change_id}/{key}")
        self._record(caller, "confirm change", reservation_id)
        is_new = False

        def decide(
            found: Reservation,
        ) -> Change | ChangeExpired | ChangeNotOffered | NotPayable | PaymentUnderWay | None:
            nonlocal is_new
            answer = confirm_change(found, change_id, payment_id, self.clock())
            is_new = isinstance(answer, Change) and answer.after.is_payment_under_way
            if is_new and token is None:
                raise InvalidInput("paymentToken", "Something is due for this change: say how it is paid.")
            return answer

        change = VisibleChange[ChangeExpired | ChangeNotOffered | NotPayable | PaymentUnderWay](
            self.reservations, caller, self.announce
        )
        locked = change(reservation_id, decide)
        if not isinstance(locked, Reservation):
            return locked
        if is_new and token is not None:
            locked = self._capture(locked, payment_id, token)
        return _tell(locked, payment_id)

    def decline(
        self, caller: Caller, reservation_id: str, change_id: str
    ) -> Reservation | ChangeNotOffered | PaymentUnderWay:
        def decide(found: Reservation) -> Change | ChangeNotOffered | PaymentUnderWay | None:
            return decline_change(found, change_id, self.clock())

        self._record(caller, "decline change", reservation_id)
        change = VisibleChange[ChangeNotOffered | PaymentUnderWay](self.reservations, caller, self.announce)
        return change(reservation_id, decide)

    def accept_schedule_change(
        self, caller: Caller, reservation_id: str, flight_id: str
    ) -> Reservation | NothingToAccept:
        def decide(found: Reservation) -> Change | NothingToAccept:
            return accept_schedule_change(found, flight_id)

        self._record(caller, "accept schedule change", reservation_id)
        return VisibleChange[NothingToAccept](self.reservations, caller, self.announce)(reservation_id, decide)

    def _capture(self, locked: Reservation, payment_id: str, token: str) -> Reservation:
        amount = next(one.amount for one in locked.payments if one.id == payment_id)
        answer = capture(self.payments, payment_id, amount, token)

        def decide(found: Reservation) -> Change | None:
            return hear_payment(found, payment_id, answer, self.clock())

        return change_reservation(self.reservations, locked.id, decide, self.announce) or locked

    def _keep_offer(self, reservation: Reservation, wish: ChangeWish) -> ChangeWish:
        """Without the offer if another has it."""
        holder = OfferHolder(reservation.user_id, reservation_id=reservation.id)
        if wish.offer_id is None or self.offers.claim(wish.offer_id, holder):
            return wish
        return replace(wish, offer_id=None)

    def _record(self, caller: Caller, act: str, reservation_id: str) -> None:
        if is_staff(caller):
            self.acts.record(caller, act, reservation_id)


def _tell(reservation: Reservation, payment_id: str) -> Reservation | PaymentDeclined | ChangeExpired:
    """How this payment stands, if there was anything to pay."""
    payment = next((one for one in reservation.payments if one.id == payment_id), None)
    if payment is not None and payment.status is PaymentStatus.DECLINED:
        return PaymentDeclined(reservation, payment.note or "The payment was declined.")
    is_void = payment is not None and payment.status is PaymentStatus.VOIDED
    if is_void and reservation.change is not None and reservation.change.is_open:
        return PaymentDeclined(reservation, "This payment was given up; nothing was charged.")
    if is_void:
        return ChangeExpired(reservation, "This offer expired before it was paid for; your journey stays as it was.")
    return reservation

"""Give a reservation up, or some of its flights: its owner or staff, and seats and money go back once.

Either at once, or with a quote of the refund first, which is confirmed while it lasts. Staff may give everything back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from reservation_service.domain.cancelling import cancel, confirm_cancellation, quote_cancellation
from reservation_service.domain.itinerary import MAX_SEGMENTS
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.reasons import Reason
from reservation_service.domain.refusals import Forbidden, InvalidInput
from reservation_service.domain.refused import NotCancellable, PaymentUnderWay, QuoteExpired
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.usecases.caller_rights import is_staff, require_user
from reservation_service.usecases.change_reservation import VisibleChange
from reservation_service.usecases.staff_desk import StaffActs
from wire.identity import Caller

MAX_REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class CancelReservation:
    reservations: Reservations
    clock: Clock
    new_id: Callable[[], str]
    announce: Announce
    acts: StaffActs

    def __call__(
        self, caller: Caller, reservation_id: str, reason: str | None, *, refund_in_full: bool = False
    ) -> Reservation | NotCancellable | PaymentUnderWay:
        """`refund_in_full` is for staff, who say why: whatever the fares say, everything comes back."""
        words = _check_words(reason)
        if refund_in_full:
            _require_right_to_waive(caller, words)
        self._record(caller, reservation_id, f"refund in full: {words}" if refund_in_full else words)

        def decide(found: Reservation) -> Change | NotCancellable | PaymentUnderWay | None:
            if refund_in_full and caller.user_id == found.user_id:
                raise Forbidden("Ask a colleague: nobody waives the fees of a journey of one's own.")
            why = _build_reason(caller, found, words)
            return cancel(found, why, self.clock(), quote_id=self.new_id(), is_waived=refund_in_full)

        change = VisibleChange[NotCancellable | PaymentUnderWay](self.reservations, caller, self.announce)
        return change(reservation_id, decide)

    def quote(
        self, caller: Caller, reservation_id: str, flight_ids: Collection[str] = ()
    ) -> Reservation | NotCancellable | PaymentUnderWay:
        """The reservation with a new quote on it, for these of its flights; for all if none is named."""
        if len(flight_ids) > MAX_SEGMENTS:
            raise InvalidInput("flightIds", f"A reservation has at most {MAX_SEGMENTS} flights.")

        def decide(found: Reservation) -> Change | NotCancellable | PaymentUnderWay:
            return quote_cancellation(found, flight_ids, self.new_id(), self.clock())

        change = VisibleChange[NotCancellable | PaymentUnderWay](self.reservations, caller, self.announce)
        return change(reservation_id, decide)

    def confirm(
        self, caller: Caller, reservation_id: str, quote_id: str
    ) -> Reservation | QuoteExpired | NotCancellable | PaymentUnderWay:
        self._record(caller, reservation_id, "as quoted")

        def decide(found: Reservation) -> Change | QuoteExpired | NotCancellable | PaymentUnderWay | None:
            return confirm_cancellation(found, quote_id, _build_reason(caller, found, ""), self.clock())

        change = VisibleChange[QuoteExpired | NotCancellable | PaymentUnderWay](
            self.reservations, caller, self.announce
        )
        return change(reservation_id, decide)

    def _record(self, caller: Caller, reservation_id: str, detail: str) -> None:
        if is_staff(caller):
            self.acts.record(caller, "cancel reservation", reservation_id, detail)


def _require_right_to_waive(caller: Caller, words: str) -> None:
    require_user(caller)
    if not is_staff(caller):
        raise Forbidden("Only the airline's staff refunds in full what the fare does not.")
    if not words:
        raise InvalidInput("reason", "Say why everything is refunded.")


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

"""GraphQL of giving a reservation up; what its state may refuse is part of the answer's type."""

from __future__ import annotations

from typing import Annotated, assert_never

import strawberry

from reservation_service.domain import refused, reservation
from reservation_service.schema.context import Info
from reservation_service.schema.refusal_types import PaymentUnderWay, ReservationRefusal
from reservation_service.schema.types import Reservation


@strawberry.type(description="It is over, or the journey has begun.")
class NotCancellable(ReservationRefusal): ...


@strawberry.type(description="The quote is too old, or another has taken its place: ask again.")
class QuoteExpired(ReservationRefusal): ...


QuoteCancellationResult = Annotated[
    Reservation | NotCancellable | PaymentUnderWay, strawberry.union("QuoteCancellationResult")
]
ConfirmCancellationResult = Annotated[
    Reservation | QuoteExpired | NotCancellable | PaymentUnderWay, strawberry.union("ConfirmCancellationResult")
]
CancelReservationResult = Annotated[
    Reservation | NotCancellable | PaymentUnderWay, strawberry.union("CancelReservationResult")
]


@strawberry.type
class CancellationMutation:
    @strawberry.mutation(
        description="For its owner and staff, while PENDING, WAITLISTED, HELD or CONFIRMED; of a journey that has begun"
        " the flights still to come. Harmless to repeat. Staff may refund in full, and say why in `reason`."
    )
    def cancel_reservation(
        self, info: Info, id: strawberry.ID, reason: str | None = None, refund_in_full: bool = False
    ) -> CancelReservationResult:
        cancel = info.context.application.cancel_reservation
        return _build(cancel(info.context.caller, id, reason, refund_in_full=refund_in_full))

    @strawberry.mutation(
        description="What cancelling would give back; `confirmCancellation` does it while the quote lasts. Of these"
        " flights, of which none may have departed; without them, of all that are still to come."
    )
    def quote_cancellation(
        self, info: Info, id: strawberry.ID, flight_ids: list[strawberry.ID] | None = None
    ) -> QuoteCancellationResult:
        return _build(info.context.application.cancel_reservation.quote(info.context.caller, id, flight_ids or ()))

    @strawberry.mutation(description="Cancel what was quoted, at the refund that was quoted; harmless to repeat.")
    def confirm_cancellation(self, info: Info, id: strawberry.ID, quote_id: strawberry.ID) -> ConfirmCancellationResult:
        answer = info.context.application.cancel_reservation.confirm(info.context.caller, id, quote_id)
        return QuoteExpired.build(answer) if isinstance(answer, refused.QuoteExpired) else _build(answer)


def _build(
    answer: reservation.Reservation | refused.NotCancellable | refused.PaymentUnderWay,
) -> Reservation | NotCancellable | PaymentUnderWay:
    match answer:
        case reservation.Reservation():
            return Reservation.build(answer)
        case refused.NotCancellable():
            return NotCancellable.build(answer)
        case refused.PaymentUnderWay():
            return PaymentUnderWay.build(answer)
        case never:
            assert_never(never)

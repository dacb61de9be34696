"""GraphQL of paying for a held reservation; what its state or the provider may refuse is part of the answer's type."""

from __future__ import annotations

from typing import Annotated, Self, assert_never

import strawberry

from reservation_service.domain import refused, reservation
from reservation_service.schema.context import Info
from reservation_service.schema.idempotency import KEY_ARGUMENT, get_key
from reservation_service.schema.inputs import MoneyInput
from reservation_service.schema.refusal_types import PaymentUnderWay, ReservationRefusal
from reservation_service.schema.types import Reservation


@strawberry.type(description="It does not wait for a payment, or too many have failed.")
class NotPayable(ReservationRefusal): ...


@strawberry.type(description="The seats are no longer kept: reserve again.")
class HoldExpired(ReservationRefusal): ...


@strawberry.type(description="It is not held, or has been extended before.")
class NotExtendable(ReservationRefusal): ...


@strawberry.type(description="The payer's bank asks nothing.")
class NotChallenged(ReservationRefusal): ...


@strawberry.type(description="The provider did not take the money; until the hold ends, another may be tried.")
class PaymentDeclined(ReservationRefusal):
    attempts_left: int

    @classmethod
    def convert(cls, value: refused.PaymentDeclined) -> Self:
        return cls(
            code=value.code,
            message=value.message,
            reservation=Reservation.build(value.reservation),
            attempts_left=value.attempts_left,
        )


PayReservationResult = Annotated[
    Reservation | PaymentDeclined | HoldExpired | NotPayable | PaymentUnderWay,
    strawberry.union("PayReservationResult"),
]
AnswerPaymentChallengeResult = Annotated[
    Reservation | PaymentDeclined | HoldExpired | NotChallenged, strawberry.union("AnswerPaymentChallengeResult")
]
AbandonPaymentChallengeResult = Annotated[
    Reservation | NotChallenged, strawberry.union("AbandonPaymentChallengeResult")
]
ExtendHoldResult = Annotated[Reservation | HoldExpired | NotExtendable, strawberry.union("ExtendHoldResult")]


@strawberry.type
class PaymentMutation:
    @strawberry.mutation(
        description="Pay for a HELD reservation. `paymentToken` comes from the payment provider; the sandbox knows"
        " sandbox-approve, sandbox-decline, sandbox-delay, sandbox-challenge (answer 123456) and sandbox-refund-late"
        " (refunds fail for a day)."
        " The same key is the same payment. With `amount`, what the payer was shown, nothing else is paid."
    )
    def pay_reservation(
        self,
        info: Info,
        id: strawberry.ID,
        payment_token: str,
        idempotency_key: Annotated[str | None, KEY_ARGUMENT] = None,
        amount: MoneyInput | None = None,
    ) -> PayReservationResult:
        shown = amount.parse("amount") if amount else None
        key = get_key(info, idempotency_key)
        answer = info.context.application.pay(info.context.caller, id, payment_token, key, shown)
        match answer:
            case refused.NotPayable():
                return NotPayable.build(answer)
            case refused.PaymentUnderWay():
                return PaymentUnderWay.build(answer)
            case settled:
                return _build(settled)

    @strawberry.mutation(description="Answer what the payer's bank asks, while the payment is CHALLENGED.")
    def answer_payment_challenge(self, info: Info, id: strawberry.ID, answer: str) -> AnswerPaymentChallengeResult:
        heard = info.context.application.pay.answer_challenge(info.context.caller, id, answer)
        return NotChallenged.build(heard) if isinstance(heard, refused.NotChallenged) else _build(heard)

    @strawberry.mutation(
        description="Do not answer: the payment that is CHALLENGED comes to nothing, and another may be tried."
    )
    def abandon_payment_challenge(self, info: Info, id: strawberry.ID) -> AbandonPaymentChallengeResult:
        answer = info.context.application.pay.abandon_challenge(info.context.caller, id)
        return NotChallenged.build(answer) if isinstance(answer, refused.NotChallenged) else Reservation.build(answer)

    @strawberry.mutation(description="Hold the seats a quarter of an hour longer, once.")
    def extend_hold(self, info: Info, id: strawberry.ID) -> ExtendHoldResult:
        answer = info.context.application.pay.extend_hold(info.context.caller, id)
        match answer:
            case reservation.Reservation():
                return Reservation.build(answer)
            case refused.HoldExpired():
                return HoldExpired.build(answer)
            case refused.NotExtendable():
                return NotExtendable.build(answer)
            case never:
                assert_never(never)


def _build(
    answer: reservation.Reservation | refused.PaymentDeclined | refused.HoldExpired,
) -> Reservation | PaymentDeclined | HoldExpired:
    match answer:
        case reservation.Reservation():
            return Reservation.build(answer)
        case refused.PaymentDeclined():
            return PaymentDeclined.convert(answer)
        case refused.HoldExpired():
            return HoldExpired.build(answer)
        case never:
            assert_never(never)

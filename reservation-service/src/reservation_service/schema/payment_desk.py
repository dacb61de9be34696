"""GraphQL of payments that the provider does not finish: staff sees them, and has them tried again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from reservation_service.domain import refused
from reservation_service.schema.basic_types import Money
from reservation_service.schema.context import Info
from reservation_service.schema.refusal_types import ReservationRefusal
from reservation_service.schema.types import DEFAULT_FIRST, Reservation
from reservation_service.usecases.payment_desk import TroubledReservation


@strawberry.type(description="The payment provider fails at a payment or refund of this one; it is asked again.")
class PaymentTrouble:
    reservation: Reservation
    tries: int
    since: datetime
    again_at: datetime
    error: str

    @classmethod
    def build(cls, value: TroubledReservation) -> PaymentTrouble:
        trouble = value.trouble
        return cls(
            reservation=Reservation.build(value.reservation),
            tries=trouble.tries,
            since=trouble.since,
            again_at=trouble.again_at,
            error=trouble.error,
        )


@strawberry.type
class PaymentDeskQuery:
    @strawberry.field(description="Staff: what the payment provider does not take, refunds mostly, the oldest first.")
    def payment_troubles(self, info: Info, first: int | None = DEFAULT_FIRST) -> list[PaymentTrouble]:
        desk = info.context.application.payment_desk
        found = desk.list(info.context.caller, DEFAULT_FIRST if first is None else first)
        return [PaymentTrouble.build(one) for one in found]


@strawberry.type(description="The provider has taken it, or nothing goes back: pay nothing back otherwise.")
class RefundNotStuck(ReservationRefusal): ...


@strawberry.type(description="The provider is not asked any more.")
class RefundTakenOver:
    amount: Money = strawberry.field(description="What staff have to pay back.")
    reservation: Reservation


TakeOverRefundResult = Annotated[RefundTakenOver | RefundNotStuck, strawberry.union("TakeOverRefundResult")]


@strawberry.type
class PaymentDeskMutation:
    @strawberry.mutation(
        description="Staff: ask the payment provider again within seconds; false if it fails at nothing of this"
        " reservation. Nothing is paid or refunded twice."
    )
    def retry_payment(self, info: Info, reservation_id: strawberry.ID) -> bool:
        return info.context.application.payment_desk.retry(info.context.caller, reservation_id)

    @strawberry.mutation(
        description="Staff: pay back otherwise what the provider does not take, and say how, such as the number of a"
        " transfer. It is asked for the last time; what it does not take even then is staff's to pay, no more and no"
        " less."
    )
    def take_over_refund(self, info: Info, reservation_id: strawberry.ID, how: str) -> TakeOverRefundResult:
        answer = info.context.application.payment_desk.take_over(info.context.caller, reservation_id, how)
        if isinstance(answer, refused.RefundNotStuck):
            return RefundNotStuck.build(answer)
        return RefundTakenOver(amount=Money.convert(answer.amount), reservation=Reservation.build(answer.reservation))

"""GraphQL of payments that the provider does not finish: staff sees them, and has them tried again."""

from __future__ import annotations

from datetime import datetime

import strawberry

from reservation_service.schema.context import Info
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


@strawberry.type
class PaymentDeskMutation:
    @strawberry.mutation(
        description="Staff: ask the payment provider again within seconds; false if it fails at nothing of this"
        " reservation. Nothing is paid or refunded twice."
    )
    def retry_payment(self, info: Info, reservation_id: strawberry.ID) -> bool:
        return info.context.application.payment_desk.retry(info.context.caller, reservation_id)

"""A receipt as GraphQL shows it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from reservation_service.domain import receipts
from reservation_service.domain.itinerary import Cabin, FareFamily
from reservation_service.domain.receipts import ReceiptLineKind
from reservation_service.schema.basic_types import Flight, Money

strawberry.enum(ReceiptLineKind)


@strawberry.type(description="What was bought of one flight; all lines add up to the total.")
class ReceiptLine:
    kind: ReceiptLineKind = strawberry.field(
        description="FLIGHT: places at their fare; SEAT: chosen seats; CHANGE_FEE: what a change of the journey cost"
        " beyond its fares; CHANGE_REFUND: the worth of what a change gave up, as far as it went back;"
        " SEAT_REFUND: seats that were lost, and went back."
    )
    seat_number: str | None = strawberry.field(description="Of a SEAT, if it is one.")
    cabin: Cabin
    fare_family: FareFamily
    seats: int
    fare: Money = strawberry.field(description="For one seat, taxes included; `seats` times this is the amount.")
    amount: Money
    flight_id: strawberry.Private[str]

    @strawberry.field
    def flight(self) -> Flight | None:
        return Flight(id=strawberry.ID(self.flight_id))

    @classmethod
    def build(cls, value: receipts.ReceiptLine) -> ReceiptLine:
        return cls(
            kind=value.kind,
            seat_number=value.seat_number,
            cabin=value.cabin,
            fare_family=value.fare_family,
            seats=value.seats,
            fare=Money.convert(value.fare),
            amount=Money.convert(value.amount),
            flight_id=value.flight_id,
        )


@strawberry.type
class ReceiptPayment:
    amount: Money
    paid_at: datetime
    method: str


@strawberry.type(description="What was paid, for what.")
class Receipt:
    number: str
    lines: list[ReceiptLine]
    payments: list[ReceiptPayment]
    total: Money = strawberry.field(description="Of all payments, and of all lines.")
    changes: Money | None = strawberry.field(
        description="What changes of the journey cost beyond its fares; among the lines too."
    )
    refunded: Money | None = strawberry.field(description="What has gone back, or is on its way.")
    refund_under_way: Money | None = strawberry.field(
        description="What of it the payment provider has not taken yet; it is asked until it does."
    )

    @classmethod
    def build(cls, value: receipts.Receipt) -> Receipt:
        return cls(
            number=value.number,
            lines=[ReceiptLine.build(one) for one in value.lines],
            payments=[
                ReceiptPayment(amount=Money.convert(one.amount), paid_at=one.paid_at, method=one.method)
                for one in value.payments
            ],
            total=Money.convert(value.total),
            changes=Money.build(value.changes),
            refunded=Money.build(value.refunded),
            refund_under_way=Money.build(value.refund_under_way),
        )

"""A receipt as GraphQL shows it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from reservation_service.domain import receipts
from reservation_service.domain.itinerary import Cabin, FareFamily
from reservation_service.schema.basic_types import Flight, Money


@strawberry.type(description="Seats on one flight.")
class ReceiptLine:
    cabin: Cabin
    fare_family: FareFamily
    seats: int
    fare: Money = strawberry.field(description="For one seat, taxes included.")
    amount: Money
    flight_id: strawberry.Private[str]

    @strawberry.field
    def flight(self) -> Flight | None:
        return Flight(id=strawberry.ID(self.flight_id))

    @classmethod
    def build(cls, value: receipts.ReceiptLine) -> ReceiptLine:
        return cls(
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
    total: Money = strawberry.field(description="Of all payments.")
    changes: Money | None = strawberry.field(description="What changes of the journey cost beyond its fares.")
    refunded: Money | None = strawberry.field(description="What has gone back, or is on its way.")

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
        )

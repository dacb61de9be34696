"""What every part of the schema stands on: money, flights by their ids, and the enums of the domain."""

from __future__ import annotations

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from reservation_service.domain import money
from reservation_service.domain.coupons import CouponStatus
from reservation_service.domain.itinerary import Cabin, DisruptionKind, FareFamily, Remedy, SegmentStatus
from reservation_service.domain.itinerary_change import ItineraryChangeStatus
from reservation_service.domain.passengers import PassengerType
from reservation_service.domain.payment import PaymentStatus
from reservation_service.domain.reservation import ReservationStatus
from reservation_service.domain.tickets import TicketStatus

for _enum in (
    Cabin,
    CouponStatus,
    DisruptionKind,
    FareFamily,
    ItineraryChangeStatus,
    Remedy,
    SegmentStatus,
    TicketStatus,
    PassengerType,
    PaymentStatus,
    ReservationStatus,
):
    strawberry.enum(_enum)


@strawberry.federation.type(shareable=True)
class Money:
    amount: str
    currency: str

    @classmethod
    def build(cls, value: money.Money | None) -> Money | None:
        return cls.convert(value) if value else None

    @classmethod
    def convert(cls, value: money.Money) -> Money:
        return cls(amount=value.amount_text, currency=value.currency)


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Flight:
    """Only its id is known here; the flights subgraph knows the rest."""

    id: strawberry.ID

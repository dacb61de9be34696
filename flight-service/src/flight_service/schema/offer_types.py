"""Offers as GraphQL shows them, and the refusal that may stand in their place."""

from datetime import datetime
from typing import Annotated

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.refusal import RefusalCode
from flight_service.schema.fare_types import FareConditions
from flight_service.schema.flight_types import Flight, Together
from flight_service.schema.journey_types import Price
from flight_service.schema.scalars import Money
from flight_service.usecases.make_offer import OfferRefusal, PricedOffer

strawberry.enum(RefusalCode)


@strawberry.type
class OfferSegment:
    flight: Flight
    cabin: Cabin
    fare: Money = strawberry.field(description="For one seat, taxes included.")
    fare_family: FareFamily
    fare_class: str
    conditions: FareConditions


@strawberry.type
class Offer:
    """Book with its `id` until it expires, and the price is this one, whatever becomes of the fares meanwhile."""

    id: strawberry.ID
    segments: list[OfferSegment]
    price: Price
    expires_at: datetime

    @classmethod
    def of(cls, priced: PricedOffer, together: Together) -> "Offer":
        pairs = zip(priced.flights, priced.offer.segments, strict=True)
        return cls(
            id=strawberry.ID(priced.sealed),
            segments=[
                OfferSegment(
                    flight=Flight.of(flight, together),
                    cabin=one.key.cabin,
                    fare=Money.of(one.quote.fare),
                    fare_family=one.quote.family,
                    fare_class=one.quote.fare_class,
                    conditions=FareConditions.of(one.quote.conditions),
                )
                for flight, one in pairs
            ],
            price=Price.of(priced.price),
            expires_at=priced.offer.expires_at,
        )


@strawberry.type
class NoOffer:
    """Why these seats cannot be booked now."""

    code: RefusalCode
    message: str
    flight_id: strawberry.ID

    @classmethod
    def of(cls, refused: OfferRefusal) -> "NoOffer":
        return cls(
            code=refused.refusal.code, message=refused.refusal.message, flight_id=strawberry.ID(refused.flight_id)
        )


OfferResult = Annotated[Offer | NoOffer, strawberry.union("OfferResult")]


@strawberry.input
class OfferSegmentInput:
    flight_id: strawberry.ID
    cabin: Cabin = Cabin.ECONOMY
    fare_family: FareFamily = FareFamily.STANDARD

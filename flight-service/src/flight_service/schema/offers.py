"""Asking for an offer."""

import strawberry

from flight_service.domain.cabin import CabinKey
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Together
from flight_service.schema.journey_types import PartyInput
from flight_service.schema.offer_types import NoOffer, Offer, OfferResult, OfferSegmentInput
from flight_service.usecases.make_offer import OfferRefusal, Wanted, make_offer


@strawberry.type
class OfferQuery:
    @strawberry.field(description="What a party would pay for these seats now, at a price that stands for a while.")
    def offer(self, info: Info, segments: list[OfferSegmentInput], passengers: PartyInput | None = None) -> OfferResult:
        context = info.context
        wanted = [Wanted(CabinKey(one.flight_id, one.cabin), one.fare_family) for one in segments]
        made = make_offer(context.stores, wanted, (passengers or PartyInput()).parse(), context.now)
        if isinstance(made, OfferRefusal):
            return NoOffer.of(made)
        return Offer.of(made, Together(context.stores, made.flights))

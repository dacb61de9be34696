"""What a party would pay for these seats now: an offer, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flight_service.domain.cabin import CabinKey
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import Flight
from flight_service.domain.hold_request import HoldRequest
from flight_service.domain.offer import OFFER_LIFETIME, Offer, OfferedSegment
from flight_service.domain.price import Price, add_prices
from flight_service.domain.pricing import Tariff
from flight_service.domain.refusal import Refusal, find_refusal
from flight_service.usecases.search_journeys import Party, check_party, price_segment
from flight_service.usecases.stores import Stores

_MOST_SEGMENTS = 6


@dataclass(frozen=True, slots=True)
class PricedOffer:
    """`sealed` is what a traveller books with."""

    offer: Offer
    sealed: str
    price: Price
    flights: tuple[Flight, ...]


@dataclass(frozen=True, slots=True)
class OfferRefusal:
    flight_id: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Wanted:
    key: CabinKey
    family: FareFamily = FareFamily.STANDARD


def make_offer(stores: Stores, wanted: Sequence[Wanted], party: Party, now: datetime) -> PricedOffer | OfferRefusal:
    """A refusal is what a reservation made now would meet."""
    check_party(party)
    keys = [one.key for one in wanted]
    if not 1 <= len(keys) <= _MOST_SEGMENTS or len({key.flight_id for key in keys}) < len(keys):
        raise InvalidInput("segments", f"An offer is for 1 to {_MOST_SEGMENTS} different flights.")
    flights = stores.flights.find_many([key.flight_id for key in keys])
    cabins = stores.inventories.find_many(keys)
    for key in keys:
        if key not in cabins or key.flight_id not in flights:
            raise NotFound(f"There is no {key.cabin} cabin on a flight {key.flight_id[:40]}.")
    probe = HoldRequest("", party.seats, now + OFFER_LIFETIME)
    for key in keys:
        if (refusal := find_refusal(cabins[key], probe, now)) is not None:
            return OfferRefusal(key.flight_id, refusal)
    tariff = Tariff(stores.price_rules.in_force())
    segments = tuple(
        OfferedSegment(
            one.key,
            tariff.quote(flights[one.key.flight_id], cabins[one.key], seats=party.seats, family=one.family).promised(),
        )
        for one in wanted
    )
    return _price(stores, segments, tuple(flights[key.flight_id] for key in keys), party, now)


def _price(
    stores: Stores, segments: tuple[OfferedSegment, ...], flights: tuple[Flight, ...], party: Party, now: datetime
) -> PricedOffer:
    # Nobody is promised a price for a flight that has left.
    expires_at = min(now + OFFER_LIFETIME, *(flight.departs_at for flight in flights)).replace(microsecond=0)
    offer = Offer(segments, party.seats, expires_at)
    prices = [
        price_segment(stores, flight, segment.quote.fare, party.seats)
        for flight, segment in zip(flights, segments, strict=True)
    ]
    return PricedOffer(offer, stores.offers.seal(offer), add_prices(prices), flights)

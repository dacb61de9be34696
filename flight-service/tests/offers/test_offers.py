"""Offers: what they promise, and that the promise is kept when the reservation comes."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flight_builders import NOW, build_flight, build_inventory, cabins_of, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import FlightStatus
from flight_service.domain.offer import Offer, OfferedSegment
from flight_service.domain.ports import CabinPrices
from flight_service.domain.quote import Quote
from flight_service.events.reservations import ReservationEvents
from flight_service.storage.sealed_offers import SealedOffers
from flight_service.usecases.make_offer import OfferRefusal, PricedOffer, Wanted, make_offer
from flight_service.usecases.search_journeys import Party
from wire.envelope import new_event
from wire.events import ReservationCreated, Segment

OUT, BACK = build_flight(), build_flight(number="1546", origin="LAX", destination="JFK", departs_in=timedelta(days=9))
OUT_KEY, BACK_KEY = CabinKey(OUT.id, Cabin.ECONOMY), CabinKey(BACK.id, Cabin.ECONOMY)


@pytest.fixture
def on_sale(shelf: Shelf) -> Shelf:
    shelf.stores.flights.add_missing([OUT, BACK])
    shelf.stores.inventories.add_missing([build_inventory(OUT, fare="200.00"), build_inventory(BACK, fare="100.00")])
    return shelf


def offer(
    shelf: Shelf, *keys: CabinKey, party: Party | None = None, family: FareFamily = FareFamily.STANDARD
) -> PricedOffer:
    wanted = [Wanted(key, family) for key in keys or [OUT_KEY]]
    made = make_offer(shelf.stores, wanted, party or Party(adults=1), NOW)
    assert not isinstance(made, OfferRefusal)
    return made


def reserve(
    shelf: Shelf,
    offer_id: str | None,
    *,
    seats: int = 1,
    later: timedelta = timedelta(0),
    family: str | None = None,
) -> Any:
    """What the reservation is told its seat costs, when it is asked for `later` and answered an hour after that."""
    data = ReservationCreated(
        reservation_id="r1",
        record_locator="ABC234",
        user_id="u1",
        segments=(Segment(flight_id=OUT.id, cabin="ECONOMY", fare_family=family),),
        seats=seats,
        expires_at=NOW + timedelta(hours=5),
        offer_id=offer_id,
    )
    event = new_event(ReservationCreated.type, "r1", data, at=NOW + later)
    ReservationEvents(shelf.stores, lambda: NOW + later + timedelta(hours=1)).handle([event])
    return shelf.outbox()[-1]["data"]["hold"]["fare"]["amount"]


def raise_fares(shelf: Shelf) -> None:
    shelf.stores.inventories.follow(replace(OUT, version=2), CabinPrices(fares={Cabin.ECONOMY: usd("999.00")}))


def test_an_offer_is_for_the_whole_party_and_journey(on_sale: Shelf) -> None:
    made = offer(on_sale, OUT_KEY, BACK_KEY, party=Party(adults=2, infants=1))
    assert made.price.total == usd("600.00")
    assert made.price.base.amount + sum(tax.amount.amount for tax in made.price.taxes) == made.price.total.amount
    assert made.offer.expires_at == NOW + timedelta(minutes=20)


def test_an_offered_price_stands_though_fares_have_risen(on_sale: Shelf) -> None:
    chosen = offer(on_sale)
    raise_fares(on_sale)
    assert reserve(on_sale, chosen.sealed, later=timedelta(minutes=19)) == "200.00"


def test_an_expired_offer_is_priced_anew(on_sale: Shelf) -> None:
    chosen = offer(on_sale)
    raise_fares(on_sale)
    assert reserve(on_sale, chosen.sealed, later=timedelta(minutes=20)) == "999.00"


def test_an_offer_for_fewer_seats_promises_nothing(on_sale: Shelf) -> None:
    assert reserve(on_sale, offer(on_sale).sealed, seats=2) == "200.00"


def test_an_offer_for_another_flight_promises_nothing(on_sale: Shelf) -> None:
    assert reserve(on_sale, offer(on_sale, BACK_KEY).sealed) == "200.00"


@pytest.mark.parametrize("forged", ["nonsense", "x" * 4000, "ÄÖÜ", "AAAA"])
def test_what_was_never_sealed_here_promises_nothing(on_sale: Shelf, forged: str) -> None:
    assert reserve(on_sale, forged) == "200.00"


def test_an_offer_cannot_be_changed_by_the_one_who_carries_it() -> None:
    made = Offer((OfferedSegment(OUT_KEY, Quote(usd("200.00"), FareFamily.FLEX, "M")),), 1, NOW)
    store = SealedOffers("secret")
    sealed = store.seal(made)
    assert store.find(sealed) == made
    raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    cheaper = urlsafe_b64encode(raw.replace(b"200.00", b"000.01")).decode()
    assert store.find(cheaper) is None
    assert SealedOffers("another secret").find(sealed) is None


def test_an_offer_of_six_segments_fits_into_the_contract() -> None:
    quote = Quote(usd("12345.00"), FareFamily.STANDARD, "W")
    segments = tuple(OfferedSegment(CabinKey(OUT.id, Cabin.PREMIUM_ECONOMY), quote) for _ in range(6))
    assert len(SealedOffers("secret").seal(Offer(segments, 9, NOW))) < 1000


def test_an_offer_does_not_outlive_the_departure(on_sale: Shelf) -> None:
    soon = build_flight(number="9", departs_in=timedelta(minutes=5))
    on_sale.stores.flights.add_missing([soon])
    on_sale.stores.inventories.add_missing([build_inventory(soon)])
    assert offer(on_sale, CabinKey(soon.id, Cabin.ECONOMY)).offer.expires_at == soon.departs_at


@pytest.mark.parametrize(
    ("status", "adults", "code"),
    [
        (FlightStatus.CANCELLED, 1, "FLIGHT_CANCELLED"),
        (FlightStatus.BOARDING, 1, "FLIGHT_DEPARTED"),
        (FlightStatus.SCHEDULED, 9, "SOLD_OUT"),
    ],
)
def test_what_cannot_be_booked_is_refused_as_a_reservation_would_be(
    shelf: Shelf, status: FlightStatus, adults: int, code: str
) -> None:
    flight = replace(OUT, status=status)
    shelf.stores.flights.add_missing([flight])
    shelf.stores.inventories.add_missing([build_inventory(flight, capacity=8)])
    refused = make_offer(shelf.stores, [Wanted(OUT_KEY)], Party(adults=adults), NOW)
    assert isinstance(refused, OfferRefusal)
    assert (refused.flight_id, refused.refusal.code) == (OUT.id, code)


def test_offers_are_for_flights_there_are_each_once(on_sale: Shelf) -> None:
    with pytest.raises(NotFound):
        offer(on_sale, CabinKey(OUT.id, Cabin.FIRST))
    with pytest.raises(InvalidInput):
        offer(on_sale, OUT_KEY, OUT_KEY)
    with pytest.raises(InvalidInput):
        offer(on_sale, party=Party(adults=0))
    assert [one.free for one in cabins_of(on_sale.stores.inventories, OUT)] == [10]


@pytest.mark.parametrize(
    ("wanted", "charged"), [(None, "260.00"), ("FLEX", "260.00"), ("STANDARD", "200.00"), ("LIGHT", "170.00")]
)
def test_an_offer_is_of_one_family_and_says_nothing_of_the_others(
    on_sale: Shelf, wanted: str | None, charged: str
) -> None:
    chosen = offer(on_sale, family=FareFamily.FLEX)
    assert reserve(on_sale, chosen.sealed, family=wanted) == charged


def test_a_hold_says_which_family_and_class_it_is_and_what_may_be_done_with_it(on_sale: Shelf) -> None:
    reserve(on_sale, None, family="LIGHT")
    hold = on_sale.outbox()[-1]["data"]["hold"]
    assert (hold["fare_family"], hold["fare_class"]) == ("LIGHT", "Y")
    assert hold["conditions"] == {"changeable": False, "refundable": False}

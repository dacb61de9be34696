"""Fare classes: nested protection, and that a class is never oversold, whoever races for its last seat."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, cabins_of, hold_request, segment_of, usd
from flight_shelves import Shelf
from hypothesis import given
from hypothesis import strategies as st

from flight_service.domain.cabin import Cabin
from flight_service.domain.fare_class import FareClass, Ladder, flat_ladder, rising_ladder
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.inventory import Inventory
from flight_service.domain.offer import Offer
from flight_service.domain.pricing import Tariff
from flight_service.usecases.make_offer import PricedOffer, Wanted, make_offer
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.search_journeys import Party
from flight_service.usecases.take_seats import take_seats

LADDER = Ladder.parse("M:1.00:6 B:1.20:2 Y:1.50:0")
FLIGHT = build_flight()


def build_laddered(capacity: int = 10) -> Inventory:
    return replace(build_inventory(FLIGHT, capacity=capacity, fare="100.00"), ladder=LADDER)


def hold_fares(shelf: Shelf) -> list[str]:
    holds = (entry["data"]["hold"] for entry in shelf.outbox())
    return [hold["fare"]["amount"] for hold in holds if hold["outcome"] == "held"]


@pytest.fixture
def on_sale(shelf: Shelf) -> Shelf:
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([build_laddered()])
    return shelf


def hold(shelf: Shelf, rid: str, seats: int = 1, offer: Offer | None = None) -> bool:
    request = replace(hold_request(rid, seats), offer=offer)
    return take_seats(shelf.stores, [segment_of(build_laddered())], request, announce, NOW)


def test_seats_become_dearer_as_the_cabin_fills(on_sale: Shelf) -> None:
    for number in range(10):
        assert hold(on_sale, f"r{number}")
    assert hold_fares(on_sale) == ["100.00"] * 4 + ["120.00"] * 4 + ["150.00"] * 2
    assert not hold(on_sale, "late")


def test_a_party_sits_in_one_class_together(on_sale: Shelf) -> None:
    assert hold(on_sale, "r1", 5)
    assert hold_fares(on_sale) == ["120.00"]


def test_a_class_opens_again_when_seats_come_back(on_sale: Shelf) -> None:
    hold(on_sale, "r1", 4)
    hold(on_sale, "r2")
    release_seats(on_sale.stores, [segment_of(build_laddered())], "r1", announce)
    hold(on_sale, "r3")
    assert hold_fares(on_sale) == ["100.00", "120.00", "100.00"]


def test_an_offered_price_stands_though_its_class_has_closed(on_sale: Shelf) -> None:
    made = make_offer(on_sale.stores, [Wanted(build_laddered().key)], Party(adults=1), NOW)
    assert isinstance(made, PricedOffer)
    hold(on_sale, "r1", 9)
    assert hold(on_sale, "r2", offer=made.offer)
    assert hold_fares(on_sale) == ["150.00", "100.00"]


def test_buyers_at_once_oversell_no_class(mongo_shelf: Shelf) -> None:
    mongo_shelf.stores.inventories.add_missing([build_laddered(capacity=12)])
    buyers = 16
    start = Barrier(buyers)

    def buy(buyer: int) -> bool:
        start.wait()
        return hold(mongo_shelf, f"r{buyer}")

    with ThreadPoolExecutor(buyers) as pool:
        assert sum(pool.map(buy, range(buyers))) == 12
    assert sorted(hold_fares(mongo_shelf)) == ["100.00"] * 6 + ["120.00"] * 4 + ["150.00"] * 2
    (after,) = cabins_of(mongo_shelf.stores.inventories, FLIGHT)
    assert (after.free, after.ladder) == (0, LADDER)


@given(free=st.integers(0, 300), seats=st.integers(1, 9), capacity=st.integers(1, 300))
def test_the_cheapest_class_with_room_is_sold_and_none_has_more_than_is_free(
    free: int, seats: int, capacity: int
) -> None:
    ladder = rising_ladder(Cabin.ECONOMY, capacity)
    found = ladder.find_class(free, seats)
    assert (found is None) == (free < seats)
    for one in ladder.classes:
        assert 0 <= one.seats_left(free) <= free
        if found and one.factor < found.factor:
            assert one.seats_left(free) < seats


@pytest.mark.parametrize("capacity", [1, 9, 20, 120, 500])
def test_the_usual_ladder_leaves_most_seats_at_the_filed_fare(capacity: int) -> None:
    cheapest = rising_ladder(Cabin.ECONOMY, capacity).classes[0]
    assert cheapest.factor == 1
    assert cheapest.seats_left(capacity) >= capacity * 3 // 4


def test_a_ladder_is_read_as_it_was_written() -> None:
    assert str(LADDER) == "M:1.00:6 B:1.20:2 Y:1.50:0"
    assert [one.letter for one in LADDER.classes] == ["M", "B", "Y"]
    assert flat_ladder(Cabin.BUSINESS).classes == (FareClass("J", Decimal(1), 0),)


@pytest.mark.parametrize(
    "text",
    [
        "M:1.00:6",  # nobody sells the last seats
        "M:1.00:6 M:1.20:0",
        "m:1.00:0",
        "M:1.20:6 B:1.00:0",
        "M:1.00:2 B:1.20:6 Y:1.50:0",
        "M:0.01:6 Y:1.00:0",
        "A:1:8 B:2:7 C:3:6 D:4:5 E:5:4 F:6:3 G:7:2 H:8:1 I:9:0",
    ],
)
def test_what_is_no_ladder_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[.]$"):
        Ladder.parse(text)


def test_a_full_cabin_is_quoted_at_its_dearest_class() -> None:
    full = replace(build_laddered(), free=0, sold=10)
    assert Tariff().quote(FLIGHT, full).fare == usd("150.00")


def test_families_cost_less_or_more_than_the_class_they_are_of() -> None:
    quotes = {family: Tariff().quote(FLIGHT, build_laddered(), seats=5, family=family) for family in FareFamily}
    assert {family: (str(one.fare), one.fare_class) for family, one in quotes.items()} == {
        FareFamily.LIGHT: ("102.00 USD", "B"),
        FareFamily.STANDARD: ("120.00 USD", "B"),
        FareFamily.FLEX: ("156.00 USD", "B"),
    }


def test_conditions_are_those_of_the_family_and_the_fare() -> None:
    light, standard, flex = (
        Tariff().quote(FLIGHT, build_laddered(), family=family).conditions for family in FareFamily
    )
    assert (light.changeable, light.refundable) == (False, False)
    assert (standard.changeable, standard.change_fee) == (True, usd("15.00"))
    assert (standard.refundable, standard.refund_fee) == (True, usd("25.00"))
    assert (flex.changeable, flex.change_fee, flex.refundable, flex.refund_fee) == (True, None, True, None)


@pytest.mark.parametrize(
    ("cabin", "capacity", "ladder"),
    [
        (Cabin.ECONOMY, 160, "M:1.00:26 B:1.15:10 Y:1.35:0"),
        (Cabin.ECONOMY, 16, "M:1.00:2 B:1.15:1 Y:1.35:0"),
        (Cabin.ECONOMY, 15, None),
        (Cabin.BUSINESS, 160, None),
    ],
)
def test_the_last_seats_of_a_large_economy_cabin_are_dearer(cabin: Cabin, capacity: int, ladder: str | None) -> None:
    assert str(rising_ladder(cabin, capacity)) == (ladder or str(flat_ladder(cabin)))

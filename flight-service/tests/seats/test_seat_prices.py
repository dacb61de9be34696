"""Seats with a price: what the map says, what a party is charged, and that nobody keeps what was not paid for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, hold_request, segment_of, sell_seats, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.claim import Claim, ClaimState
from flight_service.domain.errors import Conflict
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.seat_map import build_seat_map
from flight_service.domain.seat_prices import NO_SEAT_PRICES, SeatPrices, price_seats
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.take_seats import take_seats

PRICES = SeatPrices.parse("39.00 12.00")
FLIGHT = build_flight()
INVENTORY = replace(build_inventory(FLIGHT, capacity=120), seat_prices=PRICES)
OWNER, AGENT = Traveller("u1", is_staff=False), Traveller("agent", is_staff=True)
LEGROOM, WINDOW, MIDDLE, BEHIND = "1A", "2A", "2B", "20A"


@pytest.fixture
def held(shelf: Shelf) -> Shelf:
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([INVENTORY])
    hold(shelf, "r1")
    return shelf


def hold(shelf: Shelf, rid: str, family: FareFamily = FareFamily.STANDARD, seats: int = 2) -> None:
    segment = replace(segment_of(INVENTORY), fare_family=family.value)
    assert take_seats(shelf.stores, [segment], hold_request(rid, seats), announce, NOW)


def choose(shelf: Shelf, *numbers: str, rid: str = "r1", traveller: Traveller = OWNER) -> Claim:
    return choose_seats(shelf.stores, INVENTORY.key, rid, numbers, traveller, announce, NOW)


def sell(shelf: Shelf, paid: Money | None) -> Claim:
    sell_seats(shelf.stores, [replace(segment_of(INVENTORY), paid_for_seats=paid)], "r1", announce)
    found = shelf.stores.inventories.find(INVENTORY.key, "r1")
    assert found
    assert found[1].state is ClaimState.SOLD
    return found[1]


def charges(shelf: Shelf, *, is_sold: bool = False) -> list[str]:
    """As told, one after the other."""
    told = (entry["data"].get("seat_charge") for entry in shelf.outbox())
    return [one["charge"]["amount"] for one in told if one and one.get("is_sold", False) is is_sold]


def taken(shelf: Shelf) -> Mapping[str, str]:
    return shelf.stores.inventories.assigned_seats([INVENTORY.key])[INVENTORY.key]


def test_legroom_and_good_places_in_front_cost_something() -> None:
    seat_map = build_seat_map(Cabin.ECONOMY, {Cabin.ECONOMY: 120})
    prices = price_seats(seat_map, PRICES, FareFamily.STANDARD)
    assert {number: prices.get(number) for number in (LEGROOM, WINDOW, MIDDLE, BEHIND, "11A")} == {
        LEGROOM: Decimal("39.00"),
        WINDOW: Decimal("12.00"),
        MIDDLE: None,
        BEHIND: None,
        "11A": Decimal("39.00"),  # the exit row
    }
    assert price_seats(seat_map, PRICES, FareFamily.FLEX) == {}
    assert price_seats(seat_map, NO_SEAT_PRICES, FareFamily.LIGHT) == {}


def test_what_held_seats_cost_is_told_each_time_it_changes(held: Shelf) -> None:
    assert choose(held, LEGROOM, WINDOW).charge == usd("51.00")
    assert choose(held, WINDOW, LEGROOM).charge == usd("51.00")
    assert choose(held, MIDDLE, BEHIND).charge is None
    assert charges(held) == ["51.00", "0.00"]


def test_each_charged_seat_is_told_with_its_price_also_when_only_the_seat_changes(held: Shelf) -> None:
    choose(held, WINDOW, LEGROOM)
    choose(held, "1D", LEGROOM)
    told = (entry["data"]["seat_charge"] for entry in held.outbox() if "seat_charge" in entry["data"])
    seats = [{one["number"]: one["price"]["amount"] for one in charge["seats"]} for charge in told]
    assert seats == [{WINDOW: "12.00", LEGROOM: "39.00"}, {"1D": "39.00", LEGROOM: "39.00"}]
    choose(held, "1E", LEGROOM)
    assert charges(held) == ["51.00", "78.00", "78.00"]


def test_free_seats_are_told_to_nobody(held: Shelf) -> None:
    assert choose(held, MIDDLE, BEHIND).charge is None
    assert charges(held) == []


def test_flex_sits_where_it_likes(held: Shelf) -> None:
    hold(held, "flex", FareFamily.FLEX)
    assert choose(held, LEGROOM, "1B", rid="flex").charge is None
    assert charges(held) == []


def test_seats_that_were_paid_for_are_kept_and_may_be_exchanged_for_their_worth(held: Shelf) -> None:
    choose(held, LEGROOM, BEHIND)
    sold = sell(held, usd("39.00"))
    assert (sold.numbers, sold.charge) == ((LEGROOM, BEHIND), usd("39.00"))
    assert choose(held, WINDOW, "3A").numbers == (WINDOW, "3A")
    with pytest.raises(Conflict, match=r"costs 39\.00 USD"):
        choose(held, LEGROOM, "1B")
    assert choose(held, LEGROOM, MIDDLE).numbers == (LEGROOM, MIDDLE)
    assert (charges(held), charges(held, is_sold=True)) == (["39.00"], [])


def exchange(shelf: Shelf, inventory: Inventory, paid: str, seats: int = 2) -> None:
    """The party gives up another flight, where it had paid so much for seats."""
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([inventory])
    instead = replace(segment_of(inventory), hold_id="r1_1", replaces="another")
    assert take_seats(shelf.stores, [instead], hold_request("r1", seats), announce, NOW)
    sell_seats(shelf.stores, [replace(instead, paid_for_seats=usd(paid))], "r1", announce, is_exchange=True)


def test_what_was_paid_on_a_flight_given_up_may_be_spent_on_the_one_taken_instead(shelf: Shelf) -> None:
    exchange(shelf, INVENTORY, "39.00")
    chosen = choose(shelf, LEGROOM)
    assert (chosen.numbers, chosen.charge) == ((LEGROOM,), usd("39.00"))
    assert charges(shelf, is_sold=True) == []


def test_it_goes_back_where_the_flight_taken_instead_has_no_such_seats(shelf: Shelf) -> None:
    exchange(shelf, replace(INVENTORY, seat_prices=NO_SEAT_PRICES), "39.00")
    assert charges(shelf, is_sold=True) == ["0.00"]
    assert choose(shelf, LEGROOM).charge is None


def test_it_goes_back_as_far_as_it_cannot_be_spent_there(shelf: Shelf) -> None:
    """Two of the front's seats are the most that two people can buy."""
    exchange(shelf, replace(INVENTORY, seat_prices=SeatPrices.of_places(Decimal(0), Decimal("12.00"))), "78.00")
    assert charges(shelf, is_sold=True) == ["24.00"]
    # As it was foretold when the seats were held.
    (held, *_) = [entry["data"]["hold"] for entry in shelf.outbox() if "hold" in entry["data"]]
    assert held["seats_worth"] == {"amount": "24.00", "currency": "USD"}
    assert choose(shelf, WINDOW, "3A").charge == usd("24.00")


def test_seats_of_others_cannot_be_bought_for_it(shelf: Shelf) -> None:
    places = replace(INVENTORY, seat_prices=SeatPrices.parse("25.00:*:1-1"))
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([places])
    hold(shelf, "others", seats=6)
    choose(shelf, *(f"1{letter}" for letter in "ABCDEF"), rid="others")
    exchange(shelf, places, "25.00")
    assert charges(shelf, is_sold=True) == ["0.00"]


def test_what_was_paid_for_seats_that_the_party_does_not_have_goes_back(held: Shelf) -> None:
    """It chose others while its payment was under way."""
    choose(held, LEGROOM, WINDOW)
    choose(held, WINDOW, BEHIND)
    sold = sell(held, usd("51.00"))
    assert (sold.numbers, sold.charge) == ((WINDOW, BEHIND), usd("12.00"))
    assert charges(held, is_sold=True) == ["12.00"]


def test_so_it_does_to_whoever_came_from_the_waitlist(shelf: Shelf) -> None:
    """Her hold has a key of its own, but she has given up no flight."""
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([INVENTORY])
    tried = replace(segment_of(INVENTORY), hold_id="r1_1")
    assert take_seats(shelf.stores, [tried], hold_request("r1", 2), announce, NOW)
    choose(shelf, LEGROOM)
    choose(shelf, BEHIND)
    sell_seats(shelf.stores, [replace(tried, paid_for_seats=usd("39.00"))], "r1", announce)
    assert charges(shelf, is_sold=True) == ["0.00"]


@pytest.mark.parametrize("paid", [None, usd("12.00")])
def test_seats_that_were_not_paid_for_are_taken_back_and_told(held: Shelf, paid: Money | None) -> None:
    choose(held, LEGROOM, BEHIND)
    sold = sell(held, paid)
    assert (sold.seats, sold.numbers, sold.charge) == (2, (BEHIND,), None)
    assert taken(held) == {BEHIND: "r1"}
    told = [entry["data"] for entry in held.outbox() if entry["data"].get("taken_back")]
    assert [(one["change"], list(one["taken_back"]["seats"])) for one in told] == [("seats_unpaid", [LEGROOM])]
    assert charges(held, is_sold=True) == (["0.00"] if paid else [])


def test_once_sold_a_seat_with_a_price_is_refused_and_free_ones_are_not(held: Shelf) -> None:
    sell(held, None)
    with pytest.raises(Conflict, match="before the journey is paid for"):
        choose(held, WINDOW)
    assert choose(held, MIDDLE).numbers == (MIDDLE,)


def test_staff_seat_people_wherever_they_must(held: Shelf) -> None:
    sell(held, None)
    assert choose(held, LEGROOM, traveller=AGENT).numbers == (LEGROOM,)
    assert charges(held) == []


@pytest.mark.parametrize("text", ["", "1", "a b", "-1 0", "1 99999", "NaN 0", "1 2 3"])
def test_what_are_no_prices_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[.]$"):
        SeatPrices.parse(text)


@pytest.mark.parametrize("text", ["0.00 0.00", "39.00 12.00", "25.00:*:10-12", "25.00:*:10-12 12.00:WINDOW:front"])
def test_a_price_list_is_written_as_it_is_read(text: str) -> None:
    assert str(SeatPrices.parse(text)) == text

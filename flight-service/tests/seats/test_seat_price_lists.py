"""Seat prices that staff write: for one flight or for all of an aircraft type; what was chosen keeps its price."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, hold_request, segment_of, sell_seats, usd
from flight_shelves import Shelf
from hypothesis import given
from hypothesis import strategies as st

from flight_service.domain.cabin import Cabin
from flight_service.domain.claim import Claim
from flight_service.domain.errors import Conflict, InvalidInput, NotFound
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.ports import CabinPrices
from flight_service.domain.seat_map import SeatCharacteristic, build_seat_map
from flight_service.domain.seat_prices import SeatPrice, SeatPrices, price_seats
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.seat_prices import find_seat_prices, get_aircraft_seats, save_seat_price_list
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.take_seats import take_seats
from flight_service.usecases.update_flight import FlightChanges, update_flight

USUAL, DEAR, ROWS = (SeatPrices.parse(text) for text in ("39.00 12.00", "60.00 30.00", "25.00:*:2-4 9.00:WINDOW:*"))
FLIGHT = build_flight(aircraft_type="738", cabins=(Cabin.ECONOMY,))
INVENTORY = replace(build_inventory(FLIGHT, capacity=120), seat_prices=USUAL)
AGENT, OWNER = StaffMember("agent"), Traveller("u1", is_staff=False)
WINDOW, FURTHER, BEHIND, MIDDLE = "2A", "3A", "20A", "20B"

seat_prices = st.builds(
    SeatPrice,
    price=st.decimals(0, 9999, places=2),
    characteristic=st.none() | st.sampled_from(SeatCharacteristic),
    rows=st.none() | st.tuples(st.integers(1, 40), st.integers(40, 99)),
)


@pytest.fixture
def held(shelf: Shelf) -> Shelf:
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([INVENTORY])
    hold(shelf, "r1")
    return shelf


def hold(shelf: Shelf, rid: str) -> None:
    assert take_seats(shelf.stores, [segment_of(INVENTORY)], hold_request(rid, 2), announce, NOW)


def choose(shelf: Shelf, *numbers: str, rid: str = "r1") -> Claim:
    return choose_seats(shelf.stores, INVENTORY.key, rid, numbers, OWNER, announce, NOW)


def write_for_flight(shelf: Shelf, prices: SeatPrices | None, version: int | None = None) -> None:
    changes = FlightChanges(prices=CabinPrices(seat_prices={Cabin.ECONOMY: prices}), expected_version=version)
    update_flight(shelf.stores, FLIGHT.id, changes, AGENT, announce, NOW)


def write_for_type(shelf: Shelf, prices: SeatPrices | None, version: int | None = None, code: str = "738") -> int:
    saved = save_seat_price_list(shelf.stores, code, {Cabin.ECONOMY: prices}, version, AGENT, NOW)
    return saved.prices.version


def in_force(shelf: Shelf) -> SeatPrices:
    inventory = shelf.stores.inventories.find_many([INVENTORY.key])[INVENTORY.key]
    return find_seat_prices(shelf.stores, FLIGHT, inventory)


def test_the_first_price_that_fits_a_seat_is_its_price() -> None:
    seat_map = build_seat_map(Cabin.ECONOMY, {Cabin.ECONOMY: 120})
    prices = price_seats(seat_map, ROWS, FareFamily.STANDARD)
    assert {number: prices.get(number) for number in ("1A", "1B", "2A", "4B", "5A", "5B")} == {
        "1A": Decimal(9),
        "1B": None,
        "2A": Decimal(25),
        "4B": Decimal(25),
        "5A": Decimal(9),
        "5B": None,
    }
    exception = SeatPrices.of([SeatPrice(price=Decimal(0), rows=(3, 3)), *ROWS.prices])
    assert "3A" not in price_seats(seat_map, exception, FareFamily.STANDARD)


@given(st.lists(seat_prices, max_size=20))
def test_a_list_is_read_as_it_was_written(prices: list[SeatPrice]) -> None:
    written = SeatPrices.of(prices)
    assert SeatPrices.parse(str(written)) == written


@pytest.mark.parametrize("rows", [(0, 3), (4, 3), (1, 100)])
def test_rows_that_are_none_are_refused(rows: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="Rows"):
        SeatPrices.of([SeatPrice(price=Decimal(1), rows=rows)])


def test_what_is_said_of_the_flight_goes_before_what_is_said_of_its_aircraft(held: Shelf) -> None:
    assert in_force(held) == USUAL
    write_for_type(held, DEAR)
    assert in_force(held) == DEAR
    write_for_flight(held, ROWS)
    assert in_force(held) == ROWS
    write_for_flight(held, None)
    assert in_force(held) == DEAR
    write_for_type(held, None)
    assert in_force(held) == USUAL


def test_chosen_seats_keep_the_price_they_were_chosen_at(held: Shelf) -> None:
    assert choose(held, WINDOW).charge == usd("12.00")
    write_for_flight(held, DEAR)
    assert choose(held, WINDOW, BEHIND).charge == usd("12.00")
    assert choose(held, WINDOW, FURTHER).charge == usd("42.00")
    assert choose(held, FURTHER, MIDDLE).charge == usd("30.00")
    hold(held, "r2")
    assert choose(held, WINDOW, rid="r2").charge == usd("30.00")


def test_seats_that_are_sold_keep_their_price_when_the_party_moves(held: Shelf) -> None:
    choose(held, WINDOW, BEHIND)
    sell_seats(held.stores, [replace(segment_of(INVENTORY), paid_for_seats=usd("12.00"))], "r1", announce)
    write_for_type(held, DEAR)
    assert choose(held, WINDOW, MIDDLE).numbers == (WINDOW, MIDDLE)
    with pytest.raises(Conflict, match=r"costs 30\.00 USD"):
        choose(held, FURTHER, MIDDLE)


def test_prices_of_a_flight_are_changed_on_the_version_that_was_seen_and_are_on_record(held: Shelf) -> None:
    write_for_flight(held, ROWS, version=1)
    with pytest.raises(Conflict, match="at version 2"):
        write_for_flight(held, DEAR, version=1)
    first = FlightChanges(prices=CabinPrices(seat_prices={Cabin.FIRST: ROWS}))
    with pytest.raises(InvalidInput, match="no FIRST cabin"):
        update_flight(held.stores, FLIGHT.id, first, AGENT, announce, NOW)
    (act,) = held.stores.audit.of_flight(FLIGHT.id)
    assert (act.action, act.details) == ("fare_changed", {"seat_prices_economy": str(ROWS)})


def test_prices_of_a_type_are_changed_on_the_version_that_was_seen_and_are_on_record(shelf: Shelf) -> None:
    assert [write_for_type(shelf, DEAR, 0), write_for_type(shelf, DEAR, 1), write_for_type(shelf, ROWS, 1)] == [1, 1, 2]
    with pytest.raises(Conflict, match="by someone else"):
        write_for_type(shelf, USUAL, 1)
    acts = shelf.stores.seat_price_lists.acts("738")
    assert [(act.version, act.details["seat_prices_economy"]) for act in acts] == [(1, str(DEAR)), (2, str(ROWS))]
    assert [act.action for act in shelf.stores.audit.newest(5)] == ["seat_prices_changed"] * 2
    seats = get_aircraft_seats(shelf.stores, "738")
    assert [one.cabin for one in seats.seat_maps] == [Cabin.ECONOMY, Cabin.PREMIUM_ECONOMY, Cabin.BUSINESS]


def test_a_type_is_one_there_is_and_so_are_its_cabins(shelf: Shelf) -> None:
    with pytest.raises(NotFound):
        write_for_type(shelf, DEAR, code="A99")
    with pytest.raises(InvalidInput, match="no FIRST cabin"):
        save_seat_price_list(shelf.stores, "738", {Cabin.FIRST: DEAR}, None, AGENT, NOW)


def test_of_two_who_write_for_a_type_at_once_one_is_told(shelf: Shelf) -> None:
    seen = shelf.stores.seat_price_lists.get("738")
    write_for_type(shelf, DEAR)
    act = shelf.stores.seat_price_lists.acts("738")[0]
    assert not shelf.stores.seat_price_lists.save(replace(seen, version=1), act)


def test_a_seat_that_was_free_when_it_was_chosen_stays_free(held: Shelf) -> None:
    choose(held, BEHIND)
    write_for_flight(held, SeatPrices.parse("25.00:*:19-20"))
    assert choose(held, BEHIND, MIDDLE).prices == {MIDDLE: Decimal(25)}
    choose(held, BEHIND)
    sell_seats(held.stores, [segment_of(INVENTORY)], "r1", announce)
    assert choose(held, BEHIND, "10A").numbers == (BEHIND, "10A")

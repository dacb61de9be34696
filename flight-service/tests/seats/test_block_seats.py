"""Seats out of use: nobody can have them, nobody loses hers by them, and whoever has to go is told where she sits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, hold_request, segment_of, sell_seats
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import ClientError, Conflict, InvalidInput, NotFound
from flight_service.domain.inventory import Inventory
from flight_service.domain.seat_block import BlockReason
from flight_service.domain.seat_prices import SeatPrices
from flight_service.usecases.block_seats import BlockRefusalCode, BlockRefused, Reason, block, move_seat, unblock
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.day_in_figures import count_day
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores
from flight_service.usecases.swap_aircraft import SwapRefusalCode, SwapRefused, swap_aircraft
from flight_service.usecases.take_seats import take_seats

FLIGHT = replace(build_flight(), cabins=(Cabin.ECONOMY,))
INVENTORY = replace(build_inventory(FLIGHT, capacity=6), seat_prices=SeatPrices.parse("39.00 0.00"))
KEY, SEGMENT = INVENTORY.key, segment_of(INVENTORY)
STAFF, OWNER = StaffMember("agent"), Traveller("u1", is_staff=False)
BROKEN = Reason(BlockReason.BROKEN, "no belt")


@pytest.fixture
def stores(shelf: Shelf) -> Stores:
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([INVENTORY])
    return shelf.stores


def take_out(stores: Stores, *numbers: str) -> Inventory | BlockRefused:
    return block(stores, KEY, numbers, BROKEN, STAFF, announce, NOW)


def counts(stores: Stores) -> tuple[int, int, int]:
    now = stores.inventories.find_many([KEY])[KEY]
    assert now.free + now.held + now.sold + now.blocked == now.capacity
    return now.free, now.blocked, now.capacity


def hold(stores: Stores, rid: str = "r1", seats: int = 2) -> bool:
    return take_seats(stores, [SEGMENT], hold_request(rid, seats), announce, NOW)


def choose(stores: Stores, *numbers: str, rid: str = "r1") -> tuple[str, ...]:
    return choose_seats(stores, KEY, rid, numbers, OWNER, announce, NOW).numbers


def test_a_day_in_figures_says_how_many_of_its_seats_nobody_can_have(stores: Stores) -> None:
    hold(stores)
    take_out(stores, "2A", "2C")
    figures = count_day(stores, FLIGHT.departure_date, NOW)
    assert (figures.capacity, figures.held, figures.sold, figures.blocked) == (6, 2, 0, 2)


def test_a_blocked_seat_is_neither_sold_nor_chosen_until_it_is_put_back(shelf: Shelf, stores: Stores) -> None:
    blocked = take_out(stores, "2A", "2C")
    assert isinstance(blocked, Inventory)
    assert counts(stores) == (4, 2, 6)
    stored = stores.inventories.find_many([KEY])[KEY].blocks
    assert (stored["2A"].reason, stored["2A"].note, stored["2A"].user_id) == (BlockReason.BROKEN, "no belt", "agent")
    assert not hold(stores, "r0", seats=5)
    assert hold(stores)
    with pytest.raises(Conflict, match="Seat 2A is out of use"):
        choose(stores, "1C", "2A")
    unblock(stores, KEY, ["2A", "1C"], STAFF, announce, NOW)
    assert choose(stores, "1C", "2A") == ("1C", "2A")
    assert counts(stores) == (3, 1, 6)
    acts = [(act.subject_id, act.action, act.details) for act in stores.audit.of_flight(FLIGHT.id)]
    assert acts == [
        (str(KEY), "seats_blocked", {"seats": "2A 2C", "reason": "BROKEN", "note": "no belt"}),
        (str(KEY), "seats_unblocked", {"seats": "2A"}),
    ]
    told = [(entry["data"]["change"], entry["data"]["availability"]["ECONOMY"]) for entry in shelf.outbox()]
    assert [(change, seats["free"], seats["blocked"]) for change, seats in told if "block" in change] == [
        ("seats_blocked", 4, 2),
        ("seats_unblocked", 3, 1),
    ]


def test_a_seat_is_blocked_once_and_the_newer_reason_counts(stores: Stores) -> None:
    take_out(stores, "2A")
    block(stores, KEY, ["2A"], Reason(BlockReason.CREW_REST), STAFF, announce, NOW)
    assert counts(stores) == (5, 1, 6)
    assert stores.inventories.find_many([KEY])[KEY].blocks["2A"].reason is BlockReason.CREW_REST


def test_a_seat_that_somebody_has_is_refused_with_whose_it_is(stores: Stores) -> None:
    hold(stores)
    choose(stores, "1A", "1C")
    refused = take_out(stores, "2A", "1C")
    assert isinstance(refused, BlockRefused)
    assert (refused.code, refused.taken) == (BlockRefusalCode.SEAT_TAKEN, {"1C": "r1"})
    assert counts(stores) == (4, 0, 6)


def test_nobody_who_booked_without_choosing_loses_her_place(stores: Stores) -> None:
    hold(stores, seats=5)
    refused = take_out(stores, "2A", "2C")
    assert isinstance(refused, BlockRefused)
    assert refused.code is BlockRefusalCode.TOO_FEW_FREE
    assert isinstance(take_out(stores, "2A"), Inventory)
    assert counts(stores) == (0, 1, 6)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda stores: take_out(stores, "9A"), InvalidInput),
        (lambda stores: take_out(stores), InvalidInput),
        (lambda stores: move_seat(stores, KEY, "1A", "2A", STAFF, announce, NOW), NotFound),
        (lambda stores: block(stores, KEY, ["1A"], BROKEN, STAFF, announce, FLIGHT.departs_at), Conflict),
    ],
)
def test_what_cannot_be_is_refused(stores: Stores, act: Callable[[Stores], object], error: type[ClientError]) -> None:
    with pytest.raises(error):
        act(stores)


def test_staff_move_whoever_sits_there_and_she_is_told(shelf: Shelf, stores: Stores) -> None:
    """Row 1 has a price, and so has row 2, the exit: as good. What she paid stays what it is."""
    hold(stores)
    choose(stores, "1A", "1C")
    take_out(stores, "2C")
    with pytest.raises(Conflict, match="out of use"):
        move_seat(stores, KEY, "1C", "2C", STAFF, announce, NOW)
    moved = move_seat(stores, KEY, "1C", "2A", STAFF, announce, NOW)
    assert moved.numbers == ("1A", "2A")
    told = shelf.outbox()[-1]["data"]
    assert (told["change"], *told["taken_back"]["moved"]) == ("seats_moved", {"before": "1C", "after": "2A"})
    assert isinstance(take_out(stores, "1C"), Inventory)


def test_a_block_and_a_crowd_never_have_the_same_seat(stores: Stores) -> None:
    """Six who want each a seat of their own, and staff who want two of those seats out of use."""
    numbers = ["1A", "1C", "1D", "1F", "2A", "2C"]
    together = Barrier(len(numbers) + 1)

    def buy(number: str) -> bool:
        together.wait()
        if not hold(stores, f"r{number}", seats=1):
            return False
        with suppress(Conflict):
            choose(stores, number, rid=f"r{number}")
        return True

    def take() -> bool:
        together.wait()
        return isinstance(take_out(stores, "2A", "2C"), Inventory)

    with ThreadPoolExecutor(len(numbers) + 1) as pool:
        blocking = pool.submit(take)
        bought = [one.result() for one in [pool.submit(buy, number) for number in numbers]]
    seats = stores.inventories.find_many([KEY])[KEY]
    assert not set(seats.blocks) & set(stores.inventories.assigned_seats([KEY])[KEY])
    assert (seats.held, seats.blocked) == (sum(bought), 2 if blocking.result() else 0)
    assert counts(stores)[0] >= 0


def test_blocks_stay_with_another_aircraft_where_it_has_the_seat(stores: Stores) -> None:
    roomy = build_flight(number="8", aircraft_type="738", cabins=(Cabin.ECONOMY,))
    cabin = build_inventory(roomy, capacity=200)
    stores.flights.add_missing([roomy])
    stores.inventories.add_missing([cabin])
    block(stores, cabin.key, ["8A", "33A"], BROKEN, STAFF, announce, NOW)
    assert not isinstance(swap_aircraft(stores, roomy.id, "CRJ", None, STAFF, announce, NOW), SwapRefused)
    after = stores.inventories.find_many([cabin.key])[cabin.key]
    assert (after.capacity, after.free, set(after.blocks)) == (50, 49, {"8A"})
    sell(stores, cabin, 49)
    assert not isinstance(swap_aircraft(stores, roomy.id, "319", None, STAFF, announce, NOW), SwapRefused)
    larger = stores.inventories.find_many([cabin.key])[cabin.key]
    assert (larger.free, set(larger.blocks)) == (larger.capacity - 50, {"8A"})


def test_an_aircraft_that_has_no_room_for_those_on_board_beside_the_blocks_is_refused(stores: Stores) -> None:
    """Nothing of the blocks is lost by that, not even where the other aircraft would not have had the seat."""
    roomy = build_flight(number="8", aircraft_type="738", cabins=(Cabin.ECONOMY,))
    cabin = build_inventory(roomy, capacity=200)
    stores.flights.add_missing([roomy])
    stores.inventories.add_missing([cabin])
    sell(stores, cabin, 49)
    block(stores, cabin.key, ["8A", "33A"], BROKEN, STAFF, announce, NOW)
    refused = swap_aircraft(stores, roomy.id, "CRJ", None, STAFF, announce, NOW)
    assert isinstance(refused, SwapRefused)
    assert (refused.code, refused.cabins[0].taken) == (SwapRefusalCode.TOO_FEW_SEATS, 51)
    after = stores.inventories.find_many([cabin.key])[cabin.key]
    assert (after.capacity, after.free, set(after.blocks)) == (200, 149, {"8A", "33A"})


def sell(stores: Stores, cabin: Inventory, seats: int) -> None:
    assert take_seats(stores, [segment_of(cabin)], replace(hold_request("full", seats), user_id="u1"), announce, NOW)
    sell_seats(stores, [segment_of(cabin)], "full", announce)

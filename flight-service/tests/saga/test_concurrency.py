"""Many workers at the last seats of one cabin, on the real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flight_builders import (
    NOW,
    announce,
    build_flight,
    build_inventory,
    cabins_of,
    hold_request,
    segment_of,
    sell_seats,
)
from flight_shelves import Shelf

from flight_service.domain.flight import FlightStatus
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.take_seats import take_seats
from flight_service.usecases.update_flight import cancel_flight

BUYERS, SEATS = 16, 5
FLIGHT = build_flight()


def test_the_last_seats_are_held_by_exactly_as_many_buyers(mongo_shelf: Shelf) -> None:
    inventory = build_inventory(FLIGHT, capacity=SEATS)
    mongo_shelf.stores.inventories.add_missing([inventory])
    start = Barrier(BUYERS)

    def buy(buyer: int) -> bool:
        start.wait()
        return take_seats(mongo_shelf.stores, [segment_of(inventory)], hold_request(f"r{buyer}"), announce, NOW)

    with ThreadPoolExecutor(BUYERS) as pool:
        got = list(pool.map(buy, range(BUYERS)))
    assert sum(got) == SEATS
    assert sorted(mongo_shelf.announced()) == ["seats_held"] * SEATS + ["seats_refused"] * (BUYERS - SEATS)
    (after,) = cabins_of(mongo_shelf.stores.inventories, FLIGHT)
    assert (after.free, after.held, after.sold) == (0, SEATS, 0)


def test_two_workers_with_the_same_messages_take_the_seats_once(mongo_shelf: Shelf) -> None:
    inventory = build_inventory(FLIGHT, capacity=SEATS)
    mongo_shelf.stores.inventories.add_missing([inventory])
    segment, start = segment_of(inventory), Barrier(2)

    def work(_: int) -> None:
        start.wait()
        for number in range(SEATS):
            rid = f"r{number}"
            take_seats(mongo_shelf.stores, [segment], hold_request(rid), announce, NOW)
            sell_seats(mongo_shelf.stores, [segment], rid, announce)
            if number % 2:
                release_seats(mongo_shelf.stores, [segment], rid, announce)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    (after,) = cabins_of(mongo_shelf.stores.inventories, FLIGHT)
    assert (after.free, after.held, after.sold) == (2, 0, 3)


def test_a_cancellation_among_buyers_leaves_no_hold_after_its_announcement(mongo_shelf: Shelf) -> None:
    inventory = build_inventory(FLIGHT, capacity=BUYERS)
    mongo_shelf.stores.flights.add_missing([FLIGHT])
    mongo_shelf.stores.inventories.add_missing([inventory])
    start = Barrier(BUYERS)

    def act(buyer: int) -> bool:
        start.wait()
        if buyer == 0:
            cancel_flight(mongo_shelf.stores, FLIGHT.id, None, StaffMember("agent"), announce, NOW)
            return False
        return take_seats(mongo_shelf.stores, [segment_of(inventory)], hold_request(f"r{buyer}"), announce, NOW)

    with ThreadPoolExecutor(BUYERS) as pool:
        held = sum(pool.map(act, range(BUYERS)))
    (after,) = cabins_of(mongo_shelf.stores.inventories, FLIGHT)
    assert (after.flight_status, after.free, after.held) == (FlightStatus.CANCELLED, BUYERS - held, held)
    decided = [entry["data"] for entry in mongo_shelf.outbox() if entry["data"]["change"].startswith("seats")]
    # In the order of the inventory's decisions: from the first refusal on, nothing but refusals.
    changes = [data["change"] for data in decided]
    assert changes == ["seats_held"] * held + ["seats_refused"] * (BUYERS - 1 - held)

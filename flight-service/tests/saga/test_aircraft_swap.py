"""Another aircraft: cabins get its seats, nobody is left standing, and whatever dies in between is finished."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
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

from flight_service.domain.cabin import Cabin, CabinKey, split_seats
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.ports import AircraftSwap, AuditEntry, StagedChange
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.complete_change import complete_interrupted_changes
from flight_service.usecases.reseat_parties import reseat_parties
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.swap_aircraft import SwapRefused, swap_aircraft
from flight_service.usecases.take_seats import take_seats

AGENT = StaffMember("agent-1")
LARGE = split_seats(160)  # economy 128, premium economy 20, business 12
FLIGHT = build_flight(aircraft_type="738", cabins=tuple(LARGE))
ECONOMY = build_inventory(FLIGHT, capacity=LARGE[Cabin.ECONOMY])


@pytest.fixture
def on_sale(shelf: Shelf) -> Shelf:
    return put_on_sale(shelf)


def put_on_sale(shelf: Shelf) -> Shelf:
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing(
        [build_inventory(FLIGHT, cabin=cabin, capacity=seats, fare="100.00") for cabin, seats in LARGE.items()]
    )
    return shelf


def swap(shelf: Shelf, aircraft_type: str, expected_version: int | None = None) -> Flight | SwapRefused:
    return swap_aircraft(shelf.stores, FLIGHT.id, aircraft_type, expected_version, AGENT, announce, NOW)


def sizes(shelf: Shelf) -> dict[Cabin, tuple[int, int]]:
    found = shelf.stores.inventories.find_many([CabinKey(FLIGHT.id, cabin) for cabin in Cabin])
    return {key.cabin: (one.capacity, one.free) for key, one in found.items()}


def hold(shelf: Shelf, rid: str, seats: int) -> bool:
    return take_seats(shelf.stores, [segment_of(ECONOMY)], hold_request(rid, seats), announce, NOW)


def test_cabins_get_the_seats_of_the_other_aircraft(on_sale: Shelf) -> None:
    hold(on_sale, "r1", 9)
    swapped = swap(on_sale, "319", expected_version=1)
    small = split_seats(126)
    assert isinstance(swapped, Flight)
    assert (swapped.aircraft_type, swapped.cabins, swapped.version) == ("319", (Cabin.ECONOMY, Cabin.BUSINESS), 2)
    assert on_sale.stores.flights.find(FLIGHT.id) == swapped
    assert sizes(on_sale) == {
        Cabin.ECONOMY: (small[Cabin.ECONOMY], small[Cabin.ECONOMY] - 9),
        Cabin.PREMIUM_ECONOMY: (0, 0),
        Cabin.BUSINESS: (small[Cabin.BUSINESS], small[Cabin.BUSINESS]),
    }
    assert sorted(on_sale.announced()) == ["aircraft_changed", "seats_held"]
    (act,) = on_sale.stores.audit.of_flight(FLIGHT.id)
    assert (act.user_id, act.action, act.version) == ("agent-1", "aircraft_changed", 2)
    assert act.details["aircraft_type"] == "738 -> 319"
    assert act.details["capacity_premium_economy"] == f"{LARGE[Cabin.PREMIUM_ECONOMY]} -> 0"


def test_back_on_the_first_aircraft_everything_is_as_it_was(on_sale: Shelf) -> None:
    before = sizes(on_sale)
    swap(on_sale, "319")
    back = swap(on_sale, "738")
    assert isinstance(back, Flight)
    assert (back.cabins, back.version) == (FLIGHT.cabins, 3)
    assert sizes(on_sale) == before
    assert {one.flight_version for one in cabins_of(on_sale.stores.inventories, back)} == {3}


def test_a_larger_cabin_is_announced_with_its_free_seats(on_sale: Shelf) -> None:
    """Somebody may be waiting for them."""
    swap(on_sale, "CRJ")
    swap(on_sale, "738")
    grown = [entry["data"] for entry in on_sale.outbox() if entry["data"]["change"] == "capacity_changed"]
    free = {cabin: seats["free"] for one in grown for cabin, seats in one["availability"].items()}
    assert free == {cabin.value: seats for cabin, seats in LARGE.items()}


def test_a_cabin_the_flight_did_not_have_is_opened_at_a_fare_like_the_others(shelf: Shelf) -> None:
    flight = replace(FLIGHT, aircraft_type="CRJ", cabins=(Cabin.ECONOMY,))
    shelf.stores.flights.add_missing([flight])
    shelf.stores.inventories.add_missing([build_inventory(flight, capacity=50, fare="100.00")])
    swapped = swap(shelf, "738")
    assert isinstance(swapped, Flight)
    found = {one.key.cabin: (one.free, str(one.fare)) for one in cabins_of(shelf.stores.inventories, swapped)}
    assert found[Cabin.BUSINESS] == (LARGE[Cabin.BUSINESS], "290.00 USD")
    assert {one.flight_version for one in cabins_of(shelf.stores.inventories, swapped)} == {2}


def test_a_swap_that_leaves_people_standing_is_refused_by_cabin_and_number(on_sale: Shelf) -> None:
    for number in range(6):
        hold(on_sale, f"r{number}", 9)
    premium = replace(segment_of(ECONOMY), cabin=Cabin.PREMIUM_ECONOMY)
    take_seats(on_sale.stores, [premium], hold_request("p", 3), announce, NOW)
    before = sizes(on_sale)
    refused = swap(on_sale, "CRJ")
    assert isinstance(refused, SwapRefused)
    assert refused.code == "TOO_FEW_SEATS"
    assert [(one.cabin, one.taken, one.capacity, one.missing) for one in refused.cabins] == [
        (Cabin.ECONOMY, 54, 50, 4),
        (Cabin.PREMIUM_ECONOMY, 3, 0, 3),
    ]
    assert (on_sale.stores.flights.find(FLIGHT.id), sizes(on_sale)) == (FLIGHT, before)
    assert "aircraft_changed" not in on_sale.announced()


def test_seats_that_are_gone_are_taken_back_and_told(on_sale: Shelf) -> None:
    hold(on_sale, "r1", 2)
    hold(on_sale, "r2", 1)
    sell_seats(on_sale.stores, [segment_of(ECONOMY)], "r2", announce)
    owner = Traveller("u1", is_staff=False)
    choose_seats(on_sale.stores, ECONOMY.key, "r1", ["9A", "29A"], owner, announce, NOW)
    choose_seats(on_sale.stores, ECONOMY.key, "r2", ["28F"], owner, announce, NOW)
    swap(on_sale, "CRJ")
    assert on_sale.stores.inventories.assigned_seats([ECONOMY.key])[ECONOMY.key] == {"9A": "r1"}
    told = [entry["data"]["taken_back"] for entry in on_sale.outbox() if entry["data"].get("taken_back")]
    assert sorted((one["reservation_id"], one["cabin"], *one["seats"]) for one in told) == [
        ("r1", "ECONOMY", "29A"),
        ("r2", "ECONOMY", "28F"),
    ]
    assert sizes(on_sale)[Cabin.ECONOMY] == (50, 47)


def test_who_is_slow_to_finish_a_swap_takes_no_seat_of_the_aircraft_that_came_after(on_sale: Shelf) -> None:
    small = swap(on_sale, "CRJ")
    assert isinstance(small, Flight)
    swap(on_sale, "738")
    hold(on_sale, "r1", 1)
    choose_seats(on_sale.stores, ECONOMY.key, "r1", ["29A"], Traveller("u1", is_staff=False), announce, NOW)
    reseat_parties(on_sale.stores, small, split_seats(50), announce)
    assert on_sale.stores.inventories.assigned_seats([ECONOMY.key])[ECONOMY.key] == {"29A": "r1"}


def test_who_was_slower_is_told_so(on_sale: Shelf) -> None:
    assert isinstance(swap(on_sale, "319", expected_version=1), Flight)
    late = swap(on_sale, "CRJ", expected_version=1)
    assert isinstance(late, SwapRefused)
    assert late.code == "CHANGED_MEANWHILE"


def test_the_same_aircraft_again_changes_nothing(on_sale: Shelf) -> None:
    assert swap(on_sale, "738") == FLIGHT
    assert on_sale.announced() == []


@pytest.mark.parametrize("status", [FlightStatus.CANCELLED, FlightStatus.BOARDING, FlightStatus.DEPARTED])
def test_a_flight_that_has_left_or_is_cancelled_keeps_its_aircraft(shelf: Shelf, status: FlightStatus) -> None:
    shelf.stores.flights.add_missing([replace(FLIGHT, status=status)])
    refused = swap(shelf, "319")
    assert isinstance(refused, SwapRefused)
    assert refused.code == "FLIGHT_NOT_CHANGEABLE"


def test_there_must_be_such_an_aircraft_and_such_a_flight(on_sale: Shelf) -> None:
    with pytest.raises(InvalidInput):
        swap(on_sale, "A999")
    with pytest.raises(NotFound):
        swap_aircraft(on_sale.stores, "UA1-20261203-JFK", "319", None, AGENT, announce, NOW)


def stage(shelf: Shelf) -> None:
    """What a process that died right after its first write leaves."""
    wish = AircraftSwap("CRJ", LARGE, dict.fromkeys(LARGE, 0) | {Cabin.ECONOMY: 50})
    audit = AuditEntry(FLIGHT.id, 2, "agent-1", "aircraft_changed", NOW)
    assert shelf.stores.flights.stage(StagedChange(flight=FLIGHT.next_version(), swap=wish, outbox=[], audit=audit))


def test_a_swap_that_was_interrupted_is_finished(on_sale: Shelf) -> None:
    stage(on_sale)
    assert complete_interrupted_changes(on_sale.stores, announce) == 1
    assert complete_interrupted_changes(on_sale.stores, announce) == 0
    found = on_sale.stores.flights.find(FLIGHT.id)
    assert found
    assert (found.aircraft_type, found.cabins) == ("CRJ", (Cabin.ECONOMY,))
    assert sizes(on_sale)[Cabin.ECONOMY] == (50, 50)


def test_a_swap_that_buyers_have_overtaken_is_undone_and_on_record(on_sale: Shelf) -> None:
    stage(on_sale)
    before = sizes(on_sale)
    hold(on_sale, "r1", 9)
    premium = replace(segment_of(ECONOMY), cabin=Cabin.PREMIUM_ECONOMY)
    take_seats(on_sale.stores, [premium], hold_request("p", 1), announce, NOW)
    complete_interrupted_changes(on_sale.stores, announce)
    found = on_sale.stores.flights.find(FLIGHT.id)
    assert found == replace(FLIGHT, version=2)
    assert {cabin: capacity for cabin, (capacity, _) in sizes(on_sale).items()} == LARGE
    assert sizes(on_sale)[Cabin.BUSINESS] == before[Cabin.BUSINESS]
    (act,) = on_sale.stores.audit.of_flight(FLIGHT.id)
    assert act.details["refused"]
    assert "aircraft_changed" not in on_sale.announced()


def test_buyers_and_two_of_the_staff_at_once_leave_nobody_standing(mongo_shelf: Shelf) -> None:
    put_on_sale(mongo_shelf)
    buyers = 14
    start = Barrier(buyers + 2)

    def act(number: int) -> None:
        start.wait()
        if number >= buyers:
            swap(mongo_shelf, "CRJ" if number == buyers else "319")
        else:
            hold(mongo_shelf, f"r{number}", 5)

    with ThreadPoolExecutor(buyers + 2) as pool:
        list(pool.map(act, range(buyers + 2)))
    complete_interrupted_changes(mongo_shelf.stores, announce)
    flight = mongo_shelf.stores.flights.find(FLIGHT.id)
    assert flight
    expected = {"738": LARGE, "319": split_seats(126), "CRJ": split_seats(50)}[flight.aircraft_type or ""]
    assert {cabin: capacity for cabin, (capacity, _) in sizes(mongo_shelf).items() if capacity} == expected
    held = sum(entry["data"]["change"] == "seats_held" for entry in mongo_shelf.outbox())
    (economy, *_) = cabins_of(mongo_shelf.stores.inventories, flight)
    assert (economy.held, economy.free) == (5 * held, economy.capacity - 5 * held)
    assert economy.free >= 0

"""Choosing seats: nobody sits on anybody's lap, whoever is faster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, hold_request, segment_of, sell_seats
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import ClientError, Conflict, InvalidInput, NotFound
from flight_service.domain.flight import FlightStatus
from flight_service.domain.hold_request import HoldRequest
from flight_service.usecases.choose_seats import Traveller, choose_seats, get_place
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.stores import Stores
from flight_service.usecases.take_seats import take_seats

FLIGHT = build_flight()
INVENTORY = build_inventory(FLIGHT, capacity=20)
KEY, SEGMENT = INVENTORY.key, segment_of(INVENTORY)
OWNER, STRANGER, AGENT = Traveller("u1", False), Traveller("u2", False), Traveller("agent", True)


@pytest.fixture
def stores(shelf: Shelf) -> Stores:
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([INVENTORY])
    return shelf.stores


def hold(stores: Stores, rid: str = "r1", seats: int = 2) -> None:
    assert take_seats(stores, [SEGMENT], hold_request(rid, seats), announce, NOW)


def choose(stores: Stores, *numbers: str, rid: str = "r1", traveller: Traveller = OWNER) -> tuple[str, ...]:
    return choose_seats(stores, KEY, rid, numbers, traveller, announce, NOW).numbers


def assigned(stores: Stores) -> dict[str, str]:
    return dict(stores.inventories.assigned_seats([KEY])[KEY])


def test_a_party_sits_where_it_chose_held_or_sold(stores: Stores) -> None:
    hold(stores)
    assert choose(stores, "1A", "1C") == ("1A", "1C")
    sell_seats(stores, [SEGMENT], "r1", announce)
    assert get_place(stores, KEY, "r1", OWNER).claim.numbers == ("1A", "1C")
    assert choose(stores, "1C", "2D") == ("1C", "2D")
    assert assigned(stores) == {"1C": "r1", "2D": "r1"}


def test_a_seat_is_for_one_party(stores: Stores) -> None:
    hold(stores, "r1")
    hold(stores, "r2")
    choose(stores, "1A", "1C", rid="r1")
    with pytest.raises(Conflict, match="Seat 1C has just been taken"):
        choose(stores, "1C", "1D", rid="r2")
    assert assigned(stores) == {"1A": "r1", "1C": "r1"}


def test_seats_that_were_left_are_free_for_others(stores: Stores) -> None:
    hold(stores, "r1")
    hold(stores, "r2")
    choose(stores, "1A", rid="r1")
    choose(stores, "2A", rid="r1")
    choose(stores, "1A", rid="r2")
    assert choose(stores, rid="r1") == ()
    assert assigned(stores) == {"1A": "r2"}


@pytest.mark.parametrize("sold", [False, True])
def test_a_reservation_that_ends_leaves_its_seats(stores: Stores, sold: bool) -> None:
    hold(stores)
    choose(stores, "1A", "1C")
    if sold:
        sell_seats(stores, [SEGMENT], "r1", announce)
    release_seats(stores, [SEGMENT], "r1", announce)
    assert assigned(stores) == {}
    with pytest.raises(NotFound):
        choose(stores, "1A")


@pytest.mark.parametrize(
    ("numbers", "error"),
    [(("1A", "1C", "1D"), InvalidInput), (("1B",), InvalidInput), (("99A",), InvalidInput), (("1A", "1A"), None)],
)
def test_only_seats_there_are_and_as_many_as_the_party(
    stores: Stores, numbers: tuple[str, ...], error: type[ClientError] | None
) -> None:
    hold(stores)
    if error is None:
        assert choose(stores, *numbers) == ("1A",)
        return
    with pytest.raises(error):
        choose(stores, *numbers)
    assert assigned(stores) == {}


def test_only_the_owner_and_staff_may_choose_or_look(stores: Stores) -> None:
    hold(stores)
    with pytest.raises(NotFound):
        choose(stores, "1A", traveller=STRANGER)
    with pytest.raises(NotFound):
        get_place(stores, KEY, "r1", STRANGER)
    assert choose(stores, "1A", traveller=AGENT) == ("1A",)
    with pytest.raises(NotFound):
        choose_seats(stores, CabinKey(FLIGHT.id, Cabin.FIRST), "r1", ["1A"], OWNER, announce, NOW)


def test_a_hold_whose_owner_is_unknown_is_no_strangers(stores: Stores) -> None:
    request = HoldRequest("r9", 1, hold_request().expires_at)
    assert take_seats(stores, [SEGMENT], request, announce, NOW)
    with pytest.raises(NotFound):
        choose(stores, "1A", rid="r9", traveller=STRANGER)


@pytest.mark.parametrize("status", [FlightStatus.DEPARTED, FlightStatus.CANCELLED])
def test_nobody_chooses_on_a_flight_that_is_gone(stores: Stores, status: FlightStatus) -> None:
    hold(stores)
    stores.inventories.follow(replace(FLIGHT, status=status, version=2))
    with pytest.raises(Conflict):
        choose(stores, "1A")


def test_of_many_who_want_the_same_seat_one_gets_it(mongo_shelf: Shelf) -> None:
    stores, parties = mongo_shelf.stores, 8
    stores.flights.add_missing([FLIGHT])
    stores.inventories.add_missing([INVENTORY])
    for number in range(parties):
        hold(stores, f"r{number}", seats=1)
    start = Barrier(parties)

    def want(number: int) -> bool:
        start.wait()
        try:
            return choose(stores, "3A", rid=f"r{number}") == ("3A",)
        except Conflict:
            return False

    with ThreadPoolExecutor(parties) as pool:
        got = list(pool.map(want, range(parties)))
    assert sum(got) == 1
    assert assigned(stores) == {"3A": f"r{got.index(True)}"}


def test_a_party_that_moved_here_chooses_by_its_reservation(stores: Stores) -> None:
    """Its hold has a key of its own; the party knows only its reservation."""
    moved = replace(SEGMENT, hold_id="r1_1")
    hold(stores, "r2")
    take_seats(stores, [moved], hold_request("r1", 2), announce, NOW)
    assert choose(stores, "1A") == ("1A",)
    assert assigned(stores) == {"1A": "r1_1"}
    with pytest.raises(Conflict):
        choose(stores, "1A", rid="r2")

"""Data that an earlier version stored is read, sold, changed and given back like any other."""

from __future__ import annotations

from typing import Any

import pytest
from flight_builders import NOW, announce, cabins_of, hold_request, sell_seats
from flight_shelves import Shelf, build_mongo_shelf

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.claim import Claim, ClaimState
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import Flight
from flight_service.domain.hold_request import Segment
from flight_service.storage.mongo.earlier import upgrade_claim
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.complete_change import complete_interrupted_changes
from flight_service.usecases.release_seats import release_seats
from flight_service.usecases.search_flights import FlightSort
from flight_service.usecases.search_journeys import Party, Slice, Wishes, search_slice
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.swap_aircraft import swap_aircraft
from flight_service.usecases.take_seats import take_seats

FLIGHT_ID = "UA1545-20261203-JFK"
KEY, SEGMENT = CabinKey(FLIGHT_ID, Cabin.ECONOMY), Segment(FLIGHT_ID, "ECONOMY")
TIMES = {"departs_at": NOW.replace(day=3), "arrives_at": NOW.replace(day=3, hour=18)}
FARE = {"amount": "199.00", "currency": "USD"}

# The first version: flights that do not name their cabins, holds that are a number of seats.
FIRST_FLIGHT = {
    "_id": FLIGHT_ID,
    "airline": "UA",
    "number": "1545",
    "designator": "UA1545",
    "origin": "JFK",
    "destination": "LAX",
    "day": "2026-12-03",
    "route_day": "JFK-LAX-2026-12-03",
    **TIMES,
    "status": "SCHEDULED",
    "aircraft_type": "738",
    "version": 1,
}
INVENTORY = {
    "_id": f"{FLIGHT_ID}:ECONOMY",
    "flight_id": FLIGHT_ID,
    "cabin": "ECONOMY",
    "capacity": 20,
    "free": 15,
    "held": 2,
    "sold": 3,
    "fare": FARE,
    "flight_status": "SCHEDULED",
    "flight_version": 1,
    **TIMES,
    "version": 4,
    "holds": {"held-1": {"seats": 2}},
    "sales": {"sold-1": {"seats": 3}},
    "closed": ["gone-1"],
}
# The second: cabins named, seats chosen, owners known; neither fare classes nor families.
SECOND_FLIGHT = {**FIRST_FLIGHT, "cabins": ["ECONOMY"]}
SECOND_INVENTORY = {
    **INVENTORY,
    "holds": {"held-1": {"seats": 2, "user_id": "u1", "numbers": ["1A", "1C"]}},
    "sales": {"sold-1": {"seats": 3, "user_id": "u2", "numbers": []}},
    "seats": {"1A": "held-1", "1C": "held-1"},
}
# A staff act of the second version that was under way.
STAGED = {
    "version": 2,
    "cabins": {},
    "fares": {"ECONOMY": {"amount": "149.00", "currency": "USD"}},
    "outbox": [],
    "audit": {
        "_id": f"{FLIGHT_ID}:2",
        "flight_id": FLIGHT_ID,
        "version": 2,
        "user_id": "agent",
        "action": "fare_changed",
        "at": NOW,
        "details": {},
    },
}


@pytest.fixture(params=[(FIRST_FLIGHT, INVENTORY), (SECOND_FLIGHT, SECOND_INVENTORY)], ids=["first", "second"])
def stored(request: pytest.FixtureRequest, database: Any) -> Shelf:
    shelf = build_mongo_shelf(database)
    flight, inventory = request.param
    database["flights"].insert_one(dict(flight))
    database["inventories"].insert_one(dict(inventory))
    return shelf


def claim(shelf: Shelf, rid: str) -> Claim:
    found = shelf.stores.inventories.find(KEY, rid)
    assert found
    return found[1]


def test_it_is_found_and_priced(stored: Shelf) -> None:
    part = Slice(origin="JFK", destination="LAX", date=NOW.replace(day=3).date())
    wishes = Wishes(party=Party(adults=1), cabin=Cabin.ECONOMY, max_connections=0, sort=FlightSort.PRICE)
    (found,) = search_slice(stored.stores, part, wishes, NOW)
    assert (str(found.price.total), found.seats_left) == ("199.00 USD", 15)


def test_its_seats_are_held_sold_and_given_back(stored: Shelf) -> None:
    assert take_seats(stored.stores, [SEGMENT], hold_request("new-1", 4), announce, NOW)
    assert claim(stored, "held-1").family is FareFamily.STANDARD
    sell_seats(stored.stores, [SEGMENT], "held-1", announce)
    assert (claim(stored, "held-1").state, claim(stored, "held-1").seats) == (ClaimState.SOLD, 2)
    release_seats(stored.stores, [SEGMENT], "held-1", announce)
    release_seats(stored.stores, [SEGMENT], "sold-1", announce)
    assert not take_seats(stored.stores, [SEGMENT], hold_request("gone-1"), announce, NOW)
    found = stored.stores.inventories.find_many([KEY])[KEY]
    assert (found.free, found.held, found.sold) == (16, 4, 0)


def test_its_parties_choose_seats(stored: Shelf) -> None:
    chosen = choose_seats(stored.stores, KEY, "held-1", ["1A", "2C"], Traveller("agent", is_staff=True), announce, NOW)
    assert chosen.numbers == ("1A", "2C")


def test_its_aircraft_is_swapped(stored: Shelf) -> None:
    swapped = swap_aircraft(stored.stores, FLIGHT_ID, "319", None, StaffMember("agent"), announce, NOW)
    assert isinstance(swapped, Flight)
    assert sum(one.capacity for one in cabins_of(stored.stores.inventories, swapped)) == 126


def test_a_staff_act_that_was_under_way_is_finished(database: Any) -> None:
    shelf = build_mongo_shelf(database)
    database["flights"].insert_one({**SECOND_FLIGHT, "version": 2, "staged": STAGED})
    database["inventories"].insert_one(dict(SECOND_INVENTORY))
    assert complete_interrupted_changes(shelf.stores, announce) == 1
    found = shelf.stores.inventories.find_many([KEY])[KEY]
    assert (str(found.fare), found.flight_version) == ("149.00 USD", 2)
    assert [act.action for act in shelf.stores.audit.of_flight(FLIGHT_ID)] == ["fare_changed"]


def test_seats_of_which_only_the_sum_was_kept_are_taken_to_have_cost_the_same() -> None:
    charged = {"numbers": ["1A", "1C", "9D"], "priced": ["1A", "1C"], "charge": {"amount": "51.01", "currency": "USD"}}
    assert upgrade_claim(charged)["prices"] == {"1A": "25.51", "1C": "25.50"}
    # An earlier program chose again, and left what a newer one had written.
    assert upgrade_claim({**charged, "prices": {"7A": "39.00"}})["prices"] == {"1A": "25.51", "1C": "25.50"}
    assert upgrade_claim({"seats": 2})["prices"] == {}

"""Crowds at one cabin of the real database: one seat that all want, and seats enough for everybody.

Short by default; CHAOS=long (`make chaos`) is the crowds of the reliability goals.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, cabins_of, hold_request, segment_of
from flight_shelves import Shelf

from flight_service.domain.errors import Conflict
from flight_service.domain.inventory import Inventory
from flight_service.usecases.choose_seats import Traveller, choose_seats
from flight_service.usecases.take_seats import take_seats

pytestmark = pytest.mark.chaos
IS_LONG = os.environ.get("CHAOS") == "long"
RIVALS, BUYERS = (500, 500) if IS_LONG else (40, 60)
# As many as the workers of a large installation.
AT_ONCE = 8
FLIGHT = build_flight()
OWNER = Traveller("u1", is_staff=False)


def open_cabin(shelf: Shelf, capacity: int) -> Inventory:
    inventory = build_inventory(FLIGHT, capacity=capacity)
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([inventory])
    return inventory


def hold_for_all(shelf: Shelf, database: Any, inventory: Inventory, parties: int) -> None:
    """One seat for each."""
    for number in range(parties):
        assert take_seats(shelf.stores, [segment_of(inventory)], hold_request(f"r{number}"), announce, NOW)
        relay(database, number)


def relay(database: Any, number: int) -> None:
    """What a relay does all the time: nobody else empties the outbox here, and a full one slows every write."""
    if number % 20 == 19:
        database["inventories"].update_many({}, {"$set": {"outbox": []}})


def all_at_once(act: Callable[[int], object], count: int) -> Counter[object]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(act, range(count)))


def test_a_seat_that_everybody_wants_is_had_by_exactly_one(mongo_shelf: Shelf, database: Any) -> None:
    inventory = open_cabin(mongo_shelf, RIVALS)
    hold_for_all(mongo_shelf, database, inventory, RIVALS)

    def choose(number: int) -> bool:
        try:
            choose_seats(mongo_shelf.stores, inventory.key, f"r{number}", ["1A"], OWNER, announce, NOW)
        except Conflict:
            return False
        return True

    assert all_at_once(choose, RIVALS) == {True: 1, False: RIVALS - 1}
    assigned = mongo_shelf.stores.inventories.assigned_seats([inventory.key])[inventory.key]
    assert list(assigned) == ["1A"]


def test_nobody_is_refused_while_seats_are_free(mongo_shelf: Shelf, database: Any) -> None:
    """Who does not say where is given a place in the cabin, not a seat that somebody else was given too."""
    inventory = open_cabin(mongo_shelf, BUYERS)

    def buy(number: int) -> bool:
        relay(database, number)
        return take_seats(mongo_shelf.stores, [segment_of(inventory)], hold_request(f"r{number}"), announce, NOW)

    assert all_at_once(buy, BUYERS) == {True: BUYERS}
    (after,) = cabins_of(mongo_shelf.stores.inventories, FLIGHT)
    assert (after.free, after.held) == (0, BUYERS)


def test_everybody_finds_a_seat_though_all_choose_at_once(mongo_shelf: Shelf, database: Any) -> None:
    """Whoever was slower chooses again among those that are left: all are seated in the end, each on a seat alone."""
    parties = min(RIVALS, 100)
    inventory = open_cabin(mongo_shelf, parties)
    columns = [f"{row}{letter}" for row in range(1, parties // 4 + 1) for letter in "ACDF"]
    hold_for_all(mongo_shelf, database, inventory, parties)
    key = inventory.key

    def choose(number: int) -> str:
        draw = random.Random(number)
        while True:
            taken = mongo_shelf.stores.inventories.assigned_seats([key])[key]
            wanted = draw.choice([seat for seat in columns if seat not in taken])
            try:
                return choose_seats(mongo_shelf.stores, key, f"r{number}", [wanted], OWNER, announce, NOW).numbers[0]
            except Conflict:
                continue

    assert set(all_at_once(choose, parties).values()) == {1}
    assert sorted(mongo_shelf.stores.inventories.assigned_seats([key])[key]) == sorted(columns)

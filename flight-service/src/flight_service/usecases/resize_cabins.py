"""A cabin gets more or fewer seats, unless those who have one would not fit; seats that are gone are taken back."""

from __future__ import annotations

from collections.abc import Mapping

from flight_service.domain.announcements import Change, announce_capacity, announce_seats_taken_back
from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.claim import ClaimState
from flight_service.domain.decide import decide_assignment
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import resize
from flight_service.domain.ports import Announce
from flight_service.domain.seat_map import build_seat_map
from flight_service.usecases.stores import Stores


def resize_cabin(stores: Stores, key: CabinKey, capacity: int, flight_version: int, announce: Announce) -> bool:
    """False when those who have seats would not fit. More seats are announced: somebody may be waiting for them.

    Once the cabin has followed its flight to this version it is settled, and whoever comes later changes nothing.
    """
    while (inventory := stores.inventories.find_many([key]).get(key)) is not None:
        if inventory.flight_version >= flight_version or inventory.capacity == capacity:
            return True
        resized = resize(inventory, capacity)
        if resized is None:
            return False
        has_grown = resized.capacity > inventory.capacity
        outbox = [announce(announce_capacity(resized))] if has_grown else []
        if stores.inventories.replace_capacity(inventory, resized, outbox):
            return True
    return True


def take_back_lost_seats(stores: Stores, flight: Flight, capacities: Mapping[Cabin, int], announce: Announce) -> None:
    """Those who sat where no seat is any more keep their place in the cabin, and are told to choose again."""
    present = {cabin: capacity for cabin, capacity in capacities.items() if capacity}
    for cabin in present:
        key, there = CabinKey(flight.id, cabin), build_seat_map(cabin, present).numbers
        assigned = stores.inventories.assigned_seats([key]).get(key, {})
        for hold_id in sorted({hold_id for number, hold_id in assigned.items() if number not in there}):
            _take_back(stores, key, hold_id, there, flight.version, announce)


def _take_back(
    stores: Stores, key: CabinKey, hold_id: str, there: frozenset[str], flight_version: int, announce: Announce
) -> None:
    while (found := stores.inventories.find(key, hold_id)) is not None:
        inventory, claim = found
        if inventory.flight_version > flight_version:
            return  # another aircraft flies by now, and whoever swapped it knows which seats it has
        lost = tuple(number for number in claim.numbers if number not in there)
        if claim.state not in (ClaimState.HELD, ClaimState.SOLD) or not lost:
            return
        decision = decide_assignment(inventory, claim, hold_id, claim.seating.without(lost))
        told = announce_seats_taken_back(decision, lost, Change.AIRCRAFT_CHANGED)
        if stores.inventories.apply([decision], [announce(told)]):
            return

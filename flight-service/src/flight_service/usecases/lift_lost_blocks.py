"""A flight has another aircraft: blocked seats that are not on it are blocked no more. The others stay as staff left
them, who know the reason; see `block_seats`.
"""

from __future__ import annotations

from collections.abc import Mapping

from flight_service.domain.announcements import announce_blocks
from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import unblock_seats
from flight_service.domain.ports import Announce
from flight_service.domain.seat_map import SeatMap, build_seat_map
from flight_service.usecases.stores import Stores


def lift_lost_blocks(stores: Stores, flight: Flight, capacities: Mapping[Cabin, int], announce: Announce) -> None:
    """`capacities` are those of the aircraft that flies now; safe to repeat."""
    present = {cabin: capacity for cabin, capacity in capacities.items() if capacity}
    for cabin in present:
        _lift(stores, CabinKey(flight.id, cabin), build_seat_map(cabin, present), flight, announce)


def _lift(stores: Stores, key: CabinKey, seat_map: SeatMap, flight: Flight, announce: Announce) -> None:
    while (inventory := stores.inventories.find_many([key]).get(key)) is not None:
        if inventory.flight_version > flight.version:
            return  # another aircraft flies by now, and whoever swapped it knows which seats it has
        lifted = unblock_seats(inventory, set(inventory.blocks) - seat_map.numbers)
        if lifted is None:
            return
        update = announce_blocks(inventory, lifted)
        if stores.inventories.replace_blocks(inventory, lifted, [announce(update)]):
            return

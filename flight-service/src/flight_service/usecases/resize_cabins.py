"""A cabin gets more or fewer seats, unless those who have one would not fit."""

from __future__ import annotations

from flight_service.domain.announcements import announce_capacity
from flight_service.domain.cabin import CabinKey
from flight_service.domain.inventory import resize
from flight_service.domain.ports import Announce
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

"""A staff act that was decided is carried through: the inventories follow, then it is announced.

Every step may be repeated, so a worker finishes what a process that died had begun.
"""

from __future__ import annotations

from flight_service.domain.cabin import CabinKey
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import StagedChange
from flight_service.usecases.stores import Stores


def complete_change(stores: Stores, change: StagedChange) -> None:
    flight = change.flight
    stores.audit.record(change.audit)
    stores.inventories.add_missing(
        [
            Inventory.opened(
                CabinKey(flight.id, cabin),
                offer.capacity,
                offer.fare,
                flight_status=flight.status,
                departs_at=flight.departs_at,
                arrives_at=flight.arrives_at,
            )
            for cabin, offer in change.cabins.items()
        ]
    )
    stores.routes.add([(flight.origin, flight.destination)])
    stores.inventories.follow(flight, change.fares)
    stores.flights.announce(change)


def complete_interrupted_changes(stores: Stores) -> int:
    """How many changes were found half done. One in progress elsewhere may be among them: both finish it alike."""
    staged = stores.flights.all_staged()
    for change in staged:
        complete_change(stores, change)
    return len(staged)

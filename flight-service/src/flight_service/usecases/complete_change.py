"""A staff act that was decided is carried through: the inventories follow, then it is announced.

Every step may be repeated, so a worker finishes what a process that died had begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import AircraftSwap, Announce, StagedChange
from flight_service.usecases.lift_lost_blocks import lift_lost_blocks
from flight_service.usecases.reseat_parties import reseat_parties, reseat_strays
from flight_service.usecases.resize_cabins import resize_cabin
from flight_service.usecases.stores import Stores


def complete_change(stores: Stores, change: StagedChange, announce: Announce) -> None:
    """`announce` is for what comes of it on the way; the act's own announcement was made when it was decided."""
    if change.swap is not None:
        _try_swap(stores, change, change.swap, announce)
        decided = stores.flights.find_staged(change.flight.id)
        if decided is None or decided.flight.version != change.flight.version:
            return  # another process has finished it
        change = decided
    flight = change.flight
    stores.audit.record(change.audit)
    _open_cabins(stores, change)
    stores.routes.add([(flight.origin, flight.destination)])
    for cabin, capacity in (*change.capacities.items(), *change.given_back.items()):
        resize_cabin(stores, CabinKey(flight.id, cabin), capacity, flight.version, announce)
    stores.inventories.follow(flight, change.prices)
    lift_lost_blocks(stores, flight, change.capacities or change.given_back, announce)
    reseat_parties(stores, flight, change.capacities, announce)
    reseat_strays(stores, flight, change.given_back, announce)
    stores.flights.announce(change)


def complete_interrupted_changes(stores: Stores, announce: Announce) -> int:
    """How many changes were found half done. One in progress elsewhere may be among them: both finish it alike."""
    staged = stores.flights.all_staged()
    for change in staged:
        complete_change(stores, change, announce)
    return len(staged)


def _try_swap(stores: Stores, change: StagedChange, swap: AircraftSwap, announce: Announce) -> None:
    """Of several processes that try, the first to write its decision down decides for all of them."""
    smaller = {cabin: seats for cabin, seats in swap.after.items() if seats < swap.before.get(cabin, 0)}
    id, version = change.flight.id, change.flight.version
    fits = all(resize_cabin(stores, CabinKey(id, one), smaller[one], version, announce) for one in smaller)
    stores.flights.decide(_as_swapped(change, swap) if fits else _as_it_was(change, swap))


def _as_swapped(change: StagedChange, swap: AircraftSwap) -> StagedChange:
    cabins = tuple(cabin for cabin in Cabin if swap.after.get(cabin))
    flight = replace(change.flight, aircraft_type=swap.aircraft_type, cabins=cabins)
    return replace(change, flight=flight, capacities=swap.after, swap=None)


def _as_it_was(change: StagedChange, swap: AircraftSwap) -> StagedChange:
    details: Mapping[str, str] = {**change.audit.details, "refused": "somebody booked meanwhile"}
    audit = replace(change.audit, details=details)
    return replace(change, cabins={}, given_back=swap.before, swap=None, outbox=[], audit=audit)


def _open_cabins(stores: Stores, change: StagedChange) -> None:
    flight = change.flight
    stores.inventories.add_missing(
        [
            Inventory.opened(
                CabinKey(flight.id, cabin),
                offer.capacity,
                offer.fare,
                flight_status=flight.status,
                departs_at=flight.departs_at,
                arrives_at=flight.arrives_at,
                ladder=offer.ladder,
                own_seat_prices=offer.seat_prices,
            )
            for cabin, offer in change.cabins.items()
        ]
    )

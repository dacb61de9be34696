"""A flight has another aircraft: who sat where no seat is any more, or a lesser one, is seated anew and told.

When nothing came of the other aircraft, nobody is: but whoever chose a seat while its cabins were tried may have chosen
one that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from flight_service.domain.announcements import announce_reseating
from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.claim import Claim, ClaimState
from flight_service.domain.decide import decide_assignment
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import Announce
from flight_service.domain.reseating import NewCabin, reseat
from flight_service.domain.seat_map import SeatMap, build_seat_map
from flight_service.domain.seat_prices import price_seats
from flight_service.usecases.seat_prices import find_seat_prices
from flight_service.usecases.stores import Stores

# What the seats of a cabin are worth to a party that has some of them.
_Worth = Callable[[SeatMap, Inventory, Claim], Mapping[str, Decimal]]


def reseat_parties(stores: Stores, flight: Flight, capacities: Mapping[Cabin, int], announce: Announce) -> None:
    """Everybody keeps a place in the cabin. `capacities` are those of the aircraft that flies now; safe to repeat."""

    def find_worth(seat_map: SeatMap, inventory: Inventory, claim: Claim) -> Mapping[str, Decimal]:
        return price_seats(seat_map, find_seat_prices(stores, flight, inventory), claim.family)

    _reseat_all(stores, flight, capacities, find_worth, announce)


def reseat_strays(stores: Stores, flight: Flight, capacities: Mapping[Cabin, int], announce: Announce) -> None:
    """`capacities` are those of the aircraft that stays. A seat that is there is worth what was paid for it, whatever
    has been said of its price since.
    """

    def find_worth(seat_map: SeatMap, inventory: Inventory, claim: Claim) -> Mapping[str, Decimal]:
        asked_now = price_seats(seat_map, find_seat_prices(stores, flight, inventory), claim.family)
        return {**asked_now, **claim.prices}

    _reseat_all(stores, flight, capacities, find_worth, announce)


def _reseat_all(
    stores: Stores, flight: Flight, capacities: Mapping[Cabin, int], find_worth: _Worth, announce: Announce
) -> None:
    present = {cabin: capacity for cabin, capacity in capacities.items() if capacity}
    for cabin in present:
        key, seat_map = CabinKey(flight.id, cabin), build_seat_map(cabin, present)
        for hold_id in _find_concerned(stores, key, seat_map):
            _reseat(stores, key, hold_id, seat_map, flight, find_worth, announce)


def _find_concerned(stores: Stores, key: CabinKey, seat_map: SeatMap) -> list[str]:
    """Who had a seat that is gone, and all who have paid for seats."""
    assigned = stores.inventories.assigned_seats([key]).get(key, {})
    holds = sorted(set(assigned.values()))
    found = stores.inventories.find_claims(key, holds) if holds else None
    claims = found[1] if found else {}
    there = seat_map.numbers
    return [one for one in holds if claims[one].prices or not there.issuperset(claims[one].numbers)]


def _reseat(
    stores: Stores,
    key: CabinKey,
    hold_id: str,
    seat_map: SeatMap,
    flight: Flight,
    find_worth: _Worth,
    announce: Announce,
) -> None:
    while (found := stores.inventories.find(key, hold_id)) is not None:
        inventory, claim = found
        if inventory.flight_version > flight.version:
            return  # another aircraft flies by now, and whoever swapped it knows which seats it has
        if claim.state not in (ClaimState.HELD, ClaimState.SOLD):
            return
        taken = {*stores.inventories.assigned_seats([key]).get(key, {}), *inventory.blocks}
        reseating = reseat(claim, NewCabin(seat_map, find_worth(seat_map, inventory, claim), taken))
        if reseating is None:
            return
        decision = decide_assignment(inventory, claim, hold_id, reseating.seating)
        if stores.inventories.apply([decision], [announce(announce_reseating(decision, reseating))]):
            return

"""A party chooses where it sits: seats of its cabin that are nobody else's, once it has seats at all.

Choosing again moves the party; seats it leaves are free for others in the same write. An empty choice gives all back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flight_service.domain.announcements import announce_seats_chosen
from flight_service.domain.cabin import CabinKey
from flight_service.domain.claim import Claim, ClaimState, Seating
from flight_service.domain.decide import decide_assignment
from flight_service.domain.errors import Conflict, InvalidInput, NotFound
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.ports import Announce
from flight_service.domain.seat_map import SeatMap, build_seat_map
from flight_service.domain.seat_prices import price_seats
from flight_service.usecases.seat_prices import find_seat_prices
from flight_service.usecases.stores import Stores

# Until the doors close; the gate moves people after that.
_CHANGEABLE = frozenset({FlightStatus.SCHEDULED, FlightStatus.DELAYED, FlightStatus.BOARDING})


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who asks. Staff may choose for every party, others for their own."""

    user_id: str
    is_staff: bool

    def may_see(self, claim: Claim) -> bool:
        return self.is_staff or claim.user_id == self.user_id


@dataclass(frozen=True, slots=True)
class Place:
    """The seats a party has in a cabin, and the key they are held under."""

    inventory: Inventory
    claim: Claim
    hold_id: str


def get_place(stores: Stores, key: CabinKey, reservation_id: str, traveller: Traveller) -> Place:
    """A reservation that is not theirs is as good as none. One that has moved sits by its newest hold."""
    hold_id = stores.inventories.find_hold_id(key, reservation_id)
    for candidate in dict.fromkeys((reservation_id, hold_id)):
        found = stores.inventories.find(key, candidate)
        if found and found[1].state in (ClaimState.HELD, ClaimState.SOLD) and traveller.may_see(found[1]):
            return Place(*found, candidate)
    raise NotFound(f"This reservation has no seats in {key.cabin} of flight {key.flight_id}.")


def choose_seats(
    stores: Stores,
    key: CabinKey,
    reservation_id: str,
    numbers: Sequence[str],
    traveller: Traveller,
    announce: Announce,
    now: datetime,
) -> Claim:
    """The party's claim with its new seats. Repeats when another decision came in between."""
    wanted = tuple(dict.fromkeys(numbers))
    while True:
        place = get_place(stores, key, reservation_id, traveller)
        inventory, claim, hold_id = place.inventory, place.claim, place.hold_id
        prices = check_choice(stores, inventory, claim, wanted, now)
        check_vacant(stores, inventory, wanted, hold_id)
        if wanted == claim.numbers:
            return claim
        decision = decide_assignment(inventory, claim, hold_id, _seat(inventory, claim, wanted, prices, traveller))
        update = announce_seats_chosen(decision)
        if stores.inventories.apply([decision], [announce(update)] if update else []):
            return decision.claim_after


def _seat(
    inventory: Inventory, claim: Claim, wanted: tuple[str, ...], prices: Mapping[str, Decimal], traveller: Traveller
) -> Seating:
    """Held seats are charged with the journey. After that seats cost what was paid for them, unless staff say where."""
    priced = {number: prices[number] for number in wanted if number in prices}
    total = sum(priced.values(), Decimal(0))
    if claim.state is ClaimState.HELD and not traveller.is_staff:
        return Seating(wanted, priced, Money(total, inventory.fare.currency) if priced else None)
    is_covered = total <= (claim.charge.amount if claim.charge else Decimal(0))
    if not is_covered and not traveller.is_staff:
        number, price = next(iter(priced.items()))
        raise Conflict(
            f"Seat {number} costs {price} {inventory.fare.currency}; seats with a price are chosen "
            "before the journey is paid for."
        )
    return Seating(wanted, priced if is_covered else {}, claim.charge)


def get_flight_with_map(stores: Stores, key: CabinKey) -> tuple[Flight, SeatMap]:
    flight = stores.flights.find(key.flight_id)
    if flight is None:
        raise NotFound(f"There is no flight {key.flight_id}.")
    return flight, get_seat_map(flight, key, stores.inventories.find_many(flight.cabin_keys))


def check_known(seat_map: SeatMap, wanted: Collection[str]) -> None:
    if unknown := sorted(set(wanted) - seat_map.numbers):
        raise InvalidInput("seats", f'There is no seat "{unknown[0][:10]}" in {seat_map.cabin} of this flight.')


def get_seat_map(flight: Flight, key: CabinKey, cabins: Mapping[CabinKey, Inventory]) -> SeatMap:
    if key not in cabins:
        raise NotFound(f"Flight {flight.designator} has no {key.cabin} cabin.")
    capacities = {one.cabin: cabins[one].capacity for one in flight.cabin_keys if one in cabins}
    return build_seat_map(key.cabin, capacities)


def check_vacant(stores: Stores, inventory: Inventory, wanted: Sequence[str], hold_id: str) -> None:
    """The party of `hold_id` may sit where it sits."""
    if blocked := sorted(set(wanted) & set(inventory.blocks)):
        raise Conflict(f"Seat {blocked[0]} is out of use on this flight; choose another.")
    taken = stores.inventories.assigned_seats([inventory.key]).get(inventory.key, {})
    if others := sorted(number for number in wanted if taken.get(number, hold_id) != hold_id):
        raise Conflict(f"Seat {others[0]} has just been taken; choose another.")


def check_changeable(inventory: Inventory, now: datetime) -> None:
    if inventory.flight_status not in _CHANGEABLE or inventory.departs_at <= now:
        raise Conflict(f"Flight {inventory.key.flight_id} has left or is cancelled; seats can no longer be chosen.")


def check_choice(
    stores: Stores, inventory: Inventory, claim: Claim, wanted: tuple[str, ...], now: datetime
) -> Mapping[str, Decimal]:
    """The prices of the cabin's seats for this party. Those it has keep the price they were chosen at, or have none."""
    check_changeable(inventory, now)
    if len(wanted) > claim.seats:
        raise InvalidInput("seats", f"This reservation takes {claim.seats} seats.")
    flight, seat_map = get_flight_with_map(stores, inventory.key)
    check_known(seat_map, wanted)
    asked_now = price_seats(seat_map, find_seat_prices(stores, flight, inventory), claim.family)
    others = {number: price for number, price in asked_now.items() if number not in claim.numbers}
    return {**others, **claim.prices}

"""What was paid for seats on a flight given up: how much of it a party can spend on the flight taken instead.

The most that as many free seats as it takes cost there; its own count as free. A flight that has no such seats leaves
nothing to spend, and what cannot be spent goes back.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from heapq import nlargest

from flight_service.domain.claim import Claim
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.seat_prices import price_seats
from flight_service.usecases.choose_seats import get_seat_map
from flight_service.usecases.seat_prices import find_seat_prices
from flight_service.usecases.stores import Stores

# In which inventory, by whom, under which hold.
FindSpendable = Callable[[Inventory, Claim, str], Money]


def find_spendable(stores: Stores, inventory: Inventory, claim: Claim, hold_id: str) -> Money:
    key, currency = inventory.key, inventory.fare.currency
    flight = stores.flights.find(key.flight_id)
    if flight is None:
        return Money(Decimal(0), currency)
    seat_map = get_seat_map(flight, key, stores.inventories.find_many(flight.cabin_keys))
    asked_now = price_seats(seat_map, find_seat_prices(stores, flight, inventory), claim.family)
    taken = stores.inventories.assigned_seats([key]).get(key, {})
    prices = {
        number: price
        for number, price in asked_now.items()
        if taken.get(number, hold_id) == hold_id and number not in inventory.blocks
    }
    prices |= claim.prices
    return Money(sum(nlargest(claim.seats, prices.values()), Decimal(0)), currency)

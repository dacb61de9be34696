"""How full the flights of a route are, day by day: what staff look at before they change fares or aircraft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.inventory import Inventory
from flight_service.usecases.checks import get_airport
from flight_service.usecases.stores import Stores

MOST_DAYS = 31
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """Of one day, over its flights; cancelled ones have no seats to fill."""

    day: date
    flights: int
    capacity: int
    free: int
    held: int
    sold: int
    blocked: int

    @property
    def load_factor(self) -> float:
        """The share of seats that is held or sold."""
        return (self.held + self.sold) / self.capacity if self.capacity else 0.0


def show_occupancy(
    stores: Stores, origin: str, destination: str, first_day: date, days: int, cabin: Cabin | None
) -> list[Occupancy]:
    get_airport(stores.reference, "origin", origin)
    get_airport(stores.reference, "destination", destination)
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput("days", f"1 to {MOST_DAYS} days.")
    if not _FIRST_DAY <= first_day <= _LAST_DAY:
        raise InvalidInput("fromDay", "No flight was ever planned for that day.")
    calendar = [first_day + timedelta(days=offset) for offset in range(days)]
    flights = [
        flight
        for flight in stores.flights.on_routes([(origin, destination, day) for day in calendar])
        if flight.status is not FlightStatus.CANCELLED
    ]
    keys = [key for flight in flights for key in flight.cabin_keys if cabin in (None, key.cabin)]
    cabins = stores.inventories.find_many(keys) if keys else {}
    return [_add_up(day, [flight for flight in flights if flight.departure_date == day], cabins) for day in calendar]


def _add_up(day: date, flights: list[Flight], cabins: Mapping[CabinKey, Inventory]) -> Occupancy:
    of_day = [cabins[key] for flight in flights for key in flight.cabin_keys if key in cabins]
    return Occupancy(
        day=day,
        flights=len(flights),
        capacity=sum(one.capacity for one in of_day),
        free=sum(one.free for one in of_day),
        held=sum(one.held for one in of_day),
        sold=sum(one.sold for one in of_day),
        blocked=sum(one.blocked for one in of_day),
    )

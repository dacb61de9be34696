"""A traveller's search of one route and day: what can be booked now, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.pricing import Tariff
from flight_service.domain.quote import Quote
from flight_service.usecases.checks import check_day_ahead, get_airport
from flight_service.usecases.stores import Stores

MOST_PASSENGERS = 9


class FlightSort(StrEnum):
    DEPARTURE = "DEPARTURE"
    PRICE = "PRICE"
    DURATION = "DURATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    origin: str
    destination: str
    date: date
    passengers: int
    cabin: Cabin
    sort: FlightSort


@dataclass(frozen=True, slots=True)
class FoundFlight:
    """`position` orders it among the results: a cursor that stays right when other results come and go.

    `cabin` is the one that was searched for, if one was.
    """

    flight: Flight
    position: tuple[str, ...]
    cabin: Inventory | None = None


def search_flights(stores: Stores, search: Search, now: datetime) -> list[FoundFlight]:
    """Only flights that can be booked now, with enough free seats, in the order asked for. Two queries."""
    check_search(stores, search, now)
    flights = stores.flights.on_route(search.origin, search.destination, search.date)
    bookable = [flight for flight in flights if flight.is_bookable(at=now)]
    keys = [CabinKey(flight.id, search.cabin) for flight in bookable if search.cabin in flight.cabins]
    cabins = stores.inventories.find_many(keys) if keys else {}
    tariff = Tariff(stores.price_rules.in_force())
    found = [
        FoundFlight(flight, _position(flight, tariff.quote(flight, cabin, seats=search.passengers), search.sort), cabin)
        for flight in bookable
        if (cabin := cabins.get(CabinKey(flight.id, search.cabin))) and cabin.free >= search.passengers
    ]
    return sorted(found, key=lambda one: one.position)


def check_search(stores: Stores, search: Search, now: datetime) -> None:
    origin = get_airport(stores.reference, "origin", search.origin)
    get_airport(stores.reference, "destination", search.destination)
    if search.origin == search.destination:
        raise InvalidInput("destination", "Origin and destination are the same airport.")
    check_day_ahead("date", search.date, now.astimezone(origin.zone).date())
    if not 1 <= search.passengers <= MOST_PASSENGERS:
        raise InvalidInput("passengers", f"A search is for 1 to {MOST_PASSENGERS} passengers.")


def _position(flight: Flight, quote: Quote, sort: FlightSort) -> tuple[str, ...]:
    # Numbers as text of fixed width, so that a position is compared the same in a cursor and in a list.
    keys: dict[FlightSort, Callable[[], str]] = {
        FlightSort.DEPARTURE: lambda: "",
        FlightSort.PRICE: lambda: f"{quote.fare.amount:012.2f}",
        FlightSort.DURATION: lambda: f"{flight.duration_minutes:05d}",
    }
    return (keys[sort](), to_instant(flight.departs_at), flight.id)


def to_instant(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"

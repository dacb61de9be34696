"""Searching a whole journey: for each slice of it, direct and one-stop itineraries with seats for the party, priced.

A slice reads the routes that meet, their flights in one query, and in another the cabins of those in an itinerary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.itinerary import Itinerary, can_connect, is_on_the_way
from flight_service.domain.money import Money
from flight_service.domain.price import Price, add_prices, build_price
from flight_service.domain.pricing import Tariff
from flight_service.domain.reference import Airport
from flight_service.usecases.checks import check_day_ahead, get_airport
from flight_service.usecases.search_flights import FlightSort
from flight_service.usecases.stores import Stores

MOST_SLICES, MOST_SEATS = 6, 9
# Enough to choose from; the rest are later, dearer and longer.
_MOST_ITINERARIES = 200
_GRID_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Infants travel on a lap and take no seat."""

    adults: int
    children: int = 0
    infants: int = 0

    @property
    def seats(self) -> int:
        return self.adults + self.children


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One part of a journey: a day, and the hours of it in which to leave, on the clocks of the origin."""

    origin: str
    destination: str
    date: date
    departs_from: time = time.min
    departs_until: time = time.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    party: Party
    cabin: Cabin
    max_connections: int
    sort: FlightSort


@dataclass(frozen=True, slots=True)
class PricedItinerary:
    """`position` orders it among the results, as text, so that it can be a cursor. `cabins`: one of each flight."""

    itinerary: Itinerary
    price: Price
    cabins: tuple[Inventory, ...]
    position: tuple[str, ...]

    @property
    def seats_left(self) -> int:
        return min(cabin.free for cabin in self.cabins)


def check_journey(stores: Stores, slices: Sequence[Slice], wishes: Wishes, now: datetime) -> None:
    if not 1 <= len(slices) <= MOST_SLICES:
        raise InvalidInput("slices", f"A journey has 1 to {MOST_SLICES} slices.")
    if not 0 <= wishes.max_connections <= 1:
        raise InvalidInput("maxConnections", "Itineraries have no connection or one.")
    check_party(wishes.party)
    for number, part in enumerate(slices):
        origin = get_airport(stores.reference, f"slices.{number}.origin", part.origin)
        get_airport(stores.reference, f"slices.{number}.destination", part.destination)
        if part.origin == part.destination:
            raise InvalidInput(f"slices.{number}.destination", "Origin and destination are the same airport.")
        check_day_ahead(f"slices.{number}.date", part.date, now.astimezone(origin.zone).date())
        if number and part.date < slices[number - 1].date:
            raise InvalidInput(f"slices.{number}.date", "A slice does not begin before the one before it.")


def check_party(party: Party) -> None:
    if min(party.adults, party.children, party.infants) < 0 or not 1 <= party.seats <= MOST_SEATS:
        raise InvalidInput("passengers", f"A party takes 1 to {MOST_SEATS} seats.")
    if party.infants > party.adults:
        raise InvalidInput("passengers.infants", "Every infant travels on the lap of an adult.")


def search_slice(stores: Stores, part: Slice, wishes: Wishes, now: datetime) -> list[PricedItinerary]:
    """Every itinerary that can be booked now, in the order wished for."""
    return _search(stores, part, [part.date], wishes, now)[part.date]


def search_days_around(
    stores: Stores, part: Slice, wishes: Wishes, now: datetime
) -> dict[date, PricedItinerary | None]:
    """The cheapest itinerary of each of the days before and after, as far as they are not past."""
    today = now.astimezone(get_airport(stores.reference, "origin", part.origin).zone).date()
    around = (part.date + timedelta(days=offset) for offset in range(-_GRID_DAYS, _GRID_DAYS + 1))
    days = [day for day in around if day >= today]
    found = _search(stores, part, days, wishes, now)
    return {day: min(found[day], key=lambda one: one.price.total.amount, default=None) for day in days}


def _search(
    stores: Stores, part: Slice, days: Sequence[date], wishes: Wishes, now: datetime
) -> dict[date, list[PricedItinerary]]:
    itineraries = _find_itineraries(stores, part, days, wishes, now)
    flights = {flight.id: flight for itinerary in itineraries for flight in itinerary.flights}
    cabins = _find_room(stores, flights.values(), wishes)
    prices = _price_flights(stores, [flights[flight_id] for flight_id in cabins], cabins, wishes)
    found: dict[date, list[PricedItinerary]] = {day: [] for day in days}
    for itinerary in itineraries:
        if all(flight.id in cabins for flight in itinerary.flights):
            found[itinerary.flights[0].departure_date].append(_price(itinerary, cabins, prices, wishes))
    return {day: sorted(of_day, key=lambda one: one.position)[:_MOST_ITINERARIES] for day, of_day in found.items()}


def _find_itineraries(
    stores: Stores, part: Slice, days: Collection[date], wishes: Wishes, now: datetime
) -> list[Itinerary]:
    """Those of the days and hours, whether there is room or not."""
    hubs = _find_hubs(stores, part) if wishes.max_connections else []
    flights = [
        flight
        for flight in _read_flights(stores, part, hubs, days)
        if flight.is_bookable(at=now) and wishes.cabin in flight.cabins
    ]
    return [
        itinerary
        for itinerary in _combine(stores, part, flights)
        if itinerary.flights[0].departure_date in days and _leaves_within(stores, part, itinerary)
    ]


def _find_room(stores: Stores, flights: Iterable[Flight], wishes: Wishes) -> dict[str, Inventory]:
    """Flight id -> its cabin, of the flights that have seats for the party."""
    cabins = stores.inventories.find_many([CabinKey(flight.id, wishes.cabin) for flight in flights])
    return {key.flight_id: cabin for key, cabin in cabins.items() if cabin.free >= wishes.party.seats}


def _find_hubs(stores: Stores, part: Slice) -> list[str]:
    """Where one can change without going a long way round."""
    origin = get_airport(stores.reference, "origin", part.origin)
    destination = get_airport(stores.reference, "destination", part.destination)
    meeting = stores.routes.destinations_from(part.origin) & stores.routes.origins_to(part.destination)
    hubs = (stores.reference.find_airport(code) for code in sorted(meeting))
    return [hub.code for hub in hubs if hub and is_on_the_way(hub, origin, destination)]


def _read_flights(stores: Stores, part: Slice, hubs: Iterable[str], days: Iterable[date]) -> list[Flight]:
    """A connection may leave after midnight: the second flights of the next day are read too."""
    wanted: set[tuple[str, str, date]] = set()
    for day in days:
        wanted.add((part.origin, part.destination, day))
        for hub in hubs:
            wanted |= {(part.origin, hub, day), (hub, part.destination, day)}
            wanted.add((hub, part.destination, day + timedelta(days=1)))
    return stores.flights.on_routes(sorted(wanted))


def _combine(stores: Stores, part: Slice, flights: Sequence[Flight]) -> Iterator[Itinerary]:
    onward: defaultdict[str, list[Flight]] = defaultdict(list)
    for flight in flights:
        if flight.destination == part.destination and flight.origin != part.origin:
            onward[flight.origin].append(flight)
    for first in flights:
        if first.origin != part.origin:
            continue
        if first.destination == part.destination:
            yield Itinerary((first,))
        for second in onward[first.destination]:
            if can_connect(first, second, through_border=_is_through_border(stores, first, second)):
                yield Itinerary((first, second))


def _is_through_border(stores: Stores, first: Flight, second: Flight) -> bool:
    codes = (first.origin, first.destination, second.destination)
    return len({airport.country for code in codes if (airport := stores.reference.find_airport(code))}) > 1


def _leaves_within(stores: Stores, part: Slice, itinerary: Itinerary) -> bool:
    zone = get_airport(stores.reference, "origin", part.origin).zone
    return part.departs_from <= itinerary.departs_at.astimezone(zone).time() <= part.departs_until


def _price_flights(
    stores: Stores, flights: Sequence[Flight], cabins: Mapping[str, Inventory], wishes: Wishes
) -> dict[str, Price]:
    """Each once: a flight is part of many itineraries."""
    tariff, seats = Tariff(stores.price_rules.in_force()), wishes.party.seats
    quotes = {flight.id: tariff.quote(flight, cabins[flight.id], seats=seats) for flight in flights}
    return {flight.id: price_segment(stores, flight, quotes[flight.id].fare, seats) for flight in flights}


def _price(
    itinerary: Itinerary, cabins: Mapping[str, Inventory], prices: Mapping[str, Price], wishes: Wishes
) -> PricedItinerary:
    price = add_prices([prices[flight.id] for flight in itinerary.flights])
    of_flights = tuple(cabins[flight.id] for flight in itinerary.flights)
    return PricedItinerary(itinerary, price, of_flights, _position(itinerary, price, wishes.sort))


def price_segment(stores: Stores, flight: Flight, fare: Money, seats: int) -> Price:
    origin, destination = (
        _country(stores.reference.find_airport(code)) for code in (flight.origin, flight.destination)
    )
    return build_price(fare, seats, origin, destination)


def _country(airport: Airport | None) -> str:
    return airport.country if airport else ""


def _position(itinerary: Itinerary, price: Price, sort: FlightSort) -> tuple[str, ...]:
    match sort:
        case FlightSort.PRICE:
            key = f"{price.total.amount:012.2f}"
        case FlightSort.DURATION:
            key = f"{itinerary.duration_minutes:05d}"
        case FlightSort.DEPARTURE:
            key = ""
    ids = "+".join(flight.id for flight in itinerary.flights)
    return (key, f"{itinerary.departs_at:%Y%m%dT%H%M}", f"{itinerary.duration_minutes:05d}", ids)

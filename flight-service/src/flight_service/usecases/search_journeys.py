"""Searching a whole journey: for each slice of it, direct and one-stop itineraries with seats for the party, priced.

The flights that leave the origin are read first, then those that can be reached with them, then the cabins of those in
an itinerary: a flight too many costs more than a query too many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.itinerary import LONGEST_CONNECTION, Itinerary, can_connect, is_on_the_way
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
    """One part of a journey: a day, and the hours of it in which to leave, on the clocks of the origin; those in which
    to arrive are on the clocks of the destination, of whatever day that is.
    """

    origin: str
    destination: str
    date: date
    departs_from: time = time.min
    departs_until: time = time.max
    arrives_from: time = time.min
    arrives_until: time = time.max


@dataclass(frozen=True, slots=True)
class SliceFields:
    """What the caller names the parts of a slice, which errors are about."""

    origin: str = "origin"
    destination: str = "destination"
    date: str = "date"

    @classmethod
    def numbered(cls, number: int) -> SliceFields:
        return cls(f"slices.{number}.origin", f"slices.{number}.destination", f"slices.{number}.date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """No airlines are all of them; `most_minutes` from the first departure to the last arrival."""

    party: Party
    cabin: Cabin
    max_connections: int
    sort: FlightSort
    family: FareFamily = FareFamily.STANDARD
    airlines: frozenset[str] = frozenset()
    most_minutes: int | None = None


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


def check_journey(
    stores: Stores,
    slices: Sequence[Slice],
    wishes: Wishes,
    now: datetime,
    fields: Sequence[SliceFields] | None = None,
) -> None:
    """`fields` of each slice, where they are not those of a list of slices."""
    if not 1 <= len(slices) <= MOST_SLICES:
        raise InvalidInput("slices", f"A journey has 1 to {MOST_SLICES} slices.")
    if not 0 <= wishes.max_connections <= 1:
        raise InvalidInput("maxConnections", "Itineraries have no connection or one.")
    check_party(wishes.party)
    for code in sorted(wishes.airlines):
        if stores.reference.find_airline(code) is None:
            raise InvalidInput("airlines", f'There is no airline "{code}".')
    if wishes.most_minutes is not None and wishes.most_minutes < 1:
        raise InvalidInput("maxDurationMinutes", "A journey takes a minute at least.")
    named = fields or [SliceFields.numbered(number) for number in range(len(slices))]
    _check_slices(stores, list(zip(slices, named, strict=True)), now)


def _check_slices(stores: Stores, slices: Sequence[tuple[Slice, SliceFields]], now: datetime) -> None:
    before: date | None = None
    for part, field in slices:
        origin = get_airport(stores.reference, field.origin, part.origin)
        get_airport(stores.reference, field.destination, part.destination)
        if part.origin == part.destination:
            raise InvalidInput(field.destination, "Origin and destination are the same airport.")
        check_day_ahead(field.date, part.date, now.astimezone(origin.zone).date())
        if before and part.date < before:
            raise InvalidInput(field.date, "A slice does not begin before the one before it.")
        before = part.date


def check_party(party: Party) -> None:
    if min(party.adults, party.children, party.infants) < 0 or not 1 <= party.seats <= MOST_SEATS:
        raise InvalidInput("passengers", f"A party takes 1 to {MOST_SEATS} seats.")
    if party.infants > party.adults:
        raise InvalidInput("passengers.infants", "Every infant travels on the lap of an adult.")


def search_slice(stores: Stores, part: Slice, wishes: Wishes, now: datetime) -> list[PricedItinerary]:
    """What can be booked now, in the order wished for; the cheapest is among them, however many there are."""
    return _search(stores, part, [part.date], wishes, now)[part.date]


def search_days_around(
    stores: Stores, part: Slice, wishes: Wishes, now: datetime
) -> dict[date, PricedItinerary | None]:
    """The cheapest itinerary that a search of each of the days before and after would list, if they are not past."""
    found = search_each_day(stores, part, wishes, now)
    return {day: min(of_day, key=_total, default=None) for day, of_day in found.items()}


def search_each_day(stores: Stores, part: Slice, wishes: Wishes, now: datetime) -> dict[date, list[PricedItinerary]]:
    """Of the days before and after that are not past, in one search."""
    today = now.astimezone(get_airport(stores.reference, "origin", part.origin).zone).date()
    around = (part.date + timedelta(days=offset) for offset in range(-_GRID_DAYS, _GRID_DAYS + 1))
    return _search(stores, part, [day for day in around if day >= today], wishes, now)


def _search(
    stores: Stores, part: Slice, days: Sequence[date], wishes: Wishes, now: datetime
) -> dict[date, list[PricedItinerary]]:
    itineraries = _find_itineraries(stores, part, days, wishes, now)
    flights = {flight.id: flight for itinerary in itineraries for flight in itinerary.flights}
    cabins = _find_room(stores, flights.values(), wishes)
    prices = _price_flights(stores, [flights[flight_id] for flight_id in cabins], cabins, wishes)
    found: dict[date, list[PricedItinerary]] = {day: [] for day in days}
    for itinerary in itineraries:
        of_flights = tuple(cabins[flight.id] for flight in itinerary.flights if flight.id in cabins)
        # What is sold in two currencies has no total, and cannot be booked together.
        if len(of_flights) == len(itinerary.flights) and len({cabin.fare.currency for cabin in of_flights}) == 1:
            found[itinerary.flights[0].departure_date].append(_price(itinerary, of_flights, prices, wishes))
    return {day: _choose_best(of_day) for day, of_day in found.items()}


def _choose_best(found: Sequence[PricedItinerary]) -> list[PricedItinerary]:
    in_order = sorted(found, key=lambda one: one.position)
    if len(in_order) <= _MOST_ITINERARIES:
        return in_order
    kept = in_order[:_MOST_ITINERARIES]
    cheapest = min(in_order, key=_total)
    return kept if cheapest in kept else [*kept[:-1], cheapest]


def _total(priced: PricedItinerary) -> Decimal:
    return priced.price.total.amount


def _find_itineraries(
    stores: Stores, part: Slice, days: Collection[date], wishes: Wishes, now: datetime
) -> list[Itinerary]:
    """Those of the days and hours, whether there is room or not."""
    hubs = _find_hubs(stores, part) if wishes.max_connections else {}
    ends = (part.destination, *hubs)
    here = get_airport(stores.reference, "origin", part.origin).zone
    there = get_airport(stores.reference, "destination", part.destination).zone
    leaving = [
        flight
        for flight in _read(stores, {(part.origin, end, day) for end in ends for day in days}, wishes, now)
        if flight.departure_date in days
        and part.departs_from <= flight.departs_at.astimezone(here).time() <= part.departs_until
    ]
    first_legs = [flight for flight in leaving if flight.destination != part.destination]
    onward = _read(stores, _find_onward(part, hubs, first_legs), wishes, now) if first_legs else []
    direct = [Itinerary((flight,)) for flight in leaving if flight.destination == part.destination]
    return [
        one
        for one in (*direct, *_combine(hubs, first_legs, onward))
        if part.arrives_from <= one.arrives_at.astimezone(there).time() <= part.arrives_until
        and (wishes.most_minutes is None or one.duration_minutes <= wishes.most_minutes)
    ]


def _read(stores: Stores, routes: Collection[tuple[str, str, date]], wishes: Wishes, now: datetime) -> list[Flight]:
    return [
        flight
        for flight in stores.flights.on_routes(sorted(routes))
        if flight.is_bookable(at=now)
        and wishes.cabin in flight.cabins
        and (not wishes.airlines or flight.airline in wishes.airlines)
    ]


def _find_room(stores: Stores, flights: Iterable[Flight], wishes: Wishes) -> dict[str, Inventory]:
    """Flight id -> its cabin, of the flights that have seats for the party."""
    cabins = stores.inventories.find_many([CabinKey(flight.id, wishes.cabin) for flight in flights])
    return {key.flight_id: cabin for key, cabin in cabins.items() if cabin.free >= wishes.party.seats}


@dataclass(frozen=True, slots=True)
class _Hub:
    """An airport to change at. `through_border`: on the way the traveller meets the officers of another country."""

    zone: ZoneInfo
    through_border: bool


def _find_hubs(stores: Stores, part: Slice) -> dict[str, _Hub]:
    """Where one can change without going a long way round."""
    origin = get_airport(stores.reference, "origin", part.origin)
    destination = get_airport(stores.reference, "destination", part.destination)
    meeting = stores.routes.destinations_from(part.origin) & stores.routes.origins_to(part.destination)
    hubs = (stores.reference.find_airport(code) for code in sorted(meeting))
    return {
        hub.code: _Hub(hub.zone, through_border=len({origin.country, hub.country, destination.country}) > 1)
        for hub in hubs
        if hub and is_on_the_way(hub, origin, destination)
    }


def _find_onward(part: Slice, hubs: Mapping[str, _Hub], first_legs: Iterable[Flight]) -> set[tuple[str, str, date]]:
    """The days of a hub on which a flight can be caught; late in the evening, also one that leaves after midnight."""
    return {
        (flight.destination, part.destination, moment.astimezone(hubs[flight.destination].zone).date())
        for flight in first_legs
        for moment in (flight.arrives_at, flight.arrives_at + LONGEST_CONNECTION)
    }


def _combine(hubs: Mapping[str, _Hub], first_legs: Iterable[Flight], onward: Iterable[Flight]) -> Iterator[Itinerary]:
    by_origin: defaultdict[str, list[Flight]] = defaultdict(list)
    for flight in onward:
        by_origin[flight.origin].append(flight)
    for first in first_legs:
        through_border = hubs[first.destination].through_border
        for second in by_origin[first.destination]:
            if can_connect(first, second, through_border=through_border):
                yield Itinerary((first, second))


def _price_flights(
    stores: Stores, flights: Sequence[Flight], cabins: Mapping[str, Inventory], wishes: Wishes
) -> dict[str, Price]:
    """Each once: a flight is part of many itineraries."""
    tariff, seats = Tariff(stores.price_rules.in_force()), wishes.party.seats
    quotes = (tariff.quote(flight, cabins[flight.id], seats=seats, family=wishes.family) for flight in flights)
    return {
        flight.id: price_segment(stores, flight, quote.fare, seats)
        for flight, quote in zip(flights, quotes, strict=True)
    }


def _price(
    itinerary: Itinerary, cabins: tuple[Inventory, ...], prices: Mapping[str, Price], wishes: Wishes
) -> PricedItinerary:
    price = add_prices([prices[flight.id] for flight in itinerary.flights])
    return PricedItinerary(itinerary, price, cabins, _position(itinerary, price, wishes.sort))


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

"""A flight as GraphQL shows it. Flights read together load their cabins together, when the first is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

import strawberry

from flight_service.domain import flight as domain
from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.errors import InvalidInput
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import FlightStatus
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money as Amount
from flight_service.domain.pricing import Tariff
from flight_service.domain.reference import Airport as KnownAirport
from flight_service.domain.seat_prices import price_seats
from flight_service.schema.context import Info
from flight_service.schema.fare_types import FareClassAvailability, FareFamilyOption, build_classes, build_options
from flight_service.schema.reference_types import AircraftType, Airline, Airport
from flight_service.schema.scalars import Money
from flight_service.schema.seat_price_types import CabinSeatPrices
from flight_service.schema.seat_types import SeatMap
from flight_service.usecases.choose_seats import get_seat_map
from flight_service.usecases.search_flights import MOST_PASSENGERS
from flight_service.usecases.seat_prices import find_seat_prices
from flight_service.usecases.stores import Stores


@strawberry.type
class CabinAvailability:
    """Seats of one cabin; free + held + sold + blocked = capacity."""

    cabin: Cabin
    capacity: int
    free: int
    held: int
    sold: int
    blocked: int = strawberry.field(description="Taken out of use by staff: nobody can have them.")
    fare: Money = strawberry.field(description="Of the next seat in the STANDARD family, taxes included.")
    filed_fare: Money = strawberry.field(description="As staff set it, before fare classes and price rules.")
    flight: strawberry.Private[domain.Flight]
    inventory: strawberry.Private[Inventory]
    tariff: strawberry.Private[Tariff]

    @strawberry.field(description="What its seats cost that are chosen from now on.")
    def seat_prices(self, info: Info) -> CabinSeatPrices:
        in_force = find_seat_prices(info.context.stores, self.flight, self.inventory)
        return CabinSeatPrices.of(self.inventory.own_seat_prices, in_force)

    @strawberry.field(description="From the cheapest to the dearest.")
    def fare_classes(self) -> list[FareClassAvailability]:
        return build_classes(self.flight, self.inventory, self.tariff)

    @classmethod
    def of(cls, flight: domain.Flight, inventory: Inventory, tariff: Tariff) -> "CabinAvailability":
        return cls(
            cabin=inventory.key.cabin,
            capacity=inventory.capacity,
            free=inventory.free,
            held=inventory.held,
            sold=inventory.sold,
            blocked=inventory.blocked,
            fare=Money.of(tariff.quote(flight, inventory).fare),
            filed_fare=Money.of(inventory.fare),
            flight=flight,
            inventory=inventory,
            tariff=tariff,
        )


class Together:
    """Flights of one answer: the cabins of all of them come in one query, but for those that were read with them."""

    def __init__(self, stores: Stores, flights: Sequence[domain.Flight], cabins_read: Iterable[Inventory] = ()) -> None:
        self._stores = stores
        self._flights = flights
        self._cabins_read = {cabin.key: cabin for cabin in cabins_read}
        self._assigned: dict[Cabin, Mapping[CabinKey, Mapping[str, str]]] = {}

    @cached_property
    def cabins(self) -> Mapping[CabinKey, Inventory]:
        known = self._cabins_read
        missing = [key for flight in self._flights for key in flight.cabin_keys if key not in known]
        return {**known, **self._stores.inventories.find_many(missing)} if missing else known

    @cached_property
    def tariff(self) -> Tariff:
        return Tariff(self._stores.price_rules.in_force())

    def assigned_seats(self, cabin: Cabin) -> Mapping[CabinKey, Mapping[str, str]]:
        if cabin not in self._assigned:
            keys = [CabinKey(flight.id, cabin) for flight in self._flights if cabin in flight.cabins]
            self._assigned[cabin] = self._stores.inventories.assigned_seats(keys)
        return self._assigned[cabin]


@strawberry.federation.type(keys=["id"])
class Flight:
    """A scheduled flight: a designator on a date."""

    id: strawberry.ID
    flight: strawberry.Private[domain.Flight]
    together: strawberry.Private[Together]

    @classmethod
    def of(cls, flight: domain.Flight, together: Together) -> "Flight":
        return cls(id=strawberry.ID(flight.id), flight=flight, together=together)

    @classmethod
    def of_one(cls, flight: domain.Flight, stores: Stores) -> "Flight":
        return cls.of(flight, Together(stores, [flight]))

    @classmethod
    def find_references(cls, stores: Stores, ids: Sequence[str]) -> "list[Flight | None]":
        wanted = {flight_id for flight_id in ids if domain.is_flight_id(flight_id)}
        found = stores.flights.find_many(wanted) if wanted else {}
        together = Together(stores, list(found.values()))
        return [cls.of(found[flight_id], together) if flight_id in found else None for flight_id in ids]

    @strawberry.field
    def designator(self) -> str:
        return self.flight.designator

    @strawberry.field
    def airline(self, info: Info) -> Airline:
        airline = info.context.stores.reference.find_airline(self.flight.airline)
        return Airline.of(airline) if airline else Airline(code=self.flight.airline, name=self.flight.airline)

    @strawberry.field
    def flight_number(self) -> str:
        return self.flight.number

    @strawberry.field
    def origin(self, info: Info) -> Airport:
        return Airport.of(_get_airport(info, self.flight.origin))

    @strawberry.field
    def destination(self, info: Info) -> Airport:
        return Airport.of(_get_airport(info, self.flight.destination))

    @strawberry.field(description="In UTC.")
    def departs_at(self) -> datetime:
        return self.flight.departs_at

    @strawberry.field(description="In UTC.")
    def arrives_at(self) -> datetime:
        return self.flight.arrives_at

    @strawberry.field(description="On the clocks of the origin, with their offset from UTC.")
    def departs_at_local(self, info: Info) -> str:
        return _on_the_clocks_of(_get_airport(info, self.flight.origin), self.flight.departs_at)

    @strawberry.field(description="On the clocks of the destination, with their offset from UTC.")
    def arrives_at_local(self, info: Info) -> str:
        return _on_the_clocks_of(_get_airport(info, self.flight.destination), self.flight.arrives_at)

    @strawberry.field
    def duration_minutes(self) -> int:
        return self.flight.duration_minutes

    @strawberry.field
    def status(self) -> FlightStatus:
        return self.flight.status

    @strawberry.field
    def aircraft_type(self, info: Info) -> AircraftType | None:
        if self.flight.aircraft_type is None:
            return None
        found = info.context.stores.reference.find_aircraft_type(self.flight.aircraft_type)
        return AircraftType.of(found) if found else None

    @strawberry.field
    def cabins(self) -> list[CabinAvailability]:
        cabins, tariff = self.together.cabins, self.together.tariff
        return [
            CabinAvailability.of(self.flight, cabins[key], tariff) for key in self.flight.cabin_keys if key in cabins
        ]

    @strawberry.field(description="What a party may choose from in a cabin; empty when it has no room for them.")
    def fare_families(self, info: Info, cabin: Cabin, passengers: int = 1) -> list[FareFamilyOption]:
        if not 1 <= passengers <= MOST_PASSENGERS:
            raise InvalidInput("passengers", f"A party takes 1 to {MOST_PASSENGERS} seats.")
        inventory = self.together.cabins.get(CabinKey(self.flight.id, cabin))
        if inventory is None or not self.flight.is_bookable(at=info.context.now):
            return []
        return build_options(self.flight, inventory, self.together.tariff, passengers)

    @strawberry.field(description="Null when the flight has no such cabin. Prices are those for the fare family.")
    def seat_map(self, info: Info, cabin: Cabin, fare_family: FareFamily = FareFamily.STANDARD) -> SeatMap | None:
        key = CabinKey(self.flight.id, cabin)
        inventory = self.together.cabins.get(key)
        if inventory is None:
            return None
        seat_map = get_seat_map(self.flight, key, self.together.cabins)
        in_force = find_seat_prices(info.context.stores, self.flight, inventory)
        prices = price_seats(seat_map, in_force, fare_family)
        in_currency = {number: Amount(price, inventory.fare.currency) for number, price in prices.items()}
        taken = {*self.together.assigned_seats(cabin).get(key, {}), *inventory.blocks}
        return SeatMap.of(seat_map, taken, in_currency, blocked=inventory.blocks)

    @strawberry.field(description="Counts the changes staff made; `updateFlight` may expect one.")
    def version(self) -> int:
        return self.flight.version


def _get_airport(info: Info, code: str) -> KnownAirport:
    airport = info.context.stores.reference.find_airport(code)
    if airport is None:
        raise LookupError(f"a flight refers to the airport {code}, which is not loaded")
    return airport


def _on_the_clocks_of(airport: KnownAirport, moment: datetime) -> str:
    return moment.astimezone(airport.zone).isoformat()

"""Valid values to start from; a test names what matters to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.flight import Flight, FlightStatus, build_flight_id
from flight_service.domain.hold_request import HoldRequest, Segment
from flight_service.domain.inventory import Inventory
from flight_service.domain.money import Money
from flight_service.domain.ports import Announce, Inventories
from flight_service.domain.reference import AircraftType, Airline, Airport
from flight_service.events.announce import announce_because_of
from flight_service.usecases.seat_credit import find_spendable
from flight_service.usecases.sell_seats import build_sale
from flight_service.usecases.stores import Stores
from flight_service.usecases.take_turns import take_turns

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
announce = announce_because_of()


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def build_flight(*, number: str = "1545", departs_in: timedelta = timedelta(days=2), **changes: Any) -> Flight:
    departs_at = changes.pop("departs_at", NOW + departs_in)
    departure_date = departs_at.astimezone(ZoneInfo("America/New_York")).date()
    flight = Flight(
        id=build_flight_id(f"UA{number}", departure_date, "JFK"),
        airline="UA",
        number=number,
        origin="JFK",
        destination="LAX",
        departure_date=departure_date,
        departs_at=departs_at,
        arrives_at=departs_at + timedelta(hours=6),
        status=FlightStatus.SCHEDULED,
        aircraft_type=None,
        cabins=tuple(Cabin),
        version=1,
    )
    return replace(flight, **changes)


def build_inventory(
    flight: Flight | None = None, *, cabin: Cabin = Cabin.ECONOMY, capacity: int = 10, fare: str = "199.00"
) -> Inventory:
    flight = flight or build_flight()
    return Inventory.opened(
        CabinKey(flight.id, cabin),
        capacity,
        usd(fare),
        flight_status=flight.status,
        departs_at=flight.departs_at,
        arrives_at=flight.arrives_at,
    )


def hold_request(
    reservation_id: str = "r1", seats: int = 1, *, expires_at: datetime = NOW + timedelta(minutes=10)
) -> HoldRequest:
    return HoldRequest(reservation_id, seats, expires_at, "u1")


def segment_of(inventory: Inventory) -> Segment:
    return Segment(inventory.key.flight_id, inventory.key.cabin)


def sell_seats(
    stores: Stores,
    segments: Sequence[Segment],
    reservation_id: str,
    announce: Announce,
    *,
    is_exchange: bool = False,
) -> None:
    """As when the reservation is confirmed, or its journey has changed."""
    for segment in segments:
        key = segment.find_key()
        assert key is not None
        spendable = partial(find_spendable, stores) if is_exchange else None
        take_turns(stores.inventories, key, [build_sale(segment, reservation_id, announce, spendable)])


_AIRCRAFT = {
    "738": AircraftType("738", "Boeing", "737-800", 160),
    "319": AircraftType("319", "Airbus", "A319", 126),
    "CRJ": AircraftType("CRJ", "Bombardier", "CRJ200", 50),
    "A321-211": AircraftType("A321-211", "Airbus", "A321-211", 199),
    "A321-231": AircraftType("A321-231", "Airbus", "A321-231", 190),
}


class FewAirports:
    """Reference data of a few real places."""

    def __init__(self) -> None:
        airports: Sequence[tuple[str, str, str, float, float]] = (
            ("JFK", "New York", "America/New_York", 40.64, -73.78),
            ("LAX", "Los Angeles", "America/Los_Angeles", 33.94, -118.41),
            ("ORD", "Chicago", "America/Chicago", 41.98, -87.90),
        )
        self._airports = {
            code: Airport(
                code=code,
                name=city,
                city=city,
                country="US",
                time_zone=zone,
                latitude=latitude,
                longitude=longitude,
                served=True,
            )
            for code, city, zone, latitude, longitude in airports
        }

    def find_airport(self, code: str) -> Airport | None:
        return self._airports.get(code)

    def find_airline(self, code: str) -> Airline | None:
        return Airline("UA", "United Air Lines") if code == "UA" else None

    def find_aircraft_type(self, code: str) -> AircraftType | None:
        return _AIRCRAFT.get(code)

    def aircraft_types(self) -> Sequence[AircraftType]:
        return list(_AIRCRAFT.values())

    def airlines(self) -> Sequence[Airline]:
        return [Airline("UA", "United Air Lines")]

    def search_airports(self, text: str) -> Sequence[Airport]:
        return [airport for airport in self._airports.values() if text.lower() in airport.city.lower()]


def day(text: str) -> date:
    return date.fromisoformat(text)


def cabins_of(inventories: Inventories, flight: Flight) -> list[Inventory]:
    found = inventories.find_many(flight.cabin_keys)
    return [found[key] for key in flight.cabin_keys if key in found]

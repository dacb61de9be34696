"""A departure of 2013 and a coming day -> flights on sale, and the seats of their cabins.

Every departure comes with the flight that brings the aircraft back: the data set knows only what left New York, and
travellers want to return.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zlib import crc32
from zoneinfo import ZoneInfo

from flight_service.datasets.nyc_departures import Departure, Fleet
from flight_service.domain.cabin import CabinKey, split_seats
from flight_service.domain.fare_class import rising_ladder
from flight_service.domain.fares import build_fare
from flight_service.domain.flight import Flight, FlightStatus, build_flight_id
from flight_service.domain.inventory import Inventory
from flight_service.domain.reference import AircraftType, Airport
from flight_service.domain.seat_prices import usual_seat_prices
from flight_service.usecases.load_schedule import ScheduledFlight

_DAY_MINUTES = 24 * 60
# Unloading, cleaning, fuelling and boarding a single-aisle aircraft.
_TURNAROUND = timedelta(minutes=50)
# Nothing leaves for New York in the small hours; the aircraft stays for the night.
_LAST_HOUR, _FIRST_HOUR = 23, 5
_MORNING = time(6, 0)
_MORNING_SPREAD_MINUTES = 120


ScheduledDay = tuple[date, list[ScheduledFlight]]


@dataclass(frozen=True, slots=True)
class Timetable:
    airports: Mapping[str, Airport]
    fleet: Fleet

    def schedule_days(self, departures: Iterable[Departure], days: Mapping[date, date]) -> Iterator[ScheduledDay]:
        """`departures` stand together by day, as in the data set; those of days that are not wanted are passed over."""
        for source_day, of_day in groupby(departures, key=lambda departure: departure.day):
            if (day := days.get(source_day)) is not None:
                yield day, [flight for departure in of_day for flight in self.schedule(departure, day)]

    def schedule(self, departure: Departure, day: date) -> Iterator[ScheduledFlight]:
        aircraft = self.fleet.type_of(departure)
        origin, destination = self.airports[departure.origin].zone, self.airports[departure.destination].zone
        departs_at = _instant(day, departure.departs_minute, origin)
        block_time = _block_time(departure, origin, destination)
        outbound = _build_flight(departure, day, departs_at, block_time, aircraft)
        yield _put_on_sale(outbound, aircraft, departure.distance_miles, origin)
        back = _build_return(outbound, block_time, destination)
        yield _put_on_sale(back, aircraft, departure.distance_miles, destination)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """24:00 is the midnight that ends the day."""
    days, rest = divmod(minute, _DAY_MINUTES)
    return datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)), zone).astimezone(UTC)


def _block_time(departure: Departure, origin: ZoneInfo, destination: ZoneInfo) -> timedelta:
    """How long the flight takes, from the two clocks on its own day: the flight is as long when clocks have changed.

    The timetable has no date of arrival; an arrival before the departure is one of the next day.
    """
    departs_at = _instant(departure.day, departure.departs_minute, origin)
    arrives_at = _instant(departure.day, departure.arrives_minute, destination)
    return (arrives_at if arrives_at > departs_at else arrives_at + timedelta(days=1)) - departs_at


def _build_flight(
    departure: Departure, day: date, departs_at: datetime, block_time: timedelta, aircraft: AircraftType
) -> Flight:
    return Flight(
        id=build_flight_id(departure.airline + departure.number, day, departure.origin),
        airline=departure.airline,
        number=departure.number,
        origin=departure.origin,
        destination=departure.destination,
        departure_date=day,
        departs_at=departs_at,
        arrives_at=departs_at + block_time,
        status=FlightStatus.SCHEDULED,
        aircraft_type=aircraft.code,
        cabins=tuple(split_seats(aircraft.seats)),
        version=1,
    )


def _build_return(outbound: Flight, block_time: timedelta, zone: ZoneInfo) -> Flight:
    """Airlines number a pair of flights 1 and 2, 3 and 4, …"""
    number = str(int(outbound.number) + (1 if int(outbound.number) % 2 else -1))
    local = _leave_by_day((outbound.arrives_at + _TURNAROUND).astimezone(zone), outbound.designator)
    departs_at = local.astimezone(UTC)
    return Flight(
        id=build_flight_id(outbound.airline + number, local.date(), outbound.destination),
        airline=outbound.airline,
        number=number,
        origin=outbound.destination,
        destination=outbound.origin,
        departure_date=local.date(),
        departs_at=departs_at,
        arrives_at=departs_at + block_time,
        status=FlightStatus.SCHEDULED,
        aircraft_type=outbound.aircraft_type,
        cabins=outbound.cabins,
        version=1,
    )


def _leave_by_day(local: datetime, designator: str) -> datetime:
    if _FIRST_HOUR <= local.hour < _LAST_HOUR:
        return local
    morning = local.date() + timedelta(days=1 if local.hour >= _LAST_HOUR else 0)
    minutes = crc32(designator.encode()) % _MORNING_SPREAD_MINUTES // 5 * 5
    return datetime.combine(morning, _MORNING, local.tzinfo) + timedelta(minutes=minutes)


def _put_on_sale(flight: Flight, aircraft: AircraftType, distance_miles: int, zone: ZoneInfo) -> ScheduledFlight:
    departs_local = flight.departs_at.astimezone(zone)
    inventories = (
        Inventory.opened(
            CabinKey(flight.id, cabin),
            seats,
            build_fare(flight.designator, distance_miles, cabin, departs_local),
            flight_status=flight.status,
            departs_at=flight.departs_at,
            arrives_at=flight.arrives_at,
            ladder=rising_ladder(cabin, seats),
            seat_prices=usual_seat_prices(cabin),
        )
        for cabin, seats in split_seats(aircraft.seats).items()
    )
    return ScheduledFlight(flight, tuple(inventories))

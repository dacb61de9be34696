"""From the data set's rows to flights on sale."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flight_service.datasets.coming_dates import find_source_day, map_days, map_whole_year
from flight_service.datasets.nyc_departures import Departure, load_airlines, load_fleet, read_departures
from flight_service.datasets.timetable import Timetable
from flight_service.datasets.world_airports import load_airports
from flight_service.domain.cabin import Cabin, split_seats
from flight_service.domain.fares import build_fare
from flight_service.domain.flight import is_flight_id
from flight_service.domain.reference import distance_miles

AIRPORTS = {airport.code: airport for airport in load_airports({"JFK"})}
TIMETABLE = Timetable(AIRPORTS, load_fleet())


def departure(**changes: Any) -> Departure:
    values: dict[str, Any] = {
        "day": date(2013, 7, 3),
        "airline": "DL",
        "number": "1999",
        "tail_number": "N900DE",
        "origin": "JFK",
        "destination": "LAX",
        "departs_minute": 9 * 60,
        "arrives_minute": 12 * 60 + 15,
        "distance_miles": 2475,
    }
    return Departure(**values | changes)


def schedule(one: Departure, day: str) -> tuple[Any, Any]:
    outbound, back = TIMETABLE.schedule(one, date.fromisoformat(day))
    return outbound.flight, back.flight


@pytest.mark.parametrize(
    ("day", "departs_at", "arrives_at"),
    [
        ("2026-07-01", "2026-07-01T13:00+00:00", "2026-07-01T19:15+00:00"),  # summer time on both coasts
        ("2026-12-02", "2026-12-02T14:00+00:00", "2026-12-02T20:15+00:00"),  # standard time on both
    ],
)
def test_local_times_become_instants_by_the_zones_of_the_airports(day: str, departs_at: str, arrives_at: str) -> None:
    outbound, _ = schedule(departure(), day)
    assert (outbound.departs_at, outbound.arrives_at) == tuple(map(datetime.fromisoformat, (departs_at, arrives_at)))


def test_an_arrival_before_the_departure_is_one_of_the_next_day() -> None:
    night = departure(destination="SJU", departs_minute=23 * 60 + 59, arrives_minute=3 * 60 + 45)
    outbound, _ = schedule(night, "2026-07-01")
    arrives_local = outbound.arrives_at.astimezone(ZoneInfo("America/Puerto_Rico"))
    assert (arrives_local.date(), arrives_local.hour) == (date(2026, 7, 2), 3)
    assert outbound.duration_minutes == 226


def test_a_flight_takes_as_long_when_one_airport_has_changed_its_clocks() -> None:
    """Phoenix never does: by the clocks alone the same flight would last an hour more in the weeks between."""
    to_phoenix = departure(day=date(2013, 3, 6), destination="PHX", departs_minute=480, arrives_minute=660)
    before, _ = schedule(to_phoenix, "2026-03-04")
    after, _ = schedule(to_phoenix, "2026-03-11")
    assert before.duration_minutes == after.duration_minutes == 300


def test_the_aircraft_comes_back() -> None:
    outbound, back = schedule(departure(), "2026-12-02")
    assert (back.origin, back.destination, back.designator) == ("LAX", "JFK", "DL2000")
    assert back.departs_at - outbound.arrives_at == timedelta(minutes=50)
    assert back.aircraft_type == outbound.aircraft_type == "MD-88"


def test_an_aircraft_that_arrives_at_night_comes_back_in_the_morning() -> None:
    late = departure(destination="SJU", departs_minute=18 * 60 + 30, arrives_minute=23 * 60 + 30)
    _, back = schedule(late, "2026-12-02")
    local = back.departs_at.astimezone(ZoneInfo("America/Puerto_Rico"))
    assert (local.date(), back.departure_date) == (date(2026, 12, 3), date(2026, 12, 3))
    assert 6 <= local.hour < 8


def test_every_source_day_is_of_the_same_weekday_and_near_in_the_year() -> None:
    for offset in range(800):
        day = date(2026, 11, 22) + timedelta(days=offset)
        source = find_source_day(day)
        assert source.year == 2013
        assert source.weekday() == day.weekday()


def test_the_whole_year_has_every_day_of_the_data_set_once() -> None:
    for first in (date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29)):
        mapped = map_whole_year(first)
        assert len(mapped) == len(set(mapped.values())) == 365
        assert min(mapped.values()) == first
        assert all(source.weekday() == day.weekday() for source, day in mapped.items())
    assert len(map_days(date(2026, 11, 22), 14)) == 14


def test_every_departure_of_the_data_set_can_be_put_on_sale() -> None:
    """All 336,776 are read; every fiftieth is scheduled, which meets every airline, airport and hour."""
    days, seen, count = map_whole_year(date(2026, 11, 22)), set(), 0
    for count, one in enumerate(read_departures(days), 1):
        if count % 50:
            continue
        for scheduled in TIMETABLE.schedule(one, days[one.day]):
            flight = scheduled.flight
            seen |= {flight.origin, flight.airline}
            assert is_flight_id(flight.id)
            assert timedelta(minutes=20) < flight.arrives_at - flight.departs_at < timedelta(hours=13)
            assert flight.departs_at.tzinfo is UTC
            assert min(inventory.free for inventory in scheduled.inventories) > 0
    assert count == 336_776
    assert {"UA", "HA", "EWR", "JFK", "LGA", "HNL", "SFO"} <= seen


def test_every_airline_has_aircraft_and_no_aircraft_is_a_toy() -> None:
    fleet = load_fleet()
    for airline in load_airlines():
        assert fleet.type_of(departure(airline=airline.code, tail_number="NA")).seats >= 55
    assert min(aircraft.seats for aircraft in fleet.types.values()) >= 30
    assert {aircraft.manufacturer for aircraft in fleet.types.values()} >= {"Airbus", "Boeing", "Bombardier", "Embraer"}


def test_every_seat_is_in_exactly_one_cabin() -> None:
    for seats in range(30, 460):
        cabins = split_seats(seats)
        assert sum(cabins.values()) == seats
        assert min(cabins.values()) > 0
        assert cabins[Cabin.ECONOMY] >= seats * 0.6


def test_fares_are_exact_repeatable_and_rise_with_distance_and_cabin() -> None:
    monday, friday = datetime(2026, 11, 23, 12), datetime(2026, 11, 27, 12)
    near, far = (build_fare("UA1", miles, Cabin.ECONOMY, monday) for miles in (200, 2500))
    assert near == build_fare("UA1", 200, Cabin.ECONOMY, monday)
    assert near.amount < far.amount
    assert near.amount.as_tuple().exponent == -2
    assert far.amount < build_fare("UA1", 2500, Cabin.ECONOMY, friday).amount
    prices = [build_fare("UA1", 2500, cabin, monday).amount for cabin in Cabin]
    assert prices == sorted(set(prices))


def test_distances_are_those_of_the_data_set() -> None:
    assert distance_miles(AIRPORTS["JFK"], AIRPORTS["LAX"]) == pytest.approx(2475, abs=10)
    assert distance_miles(AIRPORTS["JFK"], AIRPORTS["BOS"]) == pytest.approx(187, abs=3)


def test_starting_the_service_or_loading_does_not_import_pandas() -> None:
    code = (
        "import sys; from flight_service.datasets.nyc_departures import load_fleet; load_fleet(); "
        "from flight_service.storage import mongo; assert 'pandas' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

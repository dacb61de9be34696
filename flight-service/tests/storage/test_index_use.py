"""No search reads a whole collection: every statement is explained by the database, and each finds by an index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flight_builders import NOW, build_flight, build_inventory, day
from flight_shelves import Shelf, build_mongo_shelf
from schedule_files import build_leg as build_leg_record
from schedule_files import build_ssim

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.ports import FlightFilter, ScheduleFilter
from flight_service.domain.schedule_file import ScheduleFileFormat
from flight_service.usecases.copy_fares import FareCopy, plan_copy
from flight_service.usecases.list_flights import list_flights
from flight_service.usecases.request_import import ImportRefused, ScheduleFile, request_import
from flight_service.usecases.search_flights import FlightSort, Search, search_flights
from flight_service.usecases.search_journeys import Party, Slice, Wishes, search_days_around, search_slice
from flight_service.usecases.show_occupancy import show_occupancy
from flight_service.usecases.staff import StaffMember
from wire.database import connect
from wire.index_use import Statements, find_scans

THE_DAY = day("2026-12-03")
WISHES = Wishes(party=Party(adults=1), cabin=Cabin.ECONOMY, max_connections=1, sort=FlightSort.PRICE)
# The network is some hundred routes, read as a whole and kept in memory for a minute.
READ_AS_A_WHOLE = {"routes"}


@pytest.fixture
def statements() -> Statements:
    return Statements()


@pytest.fixture
def database(mongodb_url: str, statements: Statements) -> Iterator[Any]:
    database = connect(mongodb_url, f"test_{uuid4().hex[:16]}", listeners=[statements])
    yield database
    database.client.drop_database(database.name)
    database.client.close()


@pytest.fixture
def shelf(database: Any) -> Shelf:
    shelf = build_mongo_shelf(database)
    flights = [build_leg(number, *route, leaves) for number, (route, leaves) in enumerate(LEGS.items(), 1)]
    shelf.stores.flights.add_missing(flights)
    shelf.stores.inventories.add_missing([build_inventory(flight) for flight in flights])
    shelf.stores.routes.add(LEGS)
    return shelf


LEGS = {("JFK", "LAX"): 14, ("JFK", "ORD"): 13, ("ORD", "LAX"): 21}


def build_leg(number: int, origin: str, destination: str, leaves: int) -> Flight:
    departs_at = NOW.replace(day=3, hour=leaves)
    return build_flight(
        number=str(number),
        id=f"UA{number}-20261203-{origin}",
        origin=origin,
        destination=destination,
        departs_at=departs_at,
    )


def test_a_scan_is_recognized(database: Any, shelf: Shelf, statements: Statements) -> None:
    statements.asked.clear()
    list(database["flights"].find({"aircraft_type": "738"}))
    assert find_scans(database, statements, READ_AS_A_WHOLE) == [("flights", {"aircraft_type": "738"})]


def test_travellers_searches_use_an_index(database: Any, shelf: Shelf, statements: Statements) -> None:
    statements.asked.clear()
    stores, part = shelf.stores, Slice(origin="JFK", destination="LAX", date=THE_DAY)
    search = Search(
        origin="JFK",
        destination="LAX",
        date=THE_DAY,
        passengers=1,
        cabin=Cabin.ECONOMY,
        sort=FlightSort.PRICE,
    )
    assert len(search_flights(stores, search, NOW)) == 1
    assert len(search_slice(stores, part, WISHES, NOW)) == 2
    assert search_days_around(stores, part, WISHES, NOW)[THE_DAY] is not None
    key = CabinKey("UA1-20261203-JFK", Cabin.ECONOMY)
    assert stores.flights.find_many({key.flight_id})
    assert stores.inventories.assigned_seats([key]) == {key: {}}
    assert {collection for collection, _ in statements.asked} == {"flights", "inventories", "routes", "price_rules"}
    assert find_scans(database, statements, READ_AS_A_WHOLE) == []


@pytest.mark.parametrize(
    "wanted",
    [
        FlightFilter(),
        FlightFilter(date=THE_DAY, airline="UA", status=FlightStatus.SCHEDULED),
        FlightFilter(origin="JFK", destination="LAX"),
        FlightFilter(designator="UA1"),
        FlightFilter(designator="UA1", date=THE_DAY),
    ],
)
def test_lists_of_staff_use_an_index(database: Any, shelf: Shelf, statements: Statements, wanted: FlightFilter) -> None:
    statements.asked.clear()
    assert list_flights(shelf.stores, wanted, None, 20, NOW).found
    assert find_scans(database, statements, READ_AS_A_WHOLE) == []


def test_occupancy_and_the_horizon_use_an_index(database: Any, shelf: Shelf, statements: Statements) -> None:
    statements.asked.clear()
    first: date = THE_DAY - timedelta(days=3)
    assert show_occupancy(shelf.stores, "JFK", "LAX", first, 7, None)[3].flights == 1
    assert shelf.stores.flights.last_day() == THE_DAY
    assert shelf.stores.audit.newest(20, before="z") == []
    assert shelf.stores.flights.all_staged() == []
    assert find_scans(database, statements, READ_AS_A_WHOLE) == []


def test_schedule_files_and_copied_fares_use_an_index(database: Any, shelf: Shelf, statements: Statements) -> None:
    """They ask about a season of flights; the others must not be read for it."""
    statements.asked.clear()
    stores = shelf.stores
    leg = build_leg_record(number="1", period="01DEC2631DEC26", weekdays="1234567", configuration="Y10")
    file = ScheduleFile(
        name="december", form=ScheduleFileFormat.SSIM, text=build_ssim(leg), fares={}, cancels_absent=False
    )
    assert not isinstance(request_import(stores, "i1", file, StaffMember("agent-1"), NOW), ImportRefused)
    assert stores.schedules.list(ScheduleFilter(), 20, after="A") == []
    for wanted in ({"airline": "UA"}, {"designator": "UA1"}, {"origin": "JFK"}, {"destination": "LAX"}):
        assert stores.schedules.list(ScheduleFilter(first_day=THE_DAY, **wanted), 20) == []
    assert stores.flights.of_schedule("s1") == []
    assert stores.schedule_imports.count_open() == 1
    assert len(stores.schedule_imports.newest(20, before="9")) == 1
    assert stores.schedule_imports.take(NOW, NOW)
    copy = FareCopy(
        from_flight_id="UA1-20261203-JFK",
        origin="JFK",
        destination="LAX",
        first_day=THE_DAY,
        last_day=THE_DAY + timedelta(days=30),
    )
    assert plan_copy(stores, copy, NOW).targets == []
    assert find_scans(database, statements, READ_AS_A_WHOLE) == []

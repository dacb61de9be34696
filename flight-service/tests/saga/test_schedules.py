"""Schedules of a period, and the occupancy of a route."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, day, hold_request, segment_of, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import FlightStatus
from flight_service.domain.ports import CabinOffer
from flight_service.domain.schedule import build_schedule_id
from flight_service.usecases.create_schedule import NewSchedule, Planned, create_schedule
from flight_service.usecases.show_occupancy import show_occupancy
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.take_seats import take_seats

MONDAY, FRIDAY = 0, 4


def plan(shelf: Shelf, **changes: Any) -> Planned:
    values: dict[str, Any] = {
        "airline": "UA",
        "number": "77",
        "origin": "JFK",
        "destination": "LAX",
        "departs_at": time(9, 30),
        "arrives_at": time(12, 45),
        "first_day": day("2027-03-08"),
        "last_day": day("2027-03-19"),
        "weekdays": frozenset({MONDAY, FRIDAY}),
        "aircraft_type": "738",
        "cabins": {Cabin.ECONOMY: CabinOffer(150, usd("99.00"))},
    }
    schedule = NewSchedule(**values | changes)
    return create_schedule(
        shelf.stores, build_schedule_id(uuid4().hex), schedule, StaffMember("agent-1"), announce, NOW
    )


def test_a_schedule_has_a_flight_on_each_of_its_weekdays(shelf: Shelf) -> None:
    planned = plan(shelf)
    assert [flight.departure_date.isoformat() for flight in planned.created] == [
        "2027-03-08",
        "2027-03-12",
        "2027-03-15",
        "2027-03-19",
    ]
    assert shelf.announced() == ["created"] * 4


def test_its_hours_are_those_of_the_clocks_though_they_change(shelf: Shelf) -> None:
    """Summer time begins on the 14th of March: the flight leaves at half past nine all the same."""
    hours = [flight.departs_at.strftime("%d %H:%M") for flight in plan(shelf).created]
    assert hours == ["08 14:30", "12 14:30", "15 13:30", "19 13:30"]


def test_an_arrival_before_the_departure_is_one_of_the_next_day(shelf: Shelf) -> None:
    (flight, *_) = plan(shelf, departs_at=time(23, 0), arrives_at=time(2, 15)).created
    assert flight.duration_minutes == 375


def test_planning_again_creates_what_is_missing(shelf: Shelf) -> None:
    plan(shelf, last_day=day("2027-03-12"))
    planned = plan(shelf)
    assert [one.isoformat() for one in planned.existing_days] == ["2027-03-08", "2027-03-12"]
    assert len(planned.created) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_day": day("2027-03-01")}, "input.lastDay"),
        ({"last_day": day("2028-03-20")}, "input.lastDay"),
        ({"last_day": day("9999-12-31")}, "input.lastDay"),
        ({"last_day": day("2027-12-01"), "weekdays": frozenset(range(7))}, "input.lastDay"),
        ({"weekdays": frozenset()}, "input.weekdays"),
        ({"origin": "QQQ"}, "input.origin"),
        ({"first_day": day("2026-11-02")}, "input.firstDay"),
    ],
)
def test_an_impossible_schedule_is_refused_by_its_field(shelf: Shelf, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan(shelf, **changes)
    assert refused.value.field == field
    assert shelf.announced() == []


def test_occupancy_adds_up_the_flights_of_a_day(shelf: Shelf) -> None:
    flights = [build_flight(), build_flight(number="8"), build_flight(number="9", status=FlightStatus.CANCELLED)]
    inventories = [build_inventory(flight, capacity=10) for flight in flights]
    shelf.stores.flights.add_missing(flights)
    shelf.stores.inventories.add_missing([*inventories, build_inventory(flights[0], cabin=Cabin.FIRST, capacity=4)])
    take_seats(shelf.stores, [segment_of(inventories[0])], hold_request(seats=6), announce, NOW)

    before, full = show_occupancy(shelf.stores, "JFK", "LAX", day("2026-12-02"), 2, None)
    assert (before.flights, before.capacity, before.load_factor) == (0, 0, 0.0)
    assert (full.flights, full.capacity, full.free, full.held, full.sold) == (2, 24, 18, 6, 0)
    assert full.load_factor == 0.25
    (economy,) = show_occupancy(shelf.stores, "JFK", "LAX", day("2026-12-03"), 1, Cabin.ECONOMY)
    assert (economy.capacity, economy.load_factor) == (20, 0.3)


@pytest.mark.parametrize(("origin", "days", "field"), [("QQQ", 1, "origin"), ("JFK", 0, "days"), ("JFK", 32, "days")])
def test_bad_questions_of_occupancy_are_refused(shelf: Shelf, origin: str, days: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        show_occupancy(shelf.stores, origin, "LAX", day("2026-12-03"), days, None)
    assert refused.value.field == field

"""Schedules are kept, by whomever they were planned; found, compared with their flights, and withdrawn."""

from __future__ import annotations

import itertools
from datetime import time, timedelta
from typing import Any

import pytest
from flight_builders import NOW, announce, day, hold_request, usd
from flight_shelves import Shelf
from schedule_files import build_leg, build_ssim

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.flight import FlightStatus
from flight_service.domain.hold_request import Segment
from flight_service.domain.ports import CabinOffer, ScheduleFilter
from flight_service.domain.schedule import Difference, Schedule, ScheduleState
from flight_service.domain.schedule_file import ScheduleFileFormat
from flight_service.usecases.create_schedule import NewSchedule, create_schedule
from flight_service.usecases.request_import import ScheduleFile, request_import
from flight_service.usecases.run_import import run_next_import
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.swap_aircraft import swap_aircraft
from flight_service.usecases.take_seats import take_seats
from flight_service.usecases.update_flight import FlightChanges, cancel_flight, update_flight
from flight_service.usecases.withdraw_schedule import (
    MOST_AT_A_TIME,
    get_schedule,
    open_schedule,
    preview_withdrawal,
    withdraw_schedule,
)

AGENT = StaffMember("agent-1")
# Mondays and Fridays from the 8th to the 19th of March.
IDS = [f"UA77-202703{number}-JFK" for number in ("08", "12", "15", "19")]


def plan(shelf: Shelf, new_id: str = "s1", **changes: Any) -> Schedule:
    values: dict[str, Any] = {
        "airline": "UA",
        "number": "77",
        "origin": "JFK",
        "destination": "LAX",
        "departs_at": time(9, 30),
        "arrives_at": time(12, 45),
        "first_day": day("2027-03-08"),
        "last_day": day("2027-03-19"),
        "weekdays": frozenset({0, 4}),
        "aircraft_type": "738",
        "cabins": {Cabin.ECONOMY: CabinOffer(150, usd("99.00"))},
    }
    return create_schedule(shelf.stores, new_id, NewSchedule(**values | changes), AGENT, announce, NOW).schedule


def bring_in(shelf: Shelf, import_id: str, *legs: str) -> None:
    text, fares = build_ssim(*legs), {Cabin.ECONOMY: usd("120.00")}
    file = ScheduleFile(name="f", form=ScheduleFileFormat.SSIM, text=text, fares=fares, cancels_absent=False)
    request_import(shelf.stores, import_id, file, AGENT, NOW)
    assert run_next_import(shelf.stores, announce, lambda: NOW, lambda: False)


def listed(shelf: Shelf, **wanted: Any) -> list[Schedule]:
    return list(shelf.stores.schedules.list(ScheduleFilter(**wanted), 20))


def schedule_of(shelf: Shelf, flight_id: str) -> str | None:
    flight = shelf.stores.flights.find(flight_id)
    assert flight
    return flight.schedule_id


def test_what_is_planned_by_hand_is_a_schedule_with_its_flights(shelf: Shelf) -> None:
    schedule = plan(shelf)
    assert get_schedule(shelf.stores, "s1") == schedule
    assert [flight.id for flight in sorted(shelf.stores.flights.of_schedule("s1"), key=lambda one: one.id)] == IDS
    assert plan(shelf, "s2") == schedule
    assert listed(shelf) == [schedule]
    (act,) = shelf.stores.schedules.acts("s1")
    assert (act.action, act.details["period"]) == ("schedule_created", "2027-03-08 to 2027-03-19")


def test_a_file_makes_a_schedule_and_changes_it_when_it_comes_again(shelf: Shelf) -> None:
    bring_in(shelf, "i1", build_leg())
    (made,) = listed(shelf)
    assert (made.pattern.departs_at, made.pattern.aircraft_type, made.cabins[Cabin.ECONOMY].fare) == (
        570,
        "738",
        usd("120.00"),
    )
    bring_in(shelf, "i2", build_leg())
    assert listed(shelf) == [made]
    bring_in(shelf, "i3", build_leg(departs="1015", period="08MAR2726MAR27"))
    (changed,) = listed(shelf)
    assert (changed.id, changed.pattern.departs_at, changed.pattern.last_day) == (made.id, 615, day("2027-03-26"))
    assert len(shelf.stores.flights.of_schedule(made.id)) == 6
    assert [act.action for act in shelf.stores.schedules.acts(made.id)] == ["schedule_created", "schedule_changed"]


def test_a_file_that_retimes_the_rest_of_a_period_splits_the_schedule(shelf: Shelf) -> None:
    first = plan(shelf)
    bring_in(shelf, "i1", build_leg(departs="1015", period="15MAR2719MAR27"))
    before, after = listed(shelf)
    assert (before.id, before.pattern.last_day, before.version) == (first.id, day("2027-03-12"), 2)
    assert (after.pattern.first_day, after.pattern.departs_at) == (day("2027-03-15"), 615)
    assert [schedule_of(shelf, one) for one in IDS] == [before.id, before.id, after.id, after.id]
    bring_in(shelf, "i2", build_leg(departs="1100"))
    states = {one.id: one.state for one in listed(shelf)}
    assert sorted(states.values()) == [ScheduleState.ACTIVE, ScheduleState.REPLACED]


def test_a_schedule_ends_before_the_flights_it_lost_though_the_worker_stopped_meanwhile(shelf: Shelf) -> None:
    plan(shelf)
    text = build_ssim(build_leg(departs="1015", period="15MAR2730APR27", weekdays="1234567"))
    fares = {Cabin.ECONOMY: usd("120.00")}
    file = ScheduleFile(name="f", form=ScheduleFileFormat.SSIM, text=text, fares=fares, cancels_absent=False)
    request_import(shelf.stores, "i1", file, AGENT, NOW)
    asked = itertools.count()
    assert run_next_import(shelf.stores, announce, lambda: NOW, lambda: next(asked) >= 1)
    assert run_next_import(shelf.stores, announce, lambda: NOW, lambda: False)
    before, after = listed(shelf)
    assert (before.id, before.pattern.last_day, after.pattern.first_day) == ("s1", day("2027-03-12"), day("2027-03-15"))
    assert len(shelf.stores.flights.of_schedule(after.id)) == 47


def test_how_flights_differ_from_their_schedule_is_seen(shelf: Shelf) -> None:
    schedule = plan(shelf)
    cancel_flight(shelf.stores, IDS[0], None, AGENT, announce, NOW)
    flight = shelf.stores.flights.find(IDS[1])
    assert flight
    later = FlightChanges(departs_at=flight.departs_at + timedelta(minutes=30))
    update_flight(shelf.stores, IDS[1], later, AGENT, announce, NOW)
    swap_aircraft(shelf.stores, IDS[2], "319", None, AGENT, announce, NOW)
    opened = open_schedule(shelf.stores, schedule, NOW)
    assert {one.flight.id: one.differences for one in opened.flights} == {
        IDS[0]: (Difference.CANCELLED,),
        IDS[1]: (Difference.RETIMED,),
        IDS[2]: (Difference.OTHER_AIRCRAFT,),
        IDS[3]: (),
    }
    assert opened.missing_days == []
    assert {one.flight.schedule_id for one in opened.flights} == {"s1"}


def test_days_without_a_flight_of_it_are_missing(shelf: Shelf) -> None:
    plan(shelf, last_day=day("2027-03-08"))
    other = plan(shelf, "s2", weekdays=frozenset({0, 1}))
    assert (other.id, schedule_of(shelf, IDS[0])) == ("s2", "s1")
    assert open_schedule(shelf.stores, other, NOW).missing_days == [day("2027-03-08")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"airline": "UA"}, ["s1", "s2"]),
        ({"designator": "UA78"}, ["s2"]),
        ({"origin": "JFK", "destination": "LAX"}, ["s1"]),
        ({"first_day": day("2027-03-20")}, ["s2"]),
        ({"last_day": day("2027-03-19")}, ["s1"]),
        ({"airline": "DL"}, []),
    ],
)
def test_they_are_found_by_airline_route_and_period(shelf: Shelf, wanted: dict[str, Any], found: list[str]) -> None:
    plan(shelf)
    later = {"first_day": day("2027-03-22"), "last_day": day("2027-03-26")}
    plan(shelf, "s2", number="78", destination="ORD", **later)
    assert [one.id for one in listed(shelf, **wanted)] == found


def test_they_come_page_by_page(shelf: Shelf) -> None:
    for number in (9, 77, 100):
        plan(shelf, f"s{number}", number=str(number))
    (first,) = shelf.stores.schedules.list(ScheduleFilter(), 1)
    rest = shelf.stores.schedules.list(ScheduleFilter(), 5, after=first.place)
    assert [one.id for one in (first, *rest)] == ["s9", "s77", "s100"]


def test_withdrawing_cancels_what_was_seen_and_ends_the_schedule(shelf: Shelf) -> None:
    plan(shelf)
    take_seats(shelf.stores, [Segment(IDS[3], Cabin.ECONOMY)], hold_request(seats=2), announce, NOW)
    seen = preview_withdrawal(shelf.stores, "s1", day("2027-03-12"), NOW)
    assert [(one.flight.id, one.seats) for one in seen] == [(IDS[1], 0), (IDS[2], 0), (IDS[3], 2)]
    done = withdraw_schedule(
        shelf.stores, "s1", day("2027-03-12"), [IDS[0], IDS[1], IDS[3]], "no crew", AGENT, announce, NOW
    )
    assert ([one.id for one in done.cancelled], list(done.refused)) == ([IDS[1], IDS[3]], [IDS[0]])
    assert (done.schedule.state, done.schedule.pattern.last_day) == (ScheduleState.ACTIVE, day("2027-03-11"))
    statuses = shelf.stores.flights.find_many(IDS)
    assert [statuses[one].status is FlightStatus.CANCELLED for one in IDS] == [False, True, False, True]
    # Who goes on with the rest finds the schedule ended.
    rest = withdraw_schedule(shelf.stores, "s1", day("2027-03-12"), [IDS[2]], "no crew", AGENT, announce, NOW)
    assert len(rest.cancelled) == 1
    act = shelf.stores.schedules.acts("s1")[-1]
    assert (act.action, act.details["reason"], act.version) == ("schedule_withdrawn", "no crew", 2)
    assert shelf.stores.audit.of_flight(IDS[1])[-1].details["reason"] == "no crew"


def test_a_schedule_withdrawn_from_its_first_day_is_withdrawn_as_a_whole(shelf: Shelf) -> None:
    plan(shelf)
    done = withdraw_schedule(shelf.stores, "s1", day("2027-03-01"), IDS, "sold", AGENT, announce, NOW)
    assert (done.schedule.state, len(done.cancelled)) == (ScheduleState.WITHDRAWN, 4)
    assert preview_withdrawal(shelf.stores, "s1", day("2027-03-01"), NOW) == []
    assert open_schedule(shelf.stores, done.schedule, NOW).missing_days == []


def test_a_withdrawal_that_cannot_be_is_refused(shelf: Shelf) -> None:
    plan(shelf)
    with pytest.raises(NotFound):
        preview_withdrawal(shelf.stores, "none", day("2027-03-12"), NOW)
    with pytest.raises(InvalidInput):
        preview_withdrawal(shelf.stores, "s1", day("2026-11-01"), NOW)
    many = [f"UA{number}-20270308-JFK" for number in range(MOST_AT_A_TIME + 1)]
    with pytest.raises(InvalidInput):
        withdraw_schedule(shelf.stores, "s1", day("2027-03-12"), many, "why", AGENT, announce, NOW)
    assert get_schedule(shelf.stores, "s1").version == 1

"""A schedule file is carried out: once, whatever dies in between, and with a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, usd
from flight_shelves import Shelf
from schedule_files import build_leg, build_ssim

from flight_service.domain.cabin import Cabin
from flight_service.domain.flight import FlightStatus
from flight_service.domain.schedule_file import ScheduleFileFormat
from flight_service.domain.schedule_import import ImportState, Outcome, ScheduleImport
from flight_service.usecases.request_import import ImportRefused, ScheduleFile, request_import
from flight_service.usecases.run_import import FLIGHTS_AT_A_TIME, run_next_import
from flight_service.usecases.staff import StaffMember

AGENT = StaffMember("agent-1")
IDS = [f"UA77-202703{number}-JFK" for number in ("08", "12", "15", "19")]


def file_of(*legs: str, cancels_absent: bool = False) -> ScheduleFile:
    return ScheduleFile(
        name="summer.ssim",
        form=ScheduleFileFormat.SSIM,
        text=build_ssim(*legs),
        fares={Cabin.ECONOMY: usd("120.00")},
        cancels_absent=cancels_absent,
    )


def send(shelf: Shelf, file: ScheduleFile, import_id: str = "i1") -> None:
    assert isinstance(request_import(shelf.stores, import_id, file, AGENT, NOW), ScheduleImport)


def run(shelf: Shelf, now: datetime = NOW, is_stopping: Callable[[], bool] = lambda: False) -> bool:
    return run_next_import(shelf.stores, announce, lambda: now, is_stopping)


def get(shelf: Shelf, import_id: str = "i1") -> ScheduleImport:
    found = shelf.stores.schedule_imports.find(import_id)
    assert found
    return found


def test_its_flights_are_on_sale_afterwards_and_on_record(shelf: Shelf) -> None:
    send(shelf, file_of(build_leg()))
    assert get(shelf).state is ImportState.WAITING
    assert run(shelf)
    assert not run(shelf)
    done = get(shelf)
    assert (done.state, done.counts, done.problems) == (ImportState.DONE, {Outcome.CREATED: 4}, ())
    assert set(shelf.stores.flights.find_many(IDS)) == set(IDS)
    assert shelf.announced() == ["created"] * 4
    acts = {entry.action: entry for entry in shelf.stores.audit.newest(10)}
    assert set(acts) == {"schedule_import_requested", "schedule_imported", "created"}
    assert (acts["schedule_imported"].user_id, acts["schedule_imported"].details["created"]) == ("agent-1", "4")
    assert acts["schedule_import_requested"].details["file"] == "summer.ssim"


def test_the_same_file_again_changes_nothing(shelf: Shelf) -> None:
    for import_id in ("i1", "i2"):
        send(shelf, file_of(build_leg()), import_id)
        run(shelf)
    assert get(shelf, "i2").counts == {Outcome.UNCHANGED: 4}
    assert shelf.announced() == ["created"] * 4


def test_hours_and_aircraft_follow_the_file(shelf: Shelf) -> None:
    send(shelf, file_of(build_leg()))
    run(shelf)
    send(shelf, file_of(build_leg(departs="1015", aircraft="319", weekdays="1      ")), "i2")
    run(shelf)
    assert get(shelf, "i2").counts == {Outcome.CHANGED: 2}
    changed = shelf.stores.flights.find_many(IDS)
    assert [changed[one].aircraft_type for one in IDS] == ["319", "738", "319", "738"]
    assert [(changed[one].departs_at.minute, changed[one].version) for one in IDS] == [(15, 3), (30, 1)] * 2
    assert sorted(shelf.announced())[:2] == ["aircraft_changed"] * 2


def test_flights_the_file_no_longer_has_are_cancelled_if_that_was_asked_for(shelf: Shelf) -> None:
    send(shelf, file_of(build_leg()))
    run(shelf)
    send(shelf, file_of(build_leg(weekdays="1      ")), "keep")
    run(shelf)
    send(shelf, file_of(build_leg(weekdays="1      "), cancels_absent=True), "cancel")
    run(shelf)
    assert get(shelf, "keep").counts == {Outcome.UNCHANGED: 2}
    assert get(shelf, "cancel").counts == {Outcome.UNCHANGED: 2, Outcome.CANCELLED: 2}
    found = shelf.stores.flights.find_many(IDS)
    cancelled = [one for one in IDS if found[one].status is FlightStatus.CANCELLED]
    assert cancelled == [IDS[1], IDS[3]]


def test_only_what_was_absent_when_the_file_was_sent_is_cancelled(shelf: Shelf) -> None:
    send(shelf, file_of(build_leg(weekdays="1      "), cancels_absent=True))
    flight = build_flight(number="77", departs_at=NOW.replace(year=2027, month=3, day=12))
    shelf.stores.flights.add_missing([flight])
    run(shelf)
    assert flight.id == IDS[1]
    assert get(shelf).counts == {Outcome.CREATED: 2}
    assert shelf.stores.flights.find_many(IDS)[IDS[1]].status is FlightStatus.SCHEDULED


def test_a_file_with_unreadable_lines_cancels_nothing(shelf: Shelf) -> None:
    file = file_of(build_leg(), build_leg(number="78", weekdays="9"), cancels_absent=True)
    refused = request_import(shelf.stores, "i1", file, AGENT, NOW)
    assert isinstance(refused, ImportRefused)
    assert refused.code == "UNREADABLE_LINES"
    assert shelf.stores.schedule_imports.find("i1") is None


def test_what_is_refused_is_listed_by_line_and_flight(shelf: Shelf) -> None:
    taken = replace(build_flight(number="77", departs_at=NOW.replace(year=2027, month=3, day=8)), id=IDS[0])
    shelf.stores.flights.add_missing([replace(taken, destination="ORD")])
    send(shelf, file_of(build_leg(), build_leg(number="78", weekdays="9"), build_leg(number="79", origin="XXX")))
    run(shelf)
    done = get(shelf)
    assert done.counts == {Outcome.REFUSED: 1, Outcome.CREATED: 3}
    assert [(problem.line, problem.flight_id) for problem in done.problems] == [(4, IDS[0]), (5, None), (6, None)]


def test_somebody_who_was_faster_is_respected(shelf: Shelf) -> None:
    """Between the plan and its turn the flight was created by hand, with other hours."""
    send(shelf, file_of(build_leg(weekdays="1      ", period="08MAR2708MAR27")))
    flight = build_flight(number="77", departs_at=NOW.replace(year=2027, month=3, day=8), aircraft_type="738")
    shelf.stores.flights.add_missing([flight])
    shelf.stores.inventories.add_missing([build_inventory(flight)])
    assert flight.id == IDS[0]
    run(shelf)
    assert get(shelf).counts == {Outcome.CHANGED: 1}
    assert shelf.announced() == ["rescheduled"]


def test_a_worker_that_stops_leaves_the_rest_to_the_next(shelf: Shelf) -> None:
    """After the first line, and the first flights of the second."""
    send(shelf, file_of(build_leg(), build_leg(number="78", period="01APR2715MAY27", weekdays="1234567")))
    asked = count()
    run(shelf, is_stopping=lambda: next(asked) >= 2)
    stopped = get(shelf)
    assert (stopped.state, stopped.lines_done, stopped.flights_done) == (ImportState.RUNNING, 1, FLIGHTS_AT_A_TIME)
    run(shelf)
    assert (get(shelf).state, get(shelf).counts) == (ImportState.DONE, {Outcome.CREATED: 4 + 45})
    assert shelf.announced() == ["created"] * 49


def test_a_worker_that_has_died_is_followed_by_another_after_a_minute(shelf: Shelf) -> None:
    send(shelf, file_of(build_leg()))
    assert shelf.stores.schedule_imports.take(NOW, NOW + timedelta(seconds=60))
    assert not run(shelf, NOW + timedelta(seconds=59))
    assert run(shelf, NOW + timedelta(seconds=60))
    assert get(shelf).counts == {Outcome.CREATED: 4}


def test_a_worker_whose_time_is_over_writes_nothing_down(shelf: Shelf) -> None:
    send(shelf, file_of(build_leg()))
    imports = shelf.stores.schedule_imports
    slow = imports.take(NOW, NOW + timedelta(seconds=60))
    assert slow
    assert run(shelf, NOW + timedelta(seconds=60))
    assert not imports.save(slow.finished(ImportState.FAILED, NOW).saved(), NOW)
    assert get(shelf).state is ImportState.DONE


def test_a_file_that_ends_every_worker_is_given_up(shelf: Shelf) -> None:
    send(shelf, file_of(build_leg()))
    for minute in range(5):
        moment = NOW + timedelta(minutes=minute)
        assert shelf.stores.schedule_imports.take(moment, moment + timedelta(seconds=60))
    assert run(shelf, NOW + timedelta(minutes=5))
    assert get(shelf).state is ImportState.FAILED
    assert not run(shelf, NOW + timedelta(hours=1))


def test_files_wait_their_turn_and_not_too_many_of_them(shelf: Shelf) -> None:
    for number in range(5):
        file = file_of(build_leg(number=str(100 + number)))
        moment = NOW + timedelta(seconds=number)
        assert isinstance(request_import(shelf.stores, f"i{number}", file, AGENT, moment), ScheduleImport)
    refused = request_import(shelf.stores, "i5", file_of(build_leg()), AGENT, NOW)
    assert isinstance(refused, ImportRefused)
    assert refused.code == "TOO_MANY_OPEN"
    run(shelf, NOW + timedelta(minutes=1))
    assert [get(shelf, f"i{number}").is_open for number in range(3)] == [False, True, True]
    assert shelf.stores.schedule_imports.count_open() == 4


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_newest_come_first_page_by_page_and_without_their_files(shelf: Shelf, size: int) -> None:
    for number in range(3):
        moment = NOW + timedelta(seconds=number)
        request_import(shelf.stores, f"i{number}", file_of(build_leg()), AGENT, moment)
    pages = shelf.stores.schedule_imports.newest(size)
    rest = shelf.stores.schedule_imports.newest(5, before=pages[-1][0])
    assert [one.order.id for _, one in (*pages, *rest)] == ["i2", "i1", "i0"]
    assert {one.order.text for _, one in pages} == {""}

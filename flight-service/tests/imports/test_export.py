"""What is exported can be imported again, and changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from flight_builders import NOW, build_flight, build_inventory, day
from flight_shelves import Shelf, build_memory_shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import Flight, FlightStatus, build_flight_id
from flight_service.domain.schedule_file import ScheduleFileFormat, read_schedule_file
from flight_service.domain.schedule_import import Outcome
from flight_service.usecases.export_schedule import ScheduleExport, export_schedule
from flight_service.usecases.plan_import import plan_import

FIRST, LAST = day("2027-03-01"), day("2027-04-20")
ZONES = {"JFK": "America/New_York", "LAX": "America/Los_Angeles", "ORD": "America/Chicago"}


def put_on_sale(shelf: Shelf, flights: list[Flight]) -> None:
    shelf.stores.flights.add_missing(flights)
    cabins = [build_inventory(one, cabin=cabin, capacity=90) for one in flights for cabin in one.cabins]
    shelf.stores.inventories.add_missing(cabins)


def draw_flights(random: Random) -> list[Flight]:
    """Schedules with days that are cancelled, retimed, or on other aircraft, through the change of the clocks."""
    flights = []
    for number in range(1, 6):
        origin, destination = random.sample(list(ZONES), 2)
        hour, minute, weekdays = (
            random.randrange(24),
            random.randrange(60),
            random.sample(range(7), random.randint(1, 7)),
        )
        length = timedelta(minutes=random.randint(60, 900))
        for offset in range((LAST - FIRST).days + 1):
            departure_day = FIRST + timedelta(days=offset)
            if departure_day.weekday() not in weekdays or random.random() < 0.05:
                continue
            late = random.choice([0, 0, 0, 0, 0, 7])
            local = NOW.replace(
                year=departure_day.year,
                month=departure_day.month,
                day=departure_day.day,
                hour=hour,
                minute=min(59, minute + late),
                tzinfo=ZoneInfo(ZONES[origin]),
            )
            departs_at = local.astimezone(NOW.tzinfo)
            flights.append(
                build_flight(
                    number=str(number),
                    id=build_flight_id(f"UA{number}", departure_day, origin),
                    origin=origin,
                    destination=destination,
                    departs_at=departs_at,
                    arrives_at=departs_at + length,
                    departure_date=departs_at.astimezone(ZoneInfo(ZONES[origin])).date(),
                    aircraft_type=random.choice(["738", "738", "738", "A321-211", None]),
                    cabins=(Cabin.ECONOMY, Cabin.FIRST),
                    status=random.choice(
                        [FlightStatus.SCHEDULED] * 12 + [FlightStatus.CANCELLED, FlightStatus.DELAYED]
                    ),
                )
            )
    return flights


def export(shelf: Shelf, form: ScheduleFileFormat) -> ScheduleExport:
    return export_schedule(shelf.stores, "UA", FIRST, LAST, form)


@pytest.mark.parametrize("form", ScheduleFileFormat)
@pytest.mark.parametrize("seed", range(20))
def test_what_is_exported_and_imported_again_changes_nothing(form: ScheduleFileFormat, seed: int) -> None:
    shelf = build_memory_shelf()
    flights = draw_flights(Random(seed))
    put_on_sale(shelf, flights)
    exported = export(shelf, form)
    plan = plan_import(shelf.stores, read_schedule_file(exported.text, form), {}, NOW)
    said = {one.id for one in flights if one.status is not FlightStatus.CANCELLED} - set(exported.left_out)
    assert [line.message for line in plan.lines if line.message] == []
    assert {(one.outcome, one.message) for one in plan.flights} <= {(Outcome.UNCHANGED, "")}
    assert sorted(one.id for one in plan.flights) == sorted(said)
    assert {one.id for one in plan.absent} <= set(exported.left_out)
    assert len(exported.left_out) <= 5


@pytest.mark.parametrize("form", ScheduleFileFormat)
def test_a_schedule_is_one_line(form: ScheduleFileFormat) -> None:
    shelf = build_memory_shelf()
    days = [day(f"2027-04-{number:02d}") for number in (2, 5, 7, 9, 12, 14, 16, 19)]
    departures = [NOW.replace(year=one.year, month=one.month, day=one.day, hour=16) for one in days]
    put_on_sale(shelf, [build_flight(departs_at=one) for one in departures])
    exported = export(shelf, form)
    (line,) = read_schedule_file(exported.text, form)
    assert (exported.lines, exported.flights) == (1, 8)
    assert (line.first_day, line.last_day, sorted(line.weekdays)) == (days[0], days[-1], [0, 2, 4])  # type: ignore[union-attr]  # a line that is read


def test_what_a_file_cannot_say_is_left_out_and_named() -> None:
    shelf = build_memory_shelf()
    moved = build_flight(number="1", departs_at=NOW.replace(year=2027, month=4, day=5), id="UA1-20270404-JFK")
    put_on_sale(shelf, [moved, build_flight(number="2", departs_at=NOW.replace(year=2027, month=4, day=5))])
    exported = export(shelf, ScheduleFileFormat.CSV)
    assert (exported.flights, exported.left_out) == (1, (moved.id,))


@pytest.mark.parametrize(("airline", "last_day"), [("QQ", LAST), ("UA", day("2027-02-01")), ("UA", day("2028-04-01"))])
def test_what_cannot_be_exported_is_refused(airline: str, last_day: date) -> None:
    with pytest.raises(InvalidInput):
        export_schedule(build_memory_shelf().stores, airline, FIRST, last_day, ScheduleFileFormat.CSV)

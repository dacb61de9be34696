"""What a schedule file would do, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, day, hold_request, segment_of, usd
from flight_shelves import Shelf
from schedule_files import CARRIER_LOCAL, build_csv, build_leg, build_ssim

from flight_service.domain.cabin import Cabin, split_seats
from flight_service.domain.errors import InvalidInput
from flight_service.domain.fare_class import rising_ladder
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.money import Money
from flight_service.domain.schedule_file import ScheduleFileFormat
from flight_service.domain.schedule_import import Outcome
from flight_service.usecases.plan_import import ImportPlan
from flight_service.usecases.request_import import ScheduleFile, preview_import
from flight_service.usecases.take_seats import take_seats

FARES = {Cabin.ECONOMY: usd("120.00")}
# 09:30 in New York before the clocks change.
MONDAY = build_flight(
    number="77",
    departs_at=NOW.replace(year=2027, month=3, day=8, hour=14, minute=30),
    aircraft_type="738",
    cabins=(Cabin.ECONOMY,),
)
MONDAY = replace(MONDAY, arrives_at=MONDAY.departs_at + timedelta(hours=6, minutes=15))


def plan(shelf: Shelf, text: str, fares: Mapping[Cabin, Money] | None = None) -> ImportPlan:
    form = ScheduleFileFormat.SSIM if text.startswith("1") else ScheduleFileFormat.CSV
    given = FARES if fares is None else fares
    file = ScheduleFile(name="summer", form=form, text=text, fares=given, cancels_absent=False)
    return preview_import(shelf.stores, file, NOW)


def plan_leg(shelf: Shelf, **changes: Any) -> ImportPlan:
    return plan(shelf, build_ssim(build_leg(**changes)))


def outcomes(planned: ImportPlan) -> list[tuple[str, Outcome, str]]:
    return [(flight.id, flight.outcome, flight.message) for flight in planned.flights]


def put_on_sale(shelf: Shelf, flight: Flight = MONDAY, capacity: int = 150, fare: str = "199.00") -> None:
    shelf.stores.flights.add_missing([flight])
    inventory = replace(
        build_inventory(flight, capacity=capacity, fare=fare), ladder=rising_ladder(Cabin.ECONOMY, capacity)
    )
    shelf.stores.inventories.add_missing([inventory])


def test_flights_that_are_not_there_would_be_created(shelf: Shelf) -> None:
    planned = plan_leg(shelf)
    assert outcomes(planned) == [
        (f"UA77-202703{number}-JFK", Outcome.CREATED, "") for number in ("08", "12", "15", "19")
    ]
    first = next(planned.flights).new
    assert {cabin: offer.capacity for cabin, offer in first.cabins.items()} == split_seats(160)
    assert first.cabins[Cabin.ECONOMY].fare == usd("120.00")
    assert first.cabins[Cabin.BUSINESS].fare == usd("348.00")
    assert shelf.announced() == []


def test_flights_that_are_as_the_file_has_them_stay(shelf: Shelf) -> None:
    put_on_sale(shelf)
    assert plan_leg(shelf).count(Outcome.UNCHANGED) == 1
    assert plan_leg(shelf, aircraft="   ", configuration="Y100").count(Outcome.UNCHANGED) == 1


def test_another_hour_and_another_aircraft_are_changes_that_say_what_changes(shelf: Shelf) -> None:
    put_on_sale(shelf)
    first = outcomes(plan_leg(shelf, departs="0945", aircraft="319"))[0]
    assert first == (
        MONDAY.id,
        Outcome.CHANGED,
        "departs 14:45 UTC instead of 14:30 UTC; aircraft 319 instead of 738",
    )


def test_an_aircraft_is_named_by_its_family_and_becomes_the_smallest_model_with_the_seats(shelf: Shelf) -> None:
    for configuration, model in (("", "A321-231"), ("Y190", "A321-231"), ("Y199", "A321-211"), ("C8Y191", "A321-211")):
        first = next(plan_leg(shelf, aircraft="321", configuration=configuration).flights)
        assert (first.new.aircraft_type, first.outcome) == (model, Outcome.CREATED), configuration


def test_another_model_of_the_same_aircraft_is_no_change(shelf: Shelf) -> None:
    put_on_sale(shelf, replace(MONDAY, aircraft_type="A321-211"))
    assert plan_leg(shelf, aircraft="321").count(Outcome.UNCHANGED) == 1
    assert plan_leg(shelf, aircraft="321", departs="0945").count(Outcome.CHANGED) == 1
    (change,) = [flight for flight in plan_leg(shelf, aircraft="738").flights if flight.outcome is Outcome.CHANGED]
    assert change.message == "aircraft 738 instead of A321-211"


def test_an_aircraft_too_small_for_those_who_have_seats_is_refused_beforehand(shelf: Shelf) -> None:
    put_on_sale(shelf)
    segment = segment_of(build_inventory(MONDAY))
    for number in range(6):
        assert take_seats(shelf.stores, [segment], hold_request(f"r{number}", 9), announce, NOW)
    refused = outcomes(plan_leg(shelf, aircraft="CRJ"))[0]
    assert refused[1] is Outcome.REFUSED
    assert "4 too few in ECONOMY (54 of 50 taken or blocked)" in refused[2]


@pytest.mark.parametrize("status", [FlightStatus.DELAYED, FlightStatus.CANCELLED])
def test_a_flight_that_is_no_longer_scheduled_is_left_to_staff(shelf: Shelf, status: FlightStatus) -> None:
    put_on_sale(shelf, replace(MONDAY, status=status))
    assert outcomes(plan_leg(shelf))[0][1] is Outcome.UNCHANGED
    _, outcome, message = outcomes(plan_leg(shelf, departs="0945"))[0]
    assert (outcome, f"The flight is {status}" in message) == (Outcome.REFUSED, True)


def test_a_number_that_flies_elsewhere_is_refused(shelf: Shelf) -> None:
    put_on_sale(shelf)
    _, outcome, message = outcomes(plan_leg(shelf, destination="ORD", arrives="1145"))[0]
    assert (outcome, "goes to LAX" in message) == (Outcome.REFUSED, True)


def test_a_flight_that_stands_twice_in_the_file_is_planned_once(shelf: Shelf) -> None:
    planned = plan(shelf, build_ssim(build_leg(), build_leg(departs="0945", weekdays="1      ")))
    assert planned.count(Outcome.CREATED) == 4
    assert [one[1:] for one in outcomes(planned)[4:]] == [(Outcome.REFUSED, "Line 4 has this flight.")] * 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"origin": "XXX"}, 'There is no airport "XXX"'),
        ({"aircraft": "999"}, 'There is no aircraft type "999", and no seats are'),
        ({"aircraft": "   "}, "No aircraft is named, and no seats are"),
        ({"period": "09MAR2711MAR27"}, "No day of the period"),
    ],
)
def test_a_line_without_one_flight_says_why(shelf: Shelf, changes: Any, said: str) -> None:
    (line,) = plan_leg(shelf, **changes).lines
    assert (list(line.flights), said in line.message) == ([], True), line.message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"airline": "ZZ"}, 'no airline "ZZ"'),
        ({"aircraft": "999", "configuration": "Y150"}, 'no aircraft type "999"'),
        ({"configuration": "Y999"}, "999 seats together, the aircraft has 160"),
        ({"destination": "JFK"}, "ends at another airport"),
        ({"arrives": "0630"}, "arrives after it departs"),
        ({"variation": "03"}, "more than"),
    ],
)
def test_flights_that_cannot_be_are_refused(shelf: Shelf, changes: Any, said: str) -> None:
    found = outcomes(plan_leg(shelf, **changes))
    assert {outcome for _, outcome, _ in found} == {Outcome.REFUSED}
    assert said in found[0][2]


def test_flights_of_yesterday_are_counted_only(shelf: Shelf) -> None:
    (line,) = plan_leg(shelf, period="23NOV2605DEC26").lines
    assert ([flight.id[5:13] for flight in line.flights], line.past_flights) == (["20261204"], 3)


def test_new_flights_cost_what_the_last_of_the_same_number_does_with_its_fare_classes(shelf: Shelf) -> None:
    put_on_sale(shelf, fare="99.00")
    put_on_sale(shelf, build_flight(number="77", departs_at=MONDAY.departs_at + timedelta(days=7)), fare="222.00")
    new = [flight.new for flight in plan_leg(shelf).flights if flight.outcome is Outcome.CREATED]
    offers = [flight.cabins[Cabin.ECONOMY] for flight in new]
    assert {(str(offer.fare), offer.ladder) for offer in offers} == {("222.00 USD", rising_ladder(Cabin.ECONOMY, 150))}


def test_fares_of_the_file_go_before_all_others(shelf: Shelf) -> None:
    put_on_sale(shelf, fare="99.00")
    planned = plan(shelf, build_csv("UA,77,JFK,LAX,0930,1245,2027-03-10,2027-03-10,3,,140,55.00,USD"))
    assert [flight.new.cabins[Cabin.ECONOMY].fare for flight in planned.flights] == [usd("55.00")]


def test_without_any_fare_a_line_is_refused(shelf: Shelf) -> None:
    (line,) = plan(shelf, build_ssim(build_leg()), fares={}).lines
    assert "give fares for the file" in line.message


def test_flights_of_the_files_periods_that_it_does_not_have_are_absent(shelf: Shelf) -> None:
    for days, status in ((0, FlightStatus.SCHEDULED), (1, FlightStatus.SCHEDULED), (2, FlightStatus.CANCELLED)):
        put_on_sale(
            shelf, build_flight(number="77", departs_at=MONDAY.departs_at + timedelta(days=days), status=status)
        )
    put_on_sale(shelf, build_flight(number="77", departs_at=MONDAY.departs_at + timedelta(days=20)))
    assert [flight.departure_date for flight in plan_leg(shelf).absent] == [day("2027-03-09")]


@pytest.mark.parametrize("wrong", [{"destination": "XXX"}, {"aircraft": "ZZZ"}])
def test_flights_of_a_line_that_is_refused_are_not_absent(shelf: Shelf, wrong: Mapping[str, str]) -> None:
    put_on_sale(shelf)
    put_on_sale(shelf, build_flight(number="77", departs_at=MONDAY.departs_at + timedelta(days=1)))
    planned = plan_leg(shelf, **wrong)
    assert [(line.flights, bool(line.message)) for line in planned.lines] == [((), True)]
    assert [flight.departure_date for flight in planned.absent] == [day("2027-03-09")]


def test_the_period_of_a_file_in_utc_is_counted_in_days_at_the_airport(shelf: Shelf) -> None:
    """At 02:30 UTC it is the evening before in New York."""
    evenings = [MONDAY.departs_at.replace(hour=2) + timedelta(days=days) for days in (0, 1, 12, 13)]
    for departs_at in evenings:
        put_on_sale(shelf, build_flight(number="77", departs_at=departs_at))
    leg = build_leg(departs="0230", weekdays="   4   ")
    planned = plan(shelf, build_ssim(leg, carrier=CARRIER_LOCAL.replace("2L", "2U", 1)))
    assert [flight.departs_at for flight in planned.absent] == evenings[:2]


def test_an_import_has_at_most_twenty_thousand_flights(shelf: Shelf) -> None:
    legs = (build_leg(number=str(number), weekdays="1234567", period="01APR2731MAR28") for number in range(1, 56))
    with pytest.raises(InvalidInput, match="At most 20000 flights"):
        plan(shelf, build_ssim(*legs))


def test_days_that_are_over_are_not_looked_at_without_end(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flight_service.usecases.plan_import.MOST_DAYS", 1000)
    legs = [build_leg(number=str(number), weekdays="1234567", period="01APR1831MAR19") for number in range(1, 4)]
    assert [line.past_flights for line in plan(shelf, build_ssim(*legs[:2])).lines] == [365, 365]
    with pytest.raises(InvalidInput, match="At most 1000 days"):
        plan(shelf, build_ssim(*legs))

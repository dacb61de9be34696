"""SSIM chapter 7: records of 200 characters -> lines of a schedule."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from schedule_files import build_leg, build_ssim

from flight_service.domain.cabin import Cabin
from flight_service.domain.schedule_file import (
    FileLine,
    LineRefused,
    LineSkipped,
    ScheduleFileFormat,
    ScheduleFileRefused,
    ScheduleLine,
    read_schedule_file,
)

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
TOKYO, HONOLULU = ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Honolulu")
UTC_CARRIER = "2UUA  0008S27 28MAR2730OCT27"


def read(text: str) -> list[FileLine]:
    return list(read_schedule_file(text, ScheduleFileFormat.SSIM))


def read_leg(leg: str, carrier: str | None = None) -> ScheduleLine:
    (line,) = read(build_ssim(leg, carrier=carrier) if carrier else build_ssim(leg))
    assert isinstance(line, ScheduleLine), line
    return line


def refusal(leg: str) -> str:
    (line,) = read(build_ssim(leg))
    assert isinstance(line, LineRefused), line
    return line.message


def test_a_leg_becomes_a_line_of_the_schedule() -> None:
    leg = build_leg(number="0077", configuration="F008C012W020Y120VVBB0LL2")
    assert read_leg(leg) == ScheduleLine(
        number=4,
        airline="UA",
        flight_number="77",
        origin="JFK",
        destination="LAX",
        departs_at=9 * 60 + 30,
        arrives_at=12 * 60 + 45,
        departs_after_days=0,
        arrives_after_days=0,
        first_day=date(2027, 3, 8),
        last_day=date(2027, 3, 19),
        weekdays=frozenset({0, 4}),
        aircraft_type="738",
        seats={Cabin.FIRST: 8, Cabin.BUSINESS: 12, Cabin.PREMIUM_ECONOMY: 20, Cabin.ECONOMY: 120},
    )


def test_it_flies_on_its_weekdays_or_every_second_week() -> None:
    assert [day.day for day in read_leg(build_leg()).days()] == [8, 12, 15, 19]
    assert [day.day for day in read_leg(build_leg(frequency="2")).days()] == [8, 12]


def test_local_times_are_those_of_the_airports_whatever_the_season() -> None:
    line = read_leg(build_leg())
    assert line.find_times(date(2027, 3, 12), NEW_YORK, LOS_ANGELES)[0] == datetime(2027, 3, 12, 14, 30, tzinfo=UTC)
    assert line.find_times(date(2027, 3, 15), NEW_YORK, LOS_ANGELES) == (
        datetime(2027, 3, 15, 13, 30, tzinfo=UTC),
        datetime(2027, 3, 15, 19, 45, tzinfo=UTC),
    )


def test_utc_times_and_their_days_are_taken_as_they_are() -> None:
    line = read_leg(build_leg(departs="2330", arrives="0545", variation="01"), UTC_CARRIER)
    assert line.find_times(date(2027, 3, 15), NEW_YORK, LOS_ANGELES) == (
        datetime(2027, 3, 15, 23, 30, tzinfo=UTC),
        datetime(2027, 3, 16, 5, 45, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("variation", "days"), [("01", 1), ("02", 2), ("0A", -1)], ids=["next day", "two days later", "the day before"]
)
def test_the_date_variation_says_on_which_day_it_arrives(variation: str, days: int) -> None:
    line = read_leg(build_leg(departs="2359", arrives="0001", variation=variation))
    assert (line.departs_after_days, line.arrives_after_days) == (0, days)


def test_without_date_variation_it_arrives_at_the_first_such_hour() -> None:
    line = read_leg(build_leg(departs="2100", arrives="0915", variation="  "))
    departs_at, arrives_at = line.find_times(date(2027, 3, 15), TOKYO, HONOLULU)
    assert arrives_at.astimezone(HONOLULU).date() == date(2027, 3, 15)
    assert (arrives_at - departs_at).total_seconds() / 3600 == 7.25


def test_the_second_leg_of_a_flight_may_leave_a_day_later() -> None:
    line = read_leg(build_leg(departs="0100", arrives="0430", variation="11"))
    departs_at, _ = line.find_times(date(2027, 3, 15), NEW_YORK, LOS_ANGELES)
    assert departs_at.astimezone(NEW_YORK) == datetime.combine(date(2027, 3, 16), time(1), NEW_YORK)


def test_midnight_may_be_the_end_of_a_day() -> None:
    line = read_leg(build_leg(departs="1900", arrives="2400"))
    assert line.find_times(date(2027, 3, 15), NEW_YORK, LOS_ANGELES)[1] == datetime(2027, 3, 16, 7, tzinfo=UTC)


def test_a_period_without_end_ends_with_the_schedule() -> None:
    assert read_leg(build_leg(period="08MAR2700XXX00")).last_day == date(2027, 10, 30)


def test_what_stands_behind_the_aircraft_may_be_cut_off() -> None:
    line = read_leg(build_leg()[:75])
    assert (line.aircraft_type, line.arrives_after_days, line.seats) == ("738", None, {})


def test_freight_and_the_flights_of_others_are_skipped() -> None:
    lines = read(build_ssim(build_leg(service="F"), build_leg(disclosure="L")))
    assert [type(line) for line in lines] == [LineSkipped, LineSkipped]


@pytest.mark.parametrize(
    ("leg", "said"),
    [
        (build_leg(weekdays="9"), "weekdays"),
        (build_leg(departs="2460"), '"2460" is no time of the day'),
        (build_leg(period="31FEB2719MAR27"), '"31FEB27" is no day'),
        (build_leg(period="19MAR2708MAR27"), "no period"),
        (build_leg(period="08MAR2719MAR28"), "longer one than 366 days"),
        (build_leg(origin="J1K"), '"J1K" is no airport'),
        (build_leg(number="12A4"), "no flight number"),
        (build_leg(airline="U-"), "no airline"),
        (build_leg(suffix="D"), "suffix"),
        (build_leg(frequency="3"), "no frequency"),
        (build_leg(variation="0X"), "date variation"),
        (build_leg(configuration="Y180G3"), '"G" in "Y180G3" names no cabin'),
        (build_leg(configuration="180"), "no seat configuration"),
        (build_leg()[:60], "this one 60"),
        (build_leg() + "x", "this one 201"),
        ("9 what is this", "begins with its type"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(leg: str, said: str) -> None:
    assert said in refusal(leg)


def test_a_mistake_leaves_the_other_lines_readable() -> None:
    lines = read(build_ssim(build_leg(), build_leg(weekdays="9"), build_leg(number="78")))
    assert [(line.number, isinstance(line, ScheduleLine)) for line in lines] == [(4, True), (5, False), (6, True)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no carrier record"),
        ("airline,flight_number", "no carrier record"),
        (build_leg(), "before any carrier record"),
        (build_ssim(build_leg(), carrier="2XUA"), "U is UTC and L local"),
        (build_ssim(), "no flight in the file"),
        ("1" * 600_001, "at most 600000 characters"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(text: str, said: str) -> None:
    with pytest.raises(ScheduleFileRefused, match=said):
        read(text)

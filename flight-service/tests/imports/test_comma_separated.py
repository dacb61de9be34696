"""Schedules as spreadsheets write them."""

from __future__ import annotations

from datetime import date

import pytest
from flight_builders import usd
from schedule_files import CSV_COLUMNS, build_csv

from flight_service.domain.cabin import Cabin
from flight_service.domain.schedule_file import (
    FileLine,
    LineRefused,
    ScheduleFileFormat,
    ScheduleFileRefused,
    ScheduleLine,
    read_schedule_file,
)

LINE = "UA,77,JFK,LAX,09:30,12:45,2027-03-08,2027-03-19,15,738,150,99.50,USD"


def read(text: str) -> list[FileLine]:
    return list(read_schedule_file(text, ScheduleFileFormat.CSV))


def test_a_line_tells_a_flight_its_seats_and_its_fares() -> None:
    assert read(build_csv(LINE)) == [
        ScheduleLine(
            number=2,
            airline="UA",
            flight_number="77",
            origin="JFK",
            destination="LAX",
            departs_at=570,
            arrives_at=765,
            first_day=date(2027, 3, 8),
            last_day=date(2027, 3, 19),
            weekdays=frozenset({0, 4}),
            aircraft_type="738",
            seats={Cabin.ECONOMY: 150},
            fares={Cabin.ECONOMY: usd("99.50")},
        )
    ]


def test_spreadsheets_of_other_countries_write_semicolons_a_mark_in_front_and_empty_lines() -> None:
    semicolons = "\ufeff" + build_csv(LINE, ",,,,,,,,,,,,").replace(",", ";").replace("\n", "\r\n")
    assert read(semicolons) == read(build_csv(LINE))


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    text = (
        "weekdays,airline,flight_number,origin,destination,departs_local,arrives_local,first_day,last_day\n"
        '"1.3.5..",ua,0077,jfk,lax,9:30,1245,2027-03-08,2027-03-19'
    )
    (line,) = read(text)
    assert isinstance(line, ScheduleLine)
    assert (line.designator, line.origin, line.weekdays) == ("UA77", "JFK", frozenset({0, 2, 4}))
    assert (line.departs_at, line.aircraft_type, line.seats, line.fares) == (570, None, {}, {})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("2027-03-08", "8.3.2027", '"8.3.2027" is no day'),
        ("2027-03-08,2027-03-19", "9999-06-01,9999-06-02", '"9999-06-01" is no day'),
        ("2027-03-08", "0001-01-01", '"0001-01-01" is no day'),
        ("2027-03-19", "2027-03-01", "A period ends after it begins"),
        ("150", "many", '"many" is no number of seats'),
        ("99.50", "99,50", "14 fields"),
        ("99.50", "-1", "not an amount"),
        ("USD", "", "not a currency"),
        ("09:30", "25:00", "no time of the day"),
        ("LAX", "Los Angeles", "no airport"),
        ("738", "\0", "no aircraft type"),
        pytest.param("738", "7" * 200_000, "0 fields", id="a field of 200,000 characters"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(before: str, after: str, said: str) -> None:
    wrong, right = read(build_csv(LINE.replace(before, after), LINE))
    assert isinstance(wrong, LineRefused)
    assert (wrong.number, said in wrong.message) == (2, True), wrong.message
    assert isinstance(right, ScheduleLine)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no airline, flight_number"),
        (LINE, "The first line names the columns"),
        (CSV_COLUMNS + ",meals\n" + LINE + ",", 'no column "meals"'),
        (CSV_COLUMNS, "no flight in the file"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(text: str, said: str) -> None:
    with pytest.raises(ScheduleFileRefused, match=said):
        read(text)

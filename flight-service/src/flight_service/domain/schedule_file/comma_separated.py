"""A schedule as spreadsheets write it: a line of column names, then one flight and period a line.

Separated by commas or by semicolons. Times are those of the airports' clocks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flight_service.domain.cabin import Cabin
from flight_service.domain.money import Money
from flight_service.domain.schedule_file.fields import (
    parse_aircraft_type,
    parse_airline,
    parse_airport,
    parse_clock,
    parse_flight_number,
    parse_weekdays,
)
from flight_service.domain.schedule_file.line import (
    LONGEST_PERIOD,
    FileLine,
    LineRefused,
    ScheduleFileRefused,
    ScheduleLine,
)

_NEEDED = (
    "airline",
    "flight_number",
    "origin",
    "destination",
    "departs_local",
    "arrives_local",
    "first_day",
    "last_day",
    "weekdays",
)
CABIN_COLUMNS = {cabin: (f"{cabin.lower()}_seats", f"{cabin.lower()}_fare") for cabin in Cabin}
COLUMNS = (*_NEEDED, "aircraft_type", *(name for pair in CABIN_COLUMNS.values() for name in pair), "currency")

_CENTURY = date(2000, 1, 1), date(2099, 12, 31)

Row = Mapping[str, str]


def read_comma_separated(lines: Sequence[str]) -> Iterator[FileLine]:
    """Raise ScheduleFileRefused, naming the columns, unless the first line names them."""
    separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    names = [name.lower() for name in _split(lines[0] if lines else "", separator)]
    if missing := [name for name in _NEEDED if name not in names]:
        raise ScheduleFileRefused(f"The first line names the columns; there is no {', '.join(missing)}.")
    if unknown := [name for name in names if name not in COLUMNS]:
        raise ScheduleFileRefused(f'There is no column "{unknown[0][:40]}"; there are {", ".join(COLUMNS)}.')
    # Line by line, so that the numbers are those an editor shows: no field of a schedule has a line break in it.
    for number, line in enumerate(lines[1:], start=2):
        if line.strip(f"{separator} "):
            yield _read_line(number, line, separator, names)


def _read_line(number: int, line: str, separator: str, names: Sequence[str]) -> FileLine:
    fields = _split(line, separator)
    if len(fields) != len(names):
        return LineRefused(number, f"The line has {len(fields)} fields, the first one names {len(names)}.")
    try:
        return _parse_row(number, dict(zip(names, fields, strict=True)))
    except ValueError as error:
        return LineRefused(number, str(error))


def _split(line: str, separator: str) -> list[str]:
    try:
        return [field.strip() for field in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:  # what no spreadsheet writes, and so no column or flight
        return []


def _parse_row(number: int, row: Row) -> ScheduleLine:
    first_day, last_day = _parse_day(row["first_day"]), _parse_day(row["last_day"])
    if not first_day <= last_day <= first_day + LONGEST_PERIOD:
        raise ValueError(f"A period ends after it begins, and has at most {LONGEST_PERIOD.days} days.")
    return ScheduleLine(
        number=number,
        airline=parse_airline(row["airline"].upper()),
        flight_number=parse_flight_number(row["flight_number"]),
        origin=parse_airport(row["origin"].upper()),
        destination=parse_airport(row["destination"].upper()),
        departs_at=parse_clock(row["departs_local"]),
        arrives_at=parse_clock(row["arrives_local"]),
        first_day=first_day,
        last_day=last_day,
        weekdays=parse_weekdays(row["weekdays"]),
        aircraft_type=parse_aircraft_type(row.get("aircraft_type", "")),
        seats=_parse_seats(row),
        fares=_parse_fares(row),
    )


def _parse_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Of this century, as in the other form: calendars end, and so do those who count on from their last days.
    if day is None or not _CENTURY[0] <= day <= _CENTURY[1]:
        raise ValueError(f'"{text[:20]}" is no day; write it like "2027-04-01".')
    return day


def _parse_seats(row: Row) -> dict[Cabin, int]:
    told = {cabin: row.get(seats, "") for cabin, (seats, _) in CABIN_COLUMNS.items()}
    if wrong := [text for text in told.values() if not (text.isascii() and text.isdigit()) and text]:
        raise ValueError(f'"{wrong[0][:20]}" is no number of seats.')
    return {cabin: int(text) for cabin, text in told.items() if text and int(text)}


def _parse_fares(row: Row) -> dict[Cabin, Money]:
    told = {cabin: row.get(fare, "") for cabin, (_, fare) in CABIN_COLUMNS.items()}
    return {cabin: Money.parse(text, row.get("currency", "").upper()) for cabin, text in told.items() if text}

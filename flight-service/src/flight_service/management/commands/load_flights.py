"""`load_flights --days N`: put the airports of the world and N days of real flights on sale, from today on.

Running it again adds only what is missing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from flight_service.bootstrap import build_schedule_loader, get_database, get_stores
from flight_service.datasets.coming_dates import map_days, map_whole_year
from flight_service.datasets.nyc_departures import load_airlines, load_fleet, read_departures, read_routes
from flight_service.datasets.timetable import Timetable
from flight_service.datasets.world_airports import load_airports
from flight_service.storage.mongo import ensure_indexes
from flight_service.storage.reference import DjangoReferenceStore

_DATA_SET = "nyc-2013"
_NEW_YORK = ZoneInfo("America/New_York")
_MOST_DAYS = 364
# Without a terminal a line each so many days: enough to see it move in a log.
_DAYS_PER_LINE = 7

Report = Callable[[date, int], None]


class Command(BaseCommand):  # type: ignore[misc]  # Django comes without type information
    help = "Load airports, airlines, aircraft types and real flights of the coming days."
    requires_system_checks: list[str] = []  # they would import the schema, which this command has no use for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=14, help=f"how many days from today on, 1 to {_MOST_DAYS}")
        parser.add_argument("--all", action="store_true", help="the whole year of the data set")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["days"] <= _MOST_DAYS:
            raise CommandError(f"--days is from 1 to {_MOST_DAYS}.")
        began = time.monotonic()
        ensure_indexes(get_database())
        today = datetime.now(_NEW_YORK).date()
        days = map_whole_year(today) if options["all"] else map_days(today, options["days"])
        new = self._load(self._put_reference_data(), days)
        self.stdout.write(f"{new} new flights on {len(days)} days are on sale ({time.monotonic() - began:.1f} s).")

    def _put_reference_data(self) -> Timetable:
        fleet, store = load_fleet(), DjangoReferenceStore()
        outward = read_routes()
        routes = outward | {(destination, origin) for origin, destination in outward}
        get_stores().routes.add(routes)
        airports = load_airports({origin for origin, _ in routes})
        store.put_airports(airports)
        store.put_airlines(load_airlines())
        store.put_aircraft_types(fleet.types.values())
        return Timetable({airport.code: airport for airport in airports}, fleet)

    def _load(self, timetable: Timetable, days: Mapping[date, date]) -> int:
        loader = build_schedule_loader(_DATA_SET)
        missing = {source: day for source, day in days.items() if not loader.days.is_complete(_DATA_SET, day)}
        with self._progress(len(missing)) as report:
            return loader.load(timetable.schedule_days(read_departures(missing), missing), report)

    @contextmanager
    def _progress(self, days: int) -> Iterator[Report]:
        if not sys.stdout.isatty():
            yield self._report_lines(days)
            return
        columns = (
            TextColumn("Flights"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("days · {task.fields[flights]} flights"),
            TimeRemainingColumn(),
        )
        with Progress(*columns) as bar:
            task, loaded = bar.add_task("", total=days, flights=0), 0

            def report(day: date, flights: int) -> None:
                nonlocal loaded
                loaded += flights
                bar.update(task, advance=1, flights=loaded)

            yield report

    def _report_lines(self, days: int) -> Report:
        done, loaded = 0, 0

        def report(day: date, flights: int) -> None:
            nonlocal done, loaded
            done, loaded = done + 1, loaded + flights
            if done % _DAYS_PER_LINE == 0 or done == days:
                self.stdout.write(f"{done} of {days} days, {loaded} flights")

        return report

"""Put a schedule on sale, one day at a time; what is there already stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import Flights, Inventories, LoadedDays


@dataclass(frozen=True, slots=True)
class ScheduledFlight:
    flight: Flight
    inventories: tuple[Inventory, ...]


ScheduledDays = Iterable[tuple[date, Sequence[ScheduledFlight]]]


@dataclass(frozen=True, slots=True)
class ScheduleLoader:
    """`data_set` names where the schedule comes from: two of them may fill the same day."""

    data_set: str
    flights: Flights
    inventories: Inventories
    days: LoadedDays

    def load(self, schedule: ScheduledDays, progress: Callable[[date, int], None]) -> int:
        """How many flights were new. A loading that was stopped is taken up where it stopped."""
        return sum(self._load_day(day, scheduled, progress) for day, scheduled in _one_day_ahead(schedule))

    def _load_day(self, day: date, scheduled: Sequence[ScheduledFlight], progress: Callable[[date, int], None]) -> int:
        # Inventories first: a flight that is found can be booked, whenever the loading stopped.
        self.inventories.add_missing([inventory for one in scheduled for inventory in one.inventories])
        new = self.flights.add_missing([one.flight for one in scheduled])
        self.days.mark_complete(self.data_set, day)
        progress(day, len(scheduled))
        return new


def _one_day_ahead(schedule: ScheduledDays) -> Iterator[tuple[date, Sequence[ScheduledFlight]]]:
    """The same days; the next one is made while the database takes this one."""
    days = iter(schedule)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, days, None)
        while (day := coming.result()) is not None:
            coming = pool.submit(next, days, None)
            yield day

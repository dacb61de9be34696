"""A day of the whole airline in a few numbers: what the desk shows first in the morning.

A busy day is some thousand inventories, so the figures are counted at most every half a minute, whoever asks.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flight_service.domain.flight import FlightStatus
from flight_service.domain.ports import FlightFilter
from flight_service.usecases.stores import Stores

FRESH = timedelta(seconds=30)
_DAYS_KEPT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """Seats are those of the flights that are not cancelled."""

    day: date
    counted_at: datetime
    flights: Counter[FlightStatus]
    capacity: int
    held: int
    sold: int
    blocked: int

    @property
    def load_factor(self) -> float:
        return (self.held + self.sold) / self.capacity if self.capacity else 0.0


class DayInFigures:
    """One a process. Those who ask while a day is being counted wait for that count."""

    def __init__(self) -> None:
        self._counted: dict[date, DayFigures] = {}
        self._counting = threading.Lock()

    def __call__(self, stores: Stores, day: date, now: datetime) -> DayFigures:
        with self._counting:
            known = self._counted.pop(day, None)
            if known is None or now - known.counted_at > FRESH:
                known = count_day(stores, day, now)
            self._counted[day] = known
            while len(self._counted) > _DAYS_KEPT:
                del self._counted[next(iter(self._counted))]
            return known


def count_day(stores: Stores, day: date, now: datetime) -> DayFigures:
    flights = stores.flights.on_day(day, FlightFilter())
    flying = [flight for flight in flights if flight.status is not FlightStatus.CANCELLED]
    keys = [key for flight in flying for key in flight.cabin_keys]
    cabins = stores.inventories.find_many(keys).values() if keys else ()
    return DayFigures(
        day=day,
        counted_at=now,
        flights=Counter(flight.status for flight in flights),
        capacity=sum(one.capacity for one in cabins),
        held=sum(one.held for one in cabins),
        sold=sum(one.sold for one in cabins),
        blocked=sum(one.blocked for one in cabins),
    )

"""Flights in a dictionary."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flight_service.domain.flight import Flight
from flight_service.domain.ports import FlightFilter, OutboxEntry, StagedChange


class InMemoryFlights:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[str, Flight] = {}
        self._staged: dict[str, StagedChange] = {}
        self.outbox: list[OutboxEntry] = []

    def find(self, flight_id: str) -> Flight | None:
        return self._flights.get(flight_id)

    def find_many(self, flight_ids: Collection[str]) -> Mapping[str, Flight]:
        return {flight_id: self._flights[flight_id] for flight_id in flight_ids if flight_id in self._flights}

    def on_route(self, origin: str, destination: str, day: date) -> list[Flight]:
        return self.on_day(day, FlightFilter(origin=origin, destination=destination))

    def on_routes(self, routes: Collection[tuple[str, str, date]]) -> list[Flight]:
        return [flight for route in routes for flight in self.on_route(*route)]

    def on_day(self, day: date, wanted: FlightFilter) -> list[Flight]:
        return [
            flight for flight in self._flights.values() if flight.departure_date == day and _matches(flight, wanted)
        ]

    def with_designator(self, designator: str, wanted: FlightFilter) -> list[Flight]:
        return [
            flight for flight in self._flights.values() if flight.designator == designator and _matches(flight, wanted)
        ]

    def of_schedule(self, schedule_id: str) -> list[Flight]:
        return [flight for flight in self._flights.values() if flight.schedule_id == schedule_id]

    def assign(self, flight_ids: Collection[str], schedule_id: str) -> None:
        with self._lock:
            known = [self._flights[one] for one in flight_ids if one in self._flights]
            self._flights.update({one.id: replace(one, schedule_id=schedule_id) for one in known})

    def last_day(self) -> date | None:
        return max((flight.departure_date for flight in self._flights.values()), default=None)

    def add_missing(self, flights: Sequence[Flight]) -> int:
        with self._lock:
            new = {flight.id: flight for flight in flights if flight.id not in self._flights}
            self._flights.update(new)
            return len(new)

    def create(self, change: StagedChange) -> bool:
        with self._lock:
            if change.flight.id in self._flights:
                return False
            self._keep(change)
            return True

    def stage(self, change: StagedChange) -> bool:
        with self._lock:
            current = self._flights.get(change.flight.id)
            if current is None or current.version != change.flight.version - 1 or change.flight.id in self._staged:
                return False
            self._keep(change)
            return True

    def decide(self, change: StagedChange) -> bool:
        with self._lock:
            staged = self._staged.get(change.flight.id)
            if staged is None or staged.swap is None or staged.flight.version != change.flight.version:
                return False
            self._keep(change)
            return True

    def find_staged(self, flight_id: str) -> StagedChange | None:
        return self._staged.get(flight_id)

    def all_staged(self) -> list[StagedChange]:
        return list(self._staged.values())

    def announce(self, change: StagedChange) -> None:
        with self._lock:
            staged = self._staged.get(change.flight.id)
            if staged is not None and staged.flight.version == change.flight.version:
                del self._staged[change.flight.id]
                self.outbox.extend(staged.outbox)

    def _keep(self, change: StagedChange) -> None:
        known = self._flights.get(change.flight.id)
        schedule_id = known.schedule_id if known else change.flight.schedule_id
        self._flights[change.flight.id] = replace(change.flight, schedule_id=schedule_id)
        self._staged[change.flight.id] = change


def _matches(flight: Flight, wanted: FlightFilter) -> bool:
    return all(
        expected is None or actual == expected
        for actual, expected in (
            (flight.origin, wanted.origin),
            (flight.destination, wanted.destination),
            (flight.departure_date, wanted.date),
            (flight.airline, wanted.airline),
            (flight.status, wanted.status),
            (flight.designator, wanted.designator),
        )
    )

"""The list of flights that staff read: by departure, day by day from the wanted date, or from today when none is given.

A day, or a designator, bounds every query. A rare flight may be many days away: a page looks at some days only and
then says where to go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flight_service.domain.errors import InvalidInput
from flight_service.domain.flight import Flight
from flight_service.domain.ports import FlightFilter
from flight_service.usecases.search_flights import FoundFlight, to_instant
from flight_service.usecases.stores import Stores

# Of a large schedule a day is two thousand flights; this many are read before a caller loses patience.
_DAYS_PER_PAGE = 7

Position = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlightList:
    """`go_on_after`: nothing more was found so far, but not every day has been looked at."""

    found: tuple[FoundFlight, ...]
    go_on_after: Position | None = None


def list_flights(stores: Stores, wanted: FlightFilter, after: Position | None, limit: int, now: datetime) -> FlightList:
    if wanted.designator:
        flights = stores.flights.with_designator(wanted.designator, wanted)
        return FlightList(tuple(_following(flights, after)[:limit]))
    found: list[FoundFlight] = []
    first = _first_day(wanted, after, now)
    last = wanted.date or stores.flights.last_day() or first
    days = range(min((last - first).days + 1, _DAYS_PER_PAGE))
    for day in (first + timedelta(days=offset) for offset in days):
        found += _following(stores.flights.on_day(day, replace(wanted, date=None)), after)
        if len(found) >= limit:
            return FlightList(tuple(found[:limit]))
    if (last - first).days < _DAYS_PER_PAGE:
        return FlightList(tuple(found))
    next_day = first + timedelta(days=_DAYS_PER_PAGE)
    return FlightList(tuple(found), (next_day.isoformat(), "", ""))


def _first_day(wanted: FlightFilter, after: Position | None, now: datetime) -> date:
    earliest = wanted.date or now.date()
    if after is None:
        return earliest
    try:
        day = date.fromisoformat(after[0])
    except ValueError as error:
        raise InvalidInput("after", "This is no cursor of this list.") from error
    return max(day, wanted.date) if wanted.date else day


def _following(flights: list[Flight], after: Position | None) -> list[FoundFlight]:
    found = (
        FoundFlight(flight, (flight.departure_date.isoformat(), to_instant(flight.departs_at), flight.id))
        for flight in flights
    )
    return sorted((one for one in found if after is None or one.position > after), key=lambda one: one.position)

"""What travellers search for: routes, days and cities that have flights, drawn at random but the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airline_system.stack import Stack
from wire.database import connect

_SEED = 2013
_NIGHTS = 5

_FLIGHT = """
id designator departsAtLocal arrivesAtLocal durationMinutes airline { name }
cabins { cabin free fare { amount currency } }
"""
_FLIGHTS = f"""
query Flights($origin: String!, $destination: String!, $date: Date!) {{
  searchFlights(origin: $origin, destination: $destination, date: $date) {{ edges {{ node {{ {_FLIGHT} }} }} }}
}}
"""
_JOURNEYS = f"""
query Journeys($slices: [SliceInput!]!) {{
  searchJourneys(slices: $slices) {{ slices {{ itineraries {{ edges {{ node {{
    price {{ total {{ amount currency }} }} segments {{ connectionMinutes flight {{ {_FLIGHT} }} }}
  }} }} }} }} }}
}}
"""
_DAYS = """
query Days($origin: String!, $destination: String!, $date: Date!) {
  cheapestDays(origin: $origin, destination: $destination, date: $date) { date cheapest { amount } }
}
"""


@dataclass(frozen=True, slots=True)
class Trip:
    """From one city to another on a day."""

    origin: str
    destination: str
    date: date

    def to_variables(self) -> dict[str, Any]:
        return {"origin": self.origin, "destination": self.destination, "date": self.date.isoformat()}

    def back(self) -> Trip:
        return Trip(self.destination, self.origin, self.date + timedelta(days=_NIGHTS))


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of searching: its query, and the variables for a trip."""

    query: str
    variables: Callable[[Trip], Mapping[str, Any]]
    is_on_a_route: bool = True


def _one_way(trip: Trip) -> Mapping[str, Any]:
    return {"slices": [trip.to_variables()]}


def _there_and_back(trip: Trip) -> Mapping[str, Any]:
    return {"slices": [trip.to_variables(), trip.back().to_variables()]}


KINDS: Mapping[str, Kind] = {
    "flights of a route and day": Kind(_FLIGHTS, Trip.to_variables),
    "journey there and back, with connections": Kind(_JOURNEYS, _there_and_back),
    "journey between two cities, with a change": Kind(_JOURNEYS, _one_way, is_on_a_route=False),
    "cheapest fare of seven days": Kind(_DAYS, Trip.to_variables),
}


class Drawer:
    """Draws trips from the network and the days that a stack has on sale.

    `days`, from tomorrow on, are those that have flights of every route; by default all that are on sale.
    """

    def __init__(self, stack: Stack, days: int | None = None) -> None:
        database = connect(stack.mongodb_url, "flights")
        self._routes = sorted((route["origin"], route["destination"]) for route in database["routes"].find({}))
        horizon = database["schedule"].find_one({"_id": "horizon"})
        database.client.close()
        assert horizon, "load flights first"
        # Flights were put on sale by New York's calendar; the last of them may only bring an aircraft home.
        self._today = datetime.now(ZoneInfo("America/New_York")).date()
        self._days = days or max(1, (date.fromisoformat(horizon["day"]) - self._today).days - _NIGHTS - 1)

    def draw(self, kind: Kind, count: int) -> list[Trip]:
        chance = random.Random(_SEED)  # noqa: S311 - the same searches every time, not a secret
        return [self._draw_one(chance, kind) for _ in range(count)]

    def _draw_one(self, chance: random.Random, kind: Kind) -> Trip:
        origin, destination = chance.choice(self._routes)
        while not kind.is_on_a_route and (origin == destination or (origin, destination) in self._routes):
            origin, destination = chance.choice(self._routes)[0], chance.choice(self._routes)[1]
        return Trip(origin, destination, self._today + timedelta(days=chance.randint(1, self._days)))

"""One or two flights that bring a traveller from one airport to another, and when a change of flights is legal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flight_service.domain.flight import Flight
from flight_service.domain.reference import Airport, distance_miles

# Minimum connection times as large American airports publish them: within the country, and through a border.
_SHORTEST_CONNECTION = timedelta(minutes=45)
_SHORTEST_CONNECTION_ABROAD = timedelta(minutes=90)
# Longer is a stopover, another product.
LONGEST_CONNECTION = timedelta(hours=6)
# A way round that no traveller takes, whatever it costs.
_LARGEST_DETOUR = 1.8
_ALWAYS_NEAR_MILES = 600


@dataclass(frozen=True, slots=True)
class Itinerary:
    flights: tuple[Flight, ...]

    @property
    def departs_at(self) -> datetime:
        return self.flights[0].departs_at

    @property
    def arrives_at(self) -> datetime:
        return self.flights[-1].arrives_at

    @property
    def duration_minutes(self) -> int:
        return int((self.arrives_at - self.departs_at).total_seconds()) // 60

    @property
    def connection_minutes(self) -> tuple[int, ...]:
        """The time on the ground between one flight and the next."""
        pairs = zip(self.flights, self.flights[1:], strict=False)
        return tuple(int((after.departs_at - before.arrives_at).total_seconds()) // 60 for before, after in pairs)


def can_connect(first: Flight, second: Flight, *, through_border: bool) -> bool:
    """At the same airport, with time to change and no night on a bench."""
    shortest = _SHORTEST_CONNECTION_ABROAD if through_border else _SHORTEST_CONNECTION
    return first.destination == second.origin and shortest <= second.departs_at - first.arrives_at <= LONGEST_CONNECTION


def is_on_the_way(hub: Airport, origin: Airport, destination: Airport) -> bool:
    direct = distance_miles(origin, destination)
    return distance_miles(origin, hub) + distance_miles(hub, destination) <= max(
        direct * _LARGEST_DETOUR, direct + _ALWAYS_NEAR_MILES
    )

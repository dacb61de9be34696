"""Reference data that hardly ever changes: airports with their time zones, airlines, aircraft types."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

_EARTH_RADIUS_MILES = 3958.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Airport:
    code: str
    name: str
    city: str
    country: str
    time_zone: str
    latitude: float
    longitude: float
    served: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class Airline:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class AircraftType:
    code: str
    manufacturer: str
    model: str
    seats: int


def distance_miles(origin: Airport, destination: Airport) -> int:
    """Along the great circle."""
    lat1, lat2 = radians(origin.latitude), radians(destination.latitude)
    dlat, dlon = lat2 - lat1, radians(destination.longitude - origin.longitude)
    chord = sin(dlat / 2) ** 2 + cos(lat1) * cos(lat2) * sin(dlon / 2) ** 2
    return round(2 * _EARTH_RADIUS_MILES * asin(sqrt(chord)))

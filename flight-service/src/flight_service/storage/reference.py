"""Reference data: Django models -> a directory in memory.

A few thousand rows that change with a deployment, not with a booking. Every flight shown needs two airports and their
time zones, so they are read once and looked up here. A code that is not found is looked for in the database by itself,
because the loader may have just put it there; that it is not there either is remembered for a while, so that whoever
asks for codes that do not exist costs next to nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any, TypeVar
from unicodedata import combining, normalize

from flight_service import models
from flight_service.domain.reference import AircraftType, Airline, Airport

# While there is nothing at all, the loader is probably at work.
_LOOK_AGAIN_SECONDS = 5.0
_DENIED_SECONDS = 30.0
# More codes than people mistype in half a minute; beyond, the oldest are looked for again.
_MOST_DENIED = 2048
# What has changed without a new code, a name say, is seen after this at the latest.
_STALE_SECONDS = 600.0

_Row = TypeVar("_Row", Airport, Airline, AircraftType)
_MODELS: Mapping[type, Any] = {
    Airport: models.Airport,
    Airline: models.Airline,
    AircraftType: models.AircraftType,
}


@dataclass(frozen=True, slots=True)
class _Directory:
    airports: Mapping[str, Airport]
    airlines: Mapping[str, Airline]
    aircraft_types: Mapping[str, AircraftType]
    read_at: float


_Key = tuple[type, str]


class _Denials:
    """Codes that were looked for in vain, and when; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._denied_at: dict[_Key, float] = {}

    def holds(self, key: _Key, now: float) -> bool:
        return now - self._denied_at.get(key, float("-inf")) < _DENIED_SECONDS

    def add(self, key: _Key, now: float) -> None:
        with self._lock:
            self._denied_at.pop(key, None)
            self._denied_at[key] = now
            if len(self._denied_at) > _MOST_DENIED:
                del self._denied_at[next(iter(self._denied_at))]


class DjangoReferenceData:
    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._directory = _Directory({}, {}, {}, float("-inf"))
        self._denials = _Denials()

    def find_airport(self, code: str) -> Airport | None:
        return self._fresh().airports.get(code) or self._look_for(Airport, code).airports.get(code)

    def find_airline(self, code: str) -> Airline | None:
        return self._fresh().airlines.get(code) or self._look_for(Airline, code).airlines.get(code)

    def find_aircraft_type(self, code: str) -> AircraftType | None:
        return self._fresh().aircraft_types.get(code) or self._look_for(AircraftType, code).aircraft_types.get(code)

    def airlines(self) -> Sequence[Airline]:
        directory = self._fresh() if self._fresh().airlines else self._after_another_look()
        return sorted(directory.airlines.values(), key=lambda airline: airline.name)

    def aircraft_types(self) -> Sequence[AircraftType]:
        directory = self._fresh() if self._fresh().aircraft_types else self._after_another_look()
        return list(directory.aircraft_types.values())

    def search_airports(self, text: str) -> Sequence[Airport]:
        directory = self._fresh() if self._fresh().airports else self._after_another_look()
        ranked = ((_rank(airport, _fold(text)), airport) for airport in directory.airports.values())
        return [airport for rank, airport in sorted((one for one in ranked if one[0]), key=_by_rank)]

    def _fresh(self) -> _Directory:
        """What is stale serves on while one caller reads it anew: the others do not wait for thousands of rows."""
        return self._read_if_older_than(_STALE_SECONDS, patient=not self._directory.airports)

    def _after_another_look(self) -> _Directory:
        return self._read_if_older_than(_LOOK_AGAIN_SECONDS, patient=True)

    def _look_for(self, row_type: type, code: str) -> _Directory:
        """With the code in it, if it is in the database by now; then others are probably new too, and all is read."""
        key = row_type, code
        if self._denials.holds(key, self._monotonic()):
            return self._directory
        if not _MODELS[row_type].objects.filter(pk=code).exists():
            self._denials.add(key, self._monotonic())
            return self._directory
        return self._read_if_older_than(0.0, patient=True)

    def _read_if_older_than(self, seconds: float, *, patient: bool) -> _Directory:
        if self._is_older_than(seconds) and self._lock.acquire(blocking=patient):
            try:
                if self._is_older_than(seconds):
                    self._directory = _Directory(_read(Airport), _read(Airline), _read(AircraftType), self._monotonic())
            finally:
                self._lock.release()
        return self._directory

    def _is_older_than(self, seconds: float) -> bool:
        return self._monotonic() - self._directory.read_at >= seconds


class DjangoReferenceStore:
    """Writes what is new or has changed; the rest is left alone."""

    def put_airports(self, airports: Iterable[Airport]) -> None:
        _put(Airport, airports)

    def put_airlines(self, airlines: Iterable[Airline]) -> None:
        _put(Airline, airlines)

    def put_aircraft_types(self, aircraft_types: Iterable[AircraftType]) -> None:
        _put(AircraftType, aircraft_types)


def _rank(airport: Airport, text: str) -> int:
    """How well it matches, 0 for not at all: the code, the city, then words of the city or the name."""
    city, name = _fold(airport.city), _fold(airport.name)
    if not text:
        return 1
    if airport.code.casefold() == text:
        return 5
    if city.startswith(text):
        return 4
    if airport.code.casefold().startswith(text) or name.startswith(text):
        return 3
    return 2 if f" {text}" in f" {city}" or f" {text}" in f" {name}" else 0


@lru_cache(maxsize=1 << 15)
def _fold(text: str) -> str:
    """Without case and accents: people write Zürich and Zurich."""
    return "".join(letter for letter in normalize("NFKD", text.strip().casefold()) if not combining(letter))


def _by_rank(ranked: tuple[int, Airport]) -> tuple[bool, int, str, str]:
    rank, airport = ranked
    return (not airport.served and rank < 5, -rank, airport.city, airport.code)


def _read(row_type: type[_Row]) -> dict[str, _Row]:
    names = [field.name for field in fields(row_type)]
    rows = _MODELS[row_type].objects.values_list(*names)
    return {row.code: row for row in (row_type(**dict(zip(names, values, strict=True))) for values in rows)}


def _put(row_type: type[_Row], rows: Iterable[_Row]) -> None:
    present, model = _read(row_type), _MODELS[row_type]
    changed = [row for row in rows if present.get(row.code) != row]
    new = [model(**asdict(row)) for row in changed if row.code not in present]
    if new:
        model.objects.bulk_create(new)
    for row in changed:
        if row.code in present:
            model(**asdict(row)).save(force_update=True)

"""The network of routes in MongoDB, and in memory: some hundred of them, asked for by every journey, changed seldom."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from pymongo.database import Database

from flight_service.storage.mongo.bulk import insert_missing
from flight_service.storage.mongo.documents import Document

# A route that another process has just opened is found with a change of flights after this at the latest.
_STALE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Network:
    routes: frozenset[tuple[str, str]]
    read_at: float


class MongoRoutes:
    def __init__(self, database: Database[Document], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._routes = database["routes"]
        self._monotonic = monotonic
        self._network = _Network(frozenset(), float("-inf"))

    def destinations_from(self, origin: str) -> frozenset[str]:
        return frozenset(end for start, end in self._read() if start == origin)

    def origins_to(self, destination: str) -> frozenset[str]:
        return frozenset(start for start, end in self._read() if end == destination)

    def add(self, routes: Collection[tuple[str, str]]) -> None:
        documents = [{"_id": f"{start}-{end}", "origin": start, "destination": end} for start, end in sorted(routes)]
        insert_missing(self._routes, documents)
        self._network = _Network(frozenset(), float("-inf"))

    def _read(self) -> frozenset[tuple[str, str]]:
        now = self._monotonic()
        if now - self._network.read_at >= _STALE_SECONDS:
            found = self._routes.find({}, {"origin": 1, "destination": 1})
            self._network = _Network(frozenset((route["origin"], route["destination"]) for route in found), now)
        return self._network.routes

"""Flights in MongoDB: one document each, found by id, by route and day, by day, or by designator."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from flight_service.domain.flight import Flight
from flight_service.domain.ports import FlightFilter, StagedChange
from flight_service.storage.mongo.bulk import insert_missing
from flight_service.storage.mongo.documents import (
    Document,
    from_flight,
    from_staged,
    route_day,
    to_flight,
    to_staged,
)
from wire.database import in_portions

_WITHOUT_MESSAGES = {"outbox": 0, "staged": 0}
_HORIZON = "horizon"


class MongoFlights:
    def __init__(self, database: Database[Document]) -> None:
        self._flights = database["flights"]
        self._schedule = database["schedule"]

    def find(self, flight_id: str) -> Flight | None:
        document = self._flights.find_one({"_id": flight_id}, _WITHOUT_MESSAGES)
        return from_flight(document) if document else None

    def find_many(self, flight_ids: Collection[str]) -> Mapping[str, Flight]:
        found = (flight for some in in_portions(flight_ids) for flight in self._list({"_id": some}))
        return {flight.id: flight for flight in found}

    def on_route(self, origin: str, destination: str, day: date) -> list[Flight]:
        return self._list({"route_day": route_day(origin, destination, day)})

    def on_routes(self, routes: Collection[tuple[str, str, date]]) -> list[Flight]:
        wanted = in_portions(route_day(*route) for route in routes)
        return [flight for some in wanted for flight in self._list({"route_day": some})]

    def on_day(self, day: date, wanted: FlightFilter) -> list[Flight]:
        if wanted.origin and wanted.destination:
            return self._list({"route_day": route_day(wanted.origin, wanted.destination, day), **_equalities(wanted)})
        return self._list({"day": day.isoformat(), **_equalities(wanted)})

    def with_designator(self, designator: str, wanted: FlightFilter) -> list[Flight]:
        day = {"day": wanted.date.isoformat()} if wanted.date else {}
        return self._list({"designator": designator, **day, **_equalities(wanted)})

    def of_schedule(self, schedule_id: str) -> list[Flight]:
        return self._list({"schedule_id": schedule_id})

    def assign(self, flight_ids: Collection[str], schedule_id: str) -> None:
        for some in in_portions(flight_ids):
            self._flights.update_many({"_id": some}, {"$set": {"schedule_id": schedule_id}})

    def last_day(self) -> date | None:
        horizon = self._schedule.find_one({"_id": _HORIZON})
        return date.fromisoformat(horizon["day"]) if horizon else None

    def add_missing(self, flights: Sequence[Flight]) -> int:
        if not flights:
            return 0
        new = insert_missing(self._flights, [to_flight(flight) for flight in flights])
        self._extend_horizon(max(flight.departure_date for flight in flights))
        return new

    def create(self, change: StagedChange) -> bool:
        try:
            self._flights.insert_one({**to_flight(change.flight), "staged": to_staged(change)})
        except DuplicateKeyError:
            return False
        self._extend_horizon(change.flight.departure_date)
        return True

    def stage(self, change: StagedChange) -> bool:
        flight_id, document = _to_change(change.flight)
        result = self._flights.update_one(
            {"_id": flight_id, "version": change.flight.version - 1, "staged": {"$exists": False}},
            {"$set": {**document, "staged": to_staged(change)}},
        )
        if result.modified_count:
            self._extend_horizon(change.flight.departure_date)
        return result.modified_count == 1

    def decide(self, change: StagedChange) -> bool:
        flight_id, document = _to_change(change.flight)
        result = self._flights.update_one(
            {"_id": flight_id, "staged.version": change.flight.version, "staged.swap.aircraft_type": {"$exists": True}},
            {"$set": {**document, "staged": to_staged(change)}},
        )
        return result.modified_count == 1

    def find_staged(self, flight_id: str) -> StagedChange | None:
        document = self._flights.find_one({"_id": flight_id, "staged.version": {"$gt": 0}})
        return from_staged(document) if document else None

    def all_staged(self) -> list[StagedChange]:
        return [from_staged(document) for document in self._flights.find({"staged.version": {"$gt": 0}})]

    def announce(self, change: StagedChange) -> None:
        self._flights.update_one(
            {"_id": change.flight.id, "staged.version": change.flight.version},
            {"$push": {"outbox": {"$each": list(change.outbox)}}, "$unset": {"staged": ""}},
        )

    def _list(self, where: Document) -> list[Flight]:
        return [from_flight(document) for document in self._flights.find(where, _WITHOUT_MESSAGES)]

    def _extend_horizon(self, day: date) -> None:
        self._schedule.update_one({"_id": _HORIZON}, {"$max": {"day": day.isoformat()}}, upsert=True)


def _to_change(flight: Flight) -> tuple[str, Document]:
    """Its id, and what an act changes: which schedule plans it is written by `assign` alone, whenever that happens."""
    document = to_flight(flight)
    document.pop("schedule_id", None)
    return document.pop("_id"), document


def _equalities(wanted: FlightFilter) -> Document:
    fields = {
        "origin": wanted.origin,
        "destination": wanted.destination,
        "airline": wanted.airline,
        "status": wanted.status.value if wanted.status else None,
        "designator": wanted.designator,
    }
    return {name: value for name, value in fields.items() if value is not None}

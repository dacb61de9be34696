"""Stores in memory and on MongoDB, with a look into their outboxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flight_builders import FewAirports

from flight_service.events.reservations import CONSUMER
from flight_service.storage.memory import (
    InMemoryAuditTrail,
    InMemoryDeadLetters,
    InMemoryFlights,
    InMemoryInventories,
    InMemoryPriceRules,
    InMemoryRoutes,
    InMemoryScheduleImports,
    InMemorySchedules,
    InMemorySeatPriceLists,
    InMemoryUnknownCabinRefusals,
)
from flight_service.storage.mongo import (
    InboxDeadLetters,
    MongoAuditTrail,
    MongoFlights,
    MongoInventories,
    MongoPriceRules,
    MongoRoutes,
    MongoScheduleImports,
    MongoSchedules,
    MongoSeatPriceLists,
    MongoUnknownCabinRefusals,
    ensure_indexes,
)
from flight_service.storage.sealed_offers import SealedOffers
from flight_service.usecases.stores import Stores

Entries = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Stores, and a look into the outboxes behind them: what they would announce, in order."""

    stores: Stores
    outbox: Callable[[], Entries]

    def announced(self) -> list[str]:
        return [entry["data"]["change"] for entry in self.outbox()]


def build_memory_shelf() -> Shelf:
    flights, inventories, refusals = InMemoryFlights(), InMemoryInventories(), InMemoryUnknownCabinRefusals()
    stores = Stores(
        flights=flights,
        inventories=inventories,
        refusals=refusals,
        audit=InMemoryAuditTrail(),
        routes=InMemoryRoutes(),
        price_rules=InMemoryPriceRules(),
        seat_price_lists=InMemorySeatPriceLists(),
        offers=SealedOffers("secret"),
        schedules=InMemorySchedules(),
        schedule_imports=InMemoryScheduleImports(),
        dead_letters=InMemoryDeadLetters(),
        reference=FewAirports(),
    )
    return Shelf(stores, lambda: [*flights.outbox, *inventories.outbox, *refusals.outbox])


def build_mongo_shelf(database: Any) -> Shelf:
    ensure_indexes(database)
    stores = Stores(
        flights=MongoFlights(database),
        inventories=MongoInventories(database),
        refusals=MongoUnknownCabinRefusals(database),
        audit=MongoAuditTrail(database),
        routes=MongoRoutes(database),
        price_rules=MongoPriceRules(database),
        seat_price_lists=MongoSeatPriceLists(database),
        offers=SealedOffers("secret"),
        schedules=MongoSchedules(database),
        schedule_imports=MongoScheduleImports(database),
        dead_letters=InboxDeadLetters(database, CONSUMER),
        reference=FewAirports(),
    )

    def outbox() -> Entries:
        return [
            entry
            for name in ("flights", "inventories", "outbox")
            for document in database[name].find({"outbox.id": {"$gt": ""}})
            for entry in document["outbox"]
        ]

    return Shelf(stores, outbox)

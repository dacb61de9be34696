from flight_service.storage.mongo.flights import MongoFlights
from flight_service.storage.mongo.indexes import ensure_indexes
from flight_service.storage.mongo.inventories import MongoInventories
from flight_service.storage.mongo.records import (
    MongoAuditTrail,
    MongoLoadedDays,
    MongoRoutes,
    MongoUnknownCabinRefusals,
)

__all__ = [
    "MongoAuditTrail",
    "MongoFlights",
    "MongoInventories",
    "MongoLoadedDays",
    "MongoRoutes",
    "MongoUnknownCabinRefusals",
    "ensure_indexes",
]

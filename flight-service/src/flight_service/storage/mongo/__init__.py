from flight_service.storage.mongo.dead_letters import InboxDeadLetters
from flight_service.storage.mongo.flights import MongoFlights
from flight_service.storage.mongo.indexes import ensure_indexes
from flight_service.storage.mongo.inventories import MongoInventories
from flight_service.storage.mongo.price_rules import MongoPriceRules
from flight_service.storage.mongo.records import (
    MongoAuditTrail,
    MongoLoadedDays,
    MongoUnknownCabinRefusals,
)
from flight_service.storage.mongo.routes import MongoRoutes
from flight_service.storage.mongo.schedule_imports import MongoScheduleImports
from flight_service.storage.mongo.schedules import MongoSchedules
from flight_service.storage.mongo.seat_price_lists import MongoSeatPriceLists

__all__ = [
    "InboxDeadLetters",
    "MongoAuditTrail",
    "MongoFlights",
    "MongoInventories",
    "MongoLoadedDays",
    "MongoPriceRules",
    "MongoRoutes",
    "MongoScheduleImports",
    "MongoSchedules",
    "MongoSeatPriceLists",
    "MongoUnknownCabinRefusals",
    "ensure_indexes",
]

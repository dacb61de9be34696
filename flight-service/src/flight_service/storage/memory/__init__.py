from flight_service.storage.memory.flights import InMemoryFlights
from flight_service.storage.memory.inventories import InMemoryInventories
from flight_service.storage.memory.price_rules import InMemoryPriceRules
from flight_service.storage.memory.records import (
    InMemoryAuditTrail,
    InMemoryDeadLetters,
    InMemoryLoadedDays,
    InMemoryRoutes,
    InMemoryUnknownCabinRefusals,
)
from flight_service.storage.memory.schedule_imports import InMemoryScheduleImports
from flight_service.storage.memory.schedules import InMemorySchedules
from flight_service.storage.memory.seat_price_lists import InMemorySeatPriceLists

__all__ = [
    "InMemoryAuditTrail",
    "InMemoryDeadLetters",
    "InMemoryFlights",
    "InMemoryInventories",
    "InMemoryLoadedDays",
    "InMemoryPriceRules",
    "InMemoryRoutes",
    "InMemoryScheduleImports",
    "InMemorySchedules",
    "InMemorySeatPriceLists",
    "InMemoryUnknownCabinRefusals",
]

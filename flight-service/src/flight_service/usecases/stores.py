"""The stores a use case may reach, in one value: `bootstrap.py` fills it with MongoDB, tests with memory."""

from __future__ import annotations

from dataclasses import dataclass

from flight_service.domain.ports import (
    AuditTrail,
    DeadLetters,
    Flights,
    Inventories,
    Offers,
    PriceRules,
    ReferenceData,
    Routes,
    ScheduleImports,
    Schedules,
    SeatPriceLists,
    UnknownCabinRefusals,
)


@dataclass(frozen=True, slots=True)
class Stores:
    flights: Flights
    inventories: Inventories
    refusals: UnknownCabinRefusals
    audit: AuditTrail
    routes: Routes
    offers: Offers
    price_rules: PriceRules
    seat_price_lists: SeatPriceLists
    schedules: Schedules
    schedule_imports: ScheduleImports
    dead_letters: DeadLetters
    reference: ReferenceData

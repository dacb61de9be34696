"""The composition root: settings -> the real stores, opened once a process."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from django.conf import settings
from pymongo.database import Database

from flight_service.events.reservations import CONSUMER
from flight_service.storage.mongo import (
    InboxDeadLetters,
    MongoAuditTrail,
    MongoFlights,
    MongoInventories,
    MongoLoadedDays,
    MongoPriceRules,
    MongoRoutes,
    MongoScheduleImports,
    MongoSchedules,
    MongoSeatPriceLists,
    MongoUnknownCabinRefusals,
)
from flight_service.storage.reference import DjangoReferenceData
from flight_service.storage.sealed_offers import SealedOffers
from flight_service.usecases.load_schedule import ScheduleLoader
from flight_service.usecases.stores import Stores
from wire.database import Document, connect


@cache
def get_database() -> Database[Document]:
    return connect(settings.CONFIGURATION.mongodb_url, settings.CONFIGURATION.mongodb_database)


@cache
def get_stores() -> Stores:
    database = get_database()
    return Stores(
        flights=MongoFlights(database),
        inventories=MongoInventories(database),
        refusals=MongoUnknownCabinRefusals(database),
        audit=MongoAuditTrail(database),
        routes=MongoRoutes(database),
        price_rules=MongoPriceRules(database),
        seat_price_lists=MongoSeatPriceLists(database),
        offers=SealedOffers(settings.CONFIGURATION.django_secret_key),
        schedules=MongoSchedules(database),
        schedule_imports=MongoScheduleImports(database),
        dead_letters=InboxDeadLetters(database, CONSUMER),
        reference=DjangoReferenceData(),
    )


def build_schedule_loader(data_set: str) -> ScheduleLoader:
    database = get_database()
    return ScheduleLoader(data_set, MongoFlights(database), MongoInventories(database), MongoLoadedDays(database))


def utc_now() -> datetime:
    return datetime.now(UTC)

"""Seat price lists in MongoDB, one document an aircraft type with the acts that made it so; for a moment in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from flight_service.domain.cabin import Cabin
from flight_service.domain.ports import AuditEntry
from flight_service.domain.seat_price_list import SeatPriceList
from flight_service.domain.seat_prices import SeatPrices
from flight_service.storage.mongo.documents import Document, from_audit, to_audit

# Seat maps of another process may show the prices of this long ago.
_STALE_SECONDS = 3.0
_WITHOUT_ACTS = {"acts": 0}


class MongoSeatPriceLists:
    def __init__(self, database: Database[Document], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lists = database["seat_price_lists"]
        self._monotonic = monotonic
        # As many as there are aircraft types: they are asked for by those of flights only.
        self._known: dict[str, tuple[SeatPriceList, float]] = {}

    def get(self, aircraft_type: str) -> SeatPriceList:
        document = self._lists.find_one({"_id": aircraft_type}, _WITHOUT_ACTS)
        return _from_list(document) if document else SeatPriceList(aircraft_type)

    def in_force(self, aircraft_type: str) -> SeatPriceList:
        now = self._monotonic()
        known = self._known.get(aircraft_type)
        if known is None or now - known[1] >= _STALE_SECONDS:
            known = self._known[aircraft_type] = self.get(aircraft_type), now
        return known[0]

    def save(self, prices: SeatPriceList, act: AuditEntry) -> bool:
        cabins = {cabin.value: str(listed) for cabin, listed in prices.cabins.items()}
        try:
            is_saved = self._insert(prices, cabins, act) if prices.version == 1 else self._replace(prices, cabins, act)
        except DuplicateKeyError:
            return False
        # Whoever changed the prices sees them on the next map.
        self._known.pop(prices.aircraft_type, None)
        return is_saved

    def acts(self, aircraft_type: str) -> Sequence[AuditEntry]:
        document = self._lists.find_one({"_id": aircraft_type}, {"acts": 1})
        return [from_audit(act) for act in document["acts"]] if document else []

    def _insert(self, prices: SeatPriceList, cabins: Document, act: AuditEntry) -> bool:
        self._lists.insert_one({"_id": prices.aircraft_type, "version": 1, "cabins": cabins, "acts": [to_audit(act)]})
        return True

    def _replace(self, prices: SeatPriceList, cabins: Document, act: AuditEntry) -> bool:
        result = self._lists.update_one(
            {"_id": prices.aircraft_type, "version": prices.version - 1},
            {"$set": {"version": prices.version, "cabins": cabins}, "$push": {"acts": to_audit(act)}},
        )
        return result.modified_count == 1


def _from_list(document: Mapping[str, Any]) -> SeatPriceList:
    cabins = {Cabin(cabin): SeatPrices.parse(text) for cabin, text in document["cabins"].items()}
    return SeatPriceList(document["_id"], cabins, document["version"])

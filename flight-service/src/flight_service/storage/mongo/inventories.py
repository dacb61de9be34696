"""Seat inventories in MongoDB: one document per flight and cabin, its events inside.

Decisions are saved by one conditional `update_one`, which `inventory_statements` builds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.claim import NO_CLAIM, Claim, ClaimState
from flight_service.domain.decision import Decision
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import UNCHANGED_PRICES, CabinPrices, OutboxEntry
from flight_service.storage.mongo.bulk import insert_missing
from flight_service.storage.mongo.documents import Document, from_inventory, from_money, to_inventory, to_money
from flight_service.storage.mongo.earlier import upgrade_claim
from flight_service.storage.mongo.inventory_statements import build_block_statement, build_statement
from wire.database import in_portions

_WITHOUT_CLAIMS = {"holds": 0, "sales": 0, "seats": 0, "closed": 0, "attempts": 0, "outbox": 0}
_COUNTS = ("capacity", "free", "held", "sold", "version")
_PRICES = ("fare", "ladder", "seat_prices", "own_seat_prices")
_OF_FLIGHT = ("flight_id", "cabin", "flight_status", "flight_version", "departs_at", "arrives_at")
_FIELDS = dict.fromkeys((*_COUNTS, *_PRICES, *_OF_FLIGHT, "blocks"), 1)


class MongoInventories:
    def __init__(self, database: Database[Document]) -> None:
        self._inventories = database["inventories"]

    def find(self, key: CabinKey, hold_id: str) -> tuple[Inventory, Claim] | None:
        found = self.find_claims(key, [hold_id])
        return (found[0], found[1][hold_id]) if found else None

    def find_claims(self, key: CabinKey, hold_ids: Collection[str]) -> tuple[Inventory, Mapping[str, Claim]] | None:
        document = self._inventories.find_one({"_id": str(key)}, {**_FIELDS, **_claim_fields(hold_ids)})
        if document is None:
            return None
        closed = frozenset(document.get("closed", ()))
        return from_inventory(document), {one: _find_claim(document, closed, one) for one in hold_ids}

    def find_hold_id(self, key: CabinKey, reservation_id: str) -> str:
        attempt = f"attempts.{reservation_id}"
        document = self._inventories.find_one({"_id": str(key)}, {attempt: 1}) or {}
        found: str = document.get("attempts", {}).get(reservation_id, reservation_id)
        return found

    def apply(self, decisions: Sequence[Decision], outbox: Sequence[OutboxEntry]) -> bool:
        condition, update = build_statement(decisions, outbox)
        return self._inventories.update_one(condition, update).modified_count == 1

    def replace_capacity(self, before: Inventory, after: Inventory, outbox: Sequence[OutboxEntry]) -> bool:
        result = self._inventories.update_one(
            {"_id": str(before.key), "version": before.version},
            {
                "$set": {"capacity": after.capacity, "free": after.free},
                "$inc": {"version": 1},
                "$push": {"outbox": {"$each": list(outbox)}},
            },
        )
        return result.modified_count == 1

    def replace_blocks(self, before: Inventory, after: Inventory, outbox: Sequence[OutboxEntry]) -> bool:
        condition, update = build_block_statement(before, after, outbox)
        return self._inventories.update_one(condition, update).modified_count == 1

    def find_many(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Inventory]:
        portions = in_portions(map(str, keys))
        found = (one for some in portions for one in self._inventories.find({"_id": some}, _WITHOUT_CLAIMS))
        return {inventory.key: inventory for inventory in map(from_inventory, found)}

    def assigned_seats(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Mapping[str, str]]:
        by_id = {str(key): key for key in keys}
        portions = in_portions(by_id)
        found = (one for some in portions for one in self._inventories.find({"_id": some}, {"seats": 1}))
        return {by_id[document["_id"]]: document.get("seats", {}) for document in found}

    def add_missing(self, inventories: Sequence[Inventory]) -> int:
        return insert_missing(self._inventories, [to_inventory(inventory) for inventory in inventories])

    def follow(self, flight: Flight, prices: CabinPrices = UNCHANGED_PRICES) -> None:
        # Cabins that an earlier aircraft had are still there, without a seat.
        self._inventories.bulk_write([_build_follow(flight, prices, cabin) for cabin in Cabin], ordered=False)


def _build_follow(flight: Flight, prices: CabinPrices, cabin: Cabin) -> UpdateOne:
    return UpdateOne(
        {"_id": str(CabinKey(flight.id, cabin)), "flight_version": {"$lt": flight.version}},
        {
            "$set": {
                "flight_status": flight.status.value,
                "flight_version": flight.version,
                "departs_at": flight.departs_at,
                "arrives_at": flight.arrives_at,
                **_price_fields(prices, cabin),
            },
            "$inc": {"version": 1},
        },
    )


def _price_fields(prices: CabinPrices, cabin: Cabin) -> Document:
    fields: Document = {}
    if cabin in prices.fares:
        fields["fare"] = to_money(prices.fares[cabin])
    if cabin in prices.ladders:
        fields["ladder"] = str(prices.ladders[cabin])
    if cabin in prices.seat_prices:
        own = prices.seat_prices[cabin]
        fields["own_seat_prices"] = None if own is None else str(own)
    return fields


def _claim_fields(hold_ids: Collection[str]) -> Document:
    """Of one hold as little as can be; a look at each of many would cost more than all that there is."""
    if len(hold_ids) > 1:
        return {"holds": 1, "sales": 1, "closed": 1}
    (hold_id,) = hold_ids
    return {f"holds.{hold_id}": 1, f"sales.{hold_id}": 1, "closed": {"$elemMatch": {"$eq": hold_id}}}


def _find_claim(document: Mapping[str, Any], closed: frozenset[str], hold_id: str) -> Claim:
    if hold_id in closed:
        return Claim(ClaimState.CLOSED)
    if held := document.get("holds", {}).get(hold_id):
        return _from_claim(ClaimState.HELD, held)
    if sold := document.get("sales", {}).get(hold_id):
        return _from_claim(ClaimState.SOLD, sold)
    return NO_CLAIM


def _from_claim(state: ClaimState, stored: Mapping[str, Any]) -> Claim:
    document = upgrade_claim(stored)
    return Claim(
        state,
        document["seats"],
        document["user_id"],
        tuple(document["numbers"]),
        FareFamily(document["family"]),
        document["fare_class"],
        document["reservation_id"],
        {number: Decimal(price) for number, price in document["prices"].items()},
        from_money(document["charge"]) if document["charge"] else None,
    )

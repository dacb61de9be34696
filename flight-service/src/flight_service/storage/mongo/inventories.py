"""Seat inventories in MongoDB: one document per flight and cabin, its events inside.

Each decision is one conditional `update_one`. The filter carries the version that was read, so a decision is only
saved on the state it was made for, and the rule itself again (`free >= seats`), so that no mistake above oversells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, assert_never

from pymongo.database import Database

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import (
    NO_CLAIM,
    Claim,
    ClaimState,
    Decision,
    Inventory,
    ReservationClosed,
    SeatsHeld,
    SeatsRefused,
    SeatsReleased,
    SeatsSold,
)
from flight_service.domain.money import Money
from flight_service.domain.ports import OutboxEntry
from flight_service.storage.mongo.bulk import insert_missing
from flight_service.storage.mongo.documents import Document, from_inventory, to_inventory, to_money

_WITHOUT_CLAIMS = {"holds": 0, "sales": 0, "closed": 0, "outbox": 0}
_COUNTS = ("flight_id", "cabin", "capacity", "free", "held", "sold", "fare", "flight_status", "flight_version")
_FIELDS = dict.fromkeys((*_COUNTS, "departs_at", "arrives_at", "version"), 1)

# Ids that ended here stay closed so that a late message cannot reopen them. A message older than this many later
# endings is past its reservation's deadline, and refused for that.
_CLOSED_IDS_KEPT = 5000


class MongoInventories:
    def __init__(self, database: Database[Document]) -> None:
        self._inventories = database["inventories"]

    def find(self, key: CabinKey, reservation_id: str) -> tuple[Inventory, Claim] | None:
        document = self._inventories.find_one(
            {"_id": str(key)},
            {
                **_FIELDS,
                f"holds.{reservation_id}": 1,
                f"sales.{reservation_id}": 1,
                "closed": {"$elemMatch": {"$eq": reservation_id}},
            },
        )
        return (from_inventory(document), _find_claim(document, reservation_id)) if document else None

    def apply(self, decision: Decision, outbox: Sequence[OutboxEntry]) -> bool:
        condition, update = _statement(decision)
        if outbox:
            update["$push"] = {**update.get("$push", {}), "outbox": {"$each": list(outbox)}}
        update["$inc"] = {**update.get("$inc", {}), "version": 1}
        before = decision.before
        result = self._inventories.update_one({"_id": str(before.key), "version": before.version, **condition}, update)
        return result.modified_count == 1

    def find_many(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Inventory]:
        found = self._inventories.find({"_id": {"$in": [str(key) for key in keys]}}, _WITHOUT_CLAIMS)
        return {inventory.key: inventory for inventory in map(from_inventory, found)}

    def add_missing(self, inventories: Sequence[Inventory]) -> int:
        return insert_missing(self._inventories, [to_inventory(inventory) for inventory in inventories])

    def follow(self, flight: Flight, fares: Mapping[Cabin, Money]) -> None:
        for cabin in flight.cabins:
            fare = {"fare": to_money(fares[cabin])} if cabin in fares else {}
            self._inventories.update_one(
                {"_id": str(CabinKey(flight.id, cabin)), "flight_version": {"$lt": flight.version}},
                {
                    "$set": {
                        "flight_status": flight.status.value,
                        "flight_version": flight.version,
                        "departs_at": flight.departs_at,
                        "arrives_at": flight.arrives_at,
                        **fare,
                    },
                    "$inc": {"version": 1},
                },
            )


def _find_claim(document: Mapping[str, Any], reservation_id: str) -> Claim:
    if reservation_id in document.get("closed", ()):
        return Claim(ClaimState.CLOSED)
    if held := document.get("holds", {}).get(reservation_id):
        return Claim(ClaimState.HELD, held["seats"])
    if sold := document.get("sales", {}).get(reservation_id):
        return Claim(ClaimState.SOLD, sold["seats"])
    return NO_CLAIM


def _statement(decision: Decision) -> tuple[Document, Document]:
    """The condition on top of the version, and the update, of one decision."""
    rid = decision.reservation_id
    hold, sale = f"holds.{rid}", f"sales.{rid}"
    close = {"closed": {"$each": [rid], "$slice": -_CLOSED_IDS_KEPT}}
    match decision:
        case SeatsHeld(seats=seats):
            condition: Document = {"free": {"$gte": seats}, hold: {"$exists": False}}
            return condition, {"$inc": {"free": -seats, "held": seats}, "$set": {hold: {"seats": seats}}}
        case SeatsSold(seats=seats):
            return (
                {f"{hold}.seats": seats},
                {"$inc": {"held": -seats, "sold": seats}, "$set": {sale: {"seats": seats}}, "$unset": {hold: ""}},
            )
        case SeatsReleased(claim=Claim(state=ClaimState.SOLD, seats=seats)):
            return {f"{sale}.seats": seats}, {
                "$inc": {"free": seats, "sold": -seats},
                "$unset": {sale: ""},
                "$push": close,
            }
        case SeatsReleased(seats=seats):
            return {f"{hold}.seats": seats}, {
                "$inc": {"free": seats, "held": -seats},
                "$unset": {hold: ""},
                "$push": close,
            }
        case SeatsRefused() | ReservationClosed():
            return {hold: {"$exists": False}, "closed": {"$ne": rid}}, {"$push": close}
        case _:
            assert_never(decision)

"""Seat inventories in MongoDB: one document per flight and cabin, its events inside.

Each decision is one conditional `update_one`. The filter carries the version that was read, so a decision is only
saved on the state it was made for, and the rule itself again (`free >= seats`), so that no mistake above oversells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, assert_never

from pymongo.database import Database

from flight_service.domain.cabin import Cabin, CabinKey
from flight_service.domain.fare_class import Ladder
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import (
    NO_CLAIM,
    Claim,
    ClaimState,
    Decision,
    Inventory,
    ReservationClosed,
    Seating,
    SeatsAssigned,
    SeatsHeld,
    SeatsRefused,
    SeatsReleased,
    SeatsSold,
)
from flight_service.domain.money import Money
from flight_service.domain.ports import OutboxEntry
from flight_service.storage.mongo.bulk import insert_missing
from flight_service.storage.mongo.documents import Document, from_inventory, from_money, to_inventory, to_money
from flight_service.storage.mongo.earlier import upgrade_claim

_WITHOUT_CLAIMS = {"holds": 0, "sales": 0, "seats": 0, "closed": 0, "attempts": 0, "outbox": 0}
_COUNTS = ("capacity", "free", "held", "sold", "version")
_PRICES = ("fare", "ladder", "seat_prices")
_OF_FLIGHT = ("flight_id", "cabin", "flight_status", "flight_version", "departs_at", "arrives_at")
_FIELDS = dict.fromkeys((*_COUNTS, *_PRICES, *_OF_FLIGHT), 1)

# The embedded database compares every document found with every id asked for: 400 take ten times as long as 100, and
# 100 a third longer than twice 50. A query too many costs MongoDB less.
_IDS_A_QUERY = 50

# Ids that ended here stay closed so that a late message cannot reopen them. A message older than this many later
# endings is past its reservation's deadline, and refused for that.
_CLOSED_IDS_KEPT = 5000


class MongoInventories:
    def __init__(self, database: Database[Document]) -> None:
        self._inventories = database["inventories"]

    def find(self, key: CabinKey, hold_id: str) -> tuple[Inventory, Claim] | None:
        document = self._inventories.find_one(
            {"_id": str(key)},
            {
                **_FIELDS,
                f"holds.{hold_id}": 1,
                f"sales.{hold_id}": 1,
                "closed": {"$elemMatch": {"$eq": hold_id}},
            },
        )
        return (from_inventory(document), _find_claim(document, hold_id)) if document else None

    def find_hold_id(self, key: CabinKey, reservation_id: str) -> str:
        attempt = f"attempts.{reservation_id}"
        document = self._inventories.find_one({"_id": str(key)}, {attempt: 1}) or {}
        found: str = document.get("attempts", {}).get(reservation_id, reservation_id)
        return found

    def apply(self, decision: Decision, outbox: Sequence[OutboxEntry]) -> bool:
        condition, update = _statement(decision)
        if outbox:
            update["$push"] = {**update.get("$push", {}), "outbox": {"$each": list(outbox)}}
        update["$inc"] = {**update.get("$inc", {}), "version": 1}
        before = decision.before
        result = self._inventories.update_one({"_id": str(before.key), "version": before.version, **condition}, update)
        return result.modified_count == 1

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

    def find_many(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Inventory]:
        ids, found = [str(key) for key in keys], []
        for start in range(0, len(ids), _IDS_A_QUERY):
            some = {"$in": ids[start : start + _IDS_A_QUERY]}
            found += [from_inventory(one) for one in self._inventories.find({"_id": some}, _WITHOUT_CLAIMS)]
        return {inventory.key: inventory for inventory in found}

    def assigned_seats(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Mapping[str, str]]:
        by_id = {str(key): key for key in keys}
        found = self._inventories.find({"_id": {"$in": list(by_id)}}, {"seats": 1})
        return {by_id[document["_id"]]: document.get("seats", {}) for document in found}

    def add_missing(self, inventories: Sequence[Inventory]) -> int:
        return insert_missing(self._inventories, [to_inventory(inventory) for inventory in inventories])

    def follow(self, flight: Flight, fares: Mapping[Cabin, Money], ladders: Mapping[Cabin, Ladder]) -> None:
        for cabin in Cabin:  # cabins that an earlier aircraft had are still there, without a seat
            fare = {"fare": to_money(fares[cabin])} if cabin in fares else {}
            ladder = {"ladder": str(ladders[cabin])} if cabin in ladders else {}
            self._inventories.update_one(
                {"_id": str(CabinKey(flight.id, cabin)), "flight_version": {"$lt": flight.version}},
                {
                    "$set": {
                        "flight_status": flight.status.value,
                        "flight_version": flight.version,
                        "departs_at": flight.departs_at,
                        "arrives_at": flight.arrives_at,
                        **fare,
                        **ladder,
                    },
                    "$inc": {"version": 1},
                },
            )


def _find_claim(document: Mapping[str, Any], hold_id: str) -> Claim:
    if hold_id in document.get("closed", ()):
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
        tuple(document["priced"]),
        from_money(document["charge"]) if document["charge"] else None,
    )


def _to_claim(claim: Claim) -> Document:
    return {
        "seats": claim.seats,
        "user_id": claim.user_id,
        "numbers": list(claim.numbers),
        "family": claim.family.value,
        "fare_class": claim.fare_class,
        "reservation_id": claim.reservation_id,
        "priced": list(claim.priced),
        "charge": to_money(claim.charge) if claim.charge else None,
    }


def _statement(decision: Decision) -> tuple[Document, Document]:
    """The condition on top of the version, and the update, of one decision."""
    rid = decision.hold_id
    hold, sale = f"holds.{rid}", f"sales.{rid}"
    close = {"closed": {"$each": [rid], "$slice": -_CLOSED_IDS_KEPT}}
    match decision:
        case SeatsHeld(seats=seats):
            # The seats that dearer classes wait for count as gone.
            open_to_class = {"$gte": seats + decision.quote.keeps_free}
            condition: Document = {"free": open_to_class, hold: {"$exists": False}}
            held = {hold: _to_claim(decision.claim), **_attempt(decision)}
            return condition, {"$inc": {"free": -seats, "held": seats}, "$set": held}
        case SeatsSold(seats=seats):
            return (
                {f"{hold}.seats": seats},
                {
                    "$inc": {"held": -seats, "sold": seats},
                    "$set": {sale: _to_claim(decision.claim)},
                    "$unset": {hold: "", **_places(decision.unpaid, "")},
                },
            )
        case SeatsReleased(claim=claim):
            field, count = (sale, "sold") if claim.state is ClaimState.SOLD else (hold, "held")
            given_back = {"$inc": {"free": claim.seats, count: -claim.seats}, "$push": close}
            return {f"{field}.seats": claim.seats}, {**given_back, "$unset": {field: "", **_places(claim.numbers, "")}}
        case SeatsAssigned():
            return _assignment(decision, sale if decision.claim.state is ClaimState.SOLD else hold)
        case SeatsRefused() | ReservationClosed():
            return {hold: {"$exists": False}, "closed": {"$ne": rid}}, {"$push": close}
        case _:
            assert_never(decision)


def _attempt(decision: SeatsHeld) -> Document:
    """By its reservation a further attempt is found: `find_hold_id`."""
    is_further = decision.hold_id != decision.reservation_id
    return {f"attempts.{decision.reservation_id}": decision.hold_id} if is_further else {}


def _assignment(decision: SeatsAssigned, field: str) -> tuple[Document, Document]:
    before, after = set(decision.claim.numbers), set(decision.numbers)
    taken, left = after - before, before - after
    update: Document = {
        "$set": {**_to_seating(field, decision.seating), **_places(taken, decision.hold_id)},
    }
    if left:
        update["$unset"] = _places(left, "")
    return {f"{field}.seats": decision.claim.seats, **_places(taken, {"$exists": False})}, update


def _to_seating(field: str, seating: Seating) -> Document:
    return {
        f"{field}.numbers": list(seating.numbers),
        f"{field}.priced": list(seating.priced),
        f"{field}.charge": to_money(seating.charge) if seating.charge else None,
    }


def _places(numbers: Iterable[str], value: object) -> Document:
    return {f"seats.{number}": value for number in sorted(numbers)}

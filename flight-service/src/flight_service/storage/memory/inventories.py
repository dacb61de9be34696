"""Inventories in a dictionary; one lock stands for the database's atomic update of one document."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from flight_service.domain.cabin import CabinKey
from flight_service.domain.claim import NO_CLAIM, Claim, ClaimState
from flight_service.domain.decision import (
    Decision,
    ReservationClosed,
    SeatsAssigned,
    SeatsHeld,
    SeatsRefused,
    SeatsReleased,
    SeatsSold,
)
from flight_service.domain.flight import Flight
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import UNCHANGED_PRICES, CabinPrices, OutboxEntry

_CLOSED = Claim(ClaimState.CLOSED)


class InMemoryInventories:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inventories: dict[CabinKey, Inventory] = {}
        self._claims: defaultdict[CabinKey, dict[str, Claim]] = defaultdict(dict)
        self._attempts: dict[tuple[CabinKey, str], str] = {}
        self.outbox: list[OutboxEntry] = []

    def find(self, key: CabinKey, hold_id: str) -> tuple[Inventory, Claim] | None:
        found = self.find_claims(key, [hold_id])
        return (found[0], found[1][hold_id]) if found else None

    def find_claims(self, key: CabinKey, hold_ids: Collection[str]) -> tuple[Inventory, Mapping[str, Claim]] | None:
        with self._lock:
            inventory, claims = self._inventories.get(key), self._claims[key]
            return None if inventory is None else (inventory, {one: claims.get(one, NO_CLAIM) for one in hold_ids})

    def find_hold_id(self, key: CabinKey, reservation_id: str) -> str:
        return self._attempts.get((key, reservation_id), reservation_id)

    def apply(self, decisions: Sequence[Decision], outbox: Sequence[OutboxEntry]) -> bool:
        before = decisions[0].before
        with self._lock:
            if self._inventories[before.key].version != before.version:
                return False
            self._inventories[before.key] = decisions[-1].after
            for decision in decisions:
                self._claims[before.key][decision.hold_id] = _claim_after(decision)
                if isinstance(decision, SeatsHeld):
                    self._attempts[before.key, decision.reservation_id] = decision.hold_id
            self.outbox.extend(outbox)
            return True

    def replace_capacity(self, before: Inventory, after: Inventory, outbox: Sequence[OutboxEntry]) -> bool:
        with self._lock:
            if self._inventories[before.key].version != before.version:
                return False
            self._inventories[before.key] = after
            self.outbox.extend(outbox)
            return True

    def replace_blocks(self, before: Inventory, after: Inventory, outbox: Sequence[OutboxEntry]) -> bool:
        return self.replace_capacity(before, after, outbox)

    def find_many(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Inventory]:
        return {key: self._inventories[key] for key in keys if key in self._inventories}

    def assigned_seats(self, keys: Collection[CabinKey]) -> Mapping[CabinKey, Mapping[str, str]]:
        return {
            key: {number: rid for rid, claim in self._claims[key].items() for number in claim.numbers}
            for key in keys
            if key in self._inventories
        }

    def add_missing(self, inventories: Sequence[Inventory]) -> int:
        with self._lock:
            new = {inventory.key: inventory for inventory in inventories if inventory.key not in self._inventories}
            self._inventories.update(new)
            return len(new)

    def follow(self, flight: Flight, prices: CabinPrices = UNCHANGED_PRICES) -> None:
        with self._lock:
            for key, inventory in self._inventories.items():
                if key.flight_id == flight.id and inventory.flight_version < flight.version:
                    self._inventories[key] = replace(
                        inventory,
                        flight_status=flight.status,
                        flight_version=flight.version,
                        departs_at=flight.departs_at,
                        arrives_at=flight.arrives_at,
                        fare=prices.fares.get(key.cabin, inventory.fare),
                        ladder=prices.ladders.get(key.cabin, inventory.ladder),
                        own_seat_prices=prices.seat_prices.get(key.cabin, inventory.own_seat_prices),
                        version=inventory.version + 1,
                    )


def _claim_after(decision: Decision) -> Claim:
    match decision:
        case SeatsHeld(claim=claim):
            return claim
        case SeatsSold(claim=claim):
            return claim
        case SeatsAssigned():
            return decision.claim_after
        case SeatsRefused() | SeatsReleased() | ReservationClosed():
            return _CLOSED
        case _:
            assert_never(decision)

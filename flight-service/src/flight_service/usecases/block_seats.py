"""Staff take seats of a flight out of use, and put them back; and move whoever sits on one that has to go.

A seat is blocked against the buyers of the moment: in one conditional write of the cabin, which nobody's hold and
nobody's choice of seats has come before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flight_service.domain.announcements import announce_blocks, announce_seat_moved
from flight_service.domain.cabin import CabinKey
from flight_service.domain.claim import Claim, ClaimState
from flight_service.domain.decide import decide_assignment
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.inventory import Inventory, block_seats, unblock_seats
from flight_service.domain.ports import Announce, AuditEntry
from flight_service.domain.reseating import exchange
from flight_service.domain.seat_block import BlockReason, SeatBlock
from flight_service.usecases.choose_seats import (
    Place,
    check_changeable,
    check_choice,
    check_known,
    check_vacant,
    get_flight_with_map,
)
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores

MOST_SEATS = 100


class BlockRefusalCode(StrEnum):
    SEAT_TAKEN = "SEAT_TAKEN"
    TOO_FEW_FREE = "TOO_FEW_FREE"


@dataclass(frozen=True, slots=True)
class BlockRefused:
    """`taken` says whose the seats are that somebody has: by number, the reservation."""

    code: BlockRefusalCode
    message: str
    taken: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    reason: BlockReason
    note: str = ""


def block(
    stores: Stores,
    key: CabinKey,
    numbers: Sequence[str],
    reason: Reason,
    staff: StaffMember,
    announce: Announce,
    now: datetime,
) -> Inventory | BlockRefused:
    """All of them or none. Repeats when another decision came in between."""
    _check_count(numbers)
    said = SeatBlock(reason.reason, reason.note, staff.user_id, now)
    while True:
        inventory = _get_cabin(stores, key)
        check_changeable(inventory, now)
        check_known(get_flight_with_map(stores, key)[1], numbers)
        if taken := _find_reservations(stores, key, numbers):
            return _refuse_taken(taken)
        after = block_seats(inventory, numbers, said)
        if after is None:
            return _refuse_full(inventory, numbers)
        if stores.inventories.replace_blocks(inventory, after, [announce(announce_blocks(inventory, after))]):
            details = {"seats": " ".join(numbers), "reason": said.reason.value}
            note = {"note": said.note} if said.note else {}
            _record(stores, after, "seats_blocked", details | note, staff, now)
            return after


def unblock(
    stores: Stores, key: CabinKey, numbers: Sequence[str], staff: StaffMember, announce: Announce, now: datetime
) -> Inventory:
    """Seats that are not blocked stay as they are."""
    _check_count(numbers)
    while True:
        inventory = _get_cabin(stores, key)
        after = unblock_seats(inventory, numbers)
        if after is None:
            return inventory
        if stores.inventories.replace_blocks(inventory, after, [announce(announce_blocks(inventory, after))]):
            ended = [number for number in numbers if number in inventory.blocks]
            _record(stores, after, "seats_unblocked", {"seats": " ".join(ended)}, staff, now)
            return after


def move_seat(
    stores: Stores, key: CabinKey, number: str, other: str, staff: StaffMember, announce: Announce, now: datetime
) -> Claim:
    """Whoever sits at `number` sits at `other`, and is told; she pays no more for it, and less for a lesser seat."""
    while True:
        hold_id = stores.inventories.assigned_seats([key]).get(key, {}).get(number)
        found = stores.inventories.find(key, hold_id) if hold_id else None
        if hold_id is None or found is None or number not in found[1].numbers:
            raise NotFound(f"Nobody has chosen seat {number} in {key.cabin} of flight {key.flight_id}.")
        place = Place(*found, hold_id)
        if other in place.claim.numbers:
            raise InvalidInput("to", f"Seat {other} is this party's already.")
        moved = _try_move(stores, place, number, other, announce, now)
        if moved is not None:
            _record(stores, moved[0], "seat_moved", {"from": number, "to": other}, staff, now)
            return moved[1]


def _try_move(
    stores: Stores, place: Place, number: str, other: str, announce: Announce, now: datetime
) -> tuple[Inventory, Claim] | None:
    """None when another decision came in between."""
    inventory, claim, hold_id = place.inventory, place.claim, place.hold_id
    prices = check_choice(stores, inventory, claim, (other,), now)
    check_vacant(stores, inventory, (other,), hold_id)
    seating = exchange(claim, number, other, prices.get(other))
    decision = decide_assignment(inventory, claim, hold_id, seating)
    if not stores.inventories.apply([decision], [announce(announce_seat_moved(decision, number, other))]):
        return None
    return decision.after, decision.claim_after


def _get_cabin(stores: Stores, key: CabinKey) -> Inventory:
    inventory = stores.inventories.find_many([key]).get(key)
    if inventory is None:
        raise NotFound(f"There is no {key.cabin} cabin on a flight {key.flight_id}.")
    return inventory


def _check_count(numbers: Sequence[str]) -> None:
    if not 1 <= len(numbers) <= MOST_SEATS:
        raise InvalidInput("seats", f"Name 1 to {MOST_SEATS} seats.")


def _find_reservations(stores: Stores, key: CabinKey, numbers: Sequence[str]) -> dict[str, str]:
    """Whose those of the seats are that somebody has chosen."""
    assigned = stores.inventories.assigned_seats([key]).get(key, {})
    holds = {number: assigned[number] for number in numbers if number in assigned}
    found = stores.inventories.find_claims(key, sorted(set(holds.values()))) if holds else None
    claims = found[1] if found else {}
    open_states = (ClaimState.HELD, ClaimState.SOLD)
    return {
        number: claims[hold_id].reservation_id or hold_id
        for number, hold_id in holds.items()
        if claims[hold_id].state in open_states
    }


def _refuse_taken(taken: Mapping[str, str]) -> BlockRefused:
    seats = ", ".join(f"{number} is taken by reservation {reservation}" for number, reservation in taken.items())
    message = f"Seat {seats}; move them first."
    return BlockRefused(BlockRefusalCode.SEAT_TAKEN, message, taken)


def _refuse_full(inventory: Inventory, numbers: Sequence[str]) -> BlockRefused:
    new = len(set(numbers) - set(inventory.blocks))
    message = (
        f"Only {inventory.free} seats are free in {inventory.key.cabin}: with {new} more out of use, people who have "
        "booked would have no place."
    )
    return BlockRefused(BlockRefusalCode.TOO_FEW_FREE, message, {})


def _record(
    stores: Stores, after: Inventory, action: str, details: Mapping[str, str], staff: StaffMember, now: datetime
) -> None:
    """The cabin's own versions count its acts: the flight stays as it is."""
    stores.audit.record(AuditEntry(str(after.key), after.version, staff.user_id, action, now, details))

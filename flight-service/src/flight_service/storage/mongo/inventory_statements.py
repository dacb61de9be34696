"""Decisions about one cabin -> the condition and the update of one `update_one`.

The condition carries the version that was read, so decisions are only saved on the state they were made for, and the
rules themselves again (`free >= seats`), so that no mistake above oversells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from flight_service.domain.claim import Claim, ClaimState, Seating
from flight_service.domain.decision import (
    Decision,
    ReservationClosed,
    SeatsAssigned,
    SeatsHeld,
    SeatsRefused,
    SeatsReleased,
    SeatsSold,
)
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import OutboxEntry
from flight_service.storage.mongo.documents import Document, to_block, to_money

# Ids that ended here stay closed so that a late message cannot reopen them. A message older than this many later
# endings is past its reservation's deadline, and refused for that.
_CLOSED_IDS_KEPT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What one decision contributes. `free` are the seats there have to be before it."""

    condition: Document = field(default_factory=dict)
    free: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    sets: Document = field(default_factory=dict)
    unsets: Document = field(default_factory=dict)
    closes: bool = False


def build_statement(decisions: Sequence[Decision], outbox: Sequence[OutboxEntry]) -> tuple[Document, Document]:
    """They are about a hold each, so that no two of them write to the same place."""
    first, steps = decisions[0].before, [_build_step(decision) for decision in decisions]
    # What earlier ones take or give counts when a later one is made.
    free = max(step.free + first.free - one.before.free for step, one in zip(steps, decisions, strict=True))
    condition: Document = {"_id": str(first.key), "version": first.version, "free": {"$gte": free}}
    counts: Counter[str] = Counter(version=len(decisions))
    sets: Document = {}
    unsets: Document = {}
    for step in steps:
        condition |= step.condition
        counts.update(step.counts)
        sets |= step.sets
        unsets |= step.unsets
    closed = [decision.hold_id for decision, step in zip(decisions, steps, strict=True) if step.closes]
    pushes: Document = {"closed": {"$each": closed, "$slice": -_CLOSED_IDS_KEPT}} if closed else {}
    if outbox:
        pushes["outbox"] = {"$each": list(outbox)}
    parts: Document = {"$inc": dict(counts), "$set": sets, "$unset": unsets, "$push": pushes}
    return condition, {operator: part for operator, part in parts.items() if part}


def build_block_statement(
    before: Inventory, after: Inventory, outbox: Sequence[OutboxEntry]
) -> tuple[Document, Document]:
    """Nobody sits on a seat that is blocked, and what is blocked was free."""
    new = {number: block for number, block in after.blocks.items() if before.blocks.get(number) != block}
    ended = sorted(set(before.blocks) - set(after.blocks))
    taken = before.free - after.free
    condition: Document = {
        "_id": str(before.key),
        "version": before.version,
        "free": {"$gte": taken},
        **_places(new, {"$exists": False}),
    }
    parts: Document = {
        "$inc": {"free": -taken, "version": 1},
        "$set": {f"blocks.{number}": to_block(block) for number, block in new.items()},
        "$unset": {f"blocks.{number}": "" for number in ended},
        "$push": {"outbox": {"$each": list(outbox)}},
    }
    return condition, {operator: part for operator, part in parts.items() if part}


def _build_step(decision: Decision) -> _Step:
    hold, sale = f"holds.{decision.hold_id}", f"sales.{decision.hold_id}"
    match decision:
        case SeatsHeld(seats=seats):
            return _Step(
                condition={hold: {"$exists": False}},
                # The seats that dearer classes wait for count as gone.
                free=seats + decision.quote.keeps_free,
                counts={"free": -seats, "held": seats},
                sets={hold: _to_claim(decision.claim), **_attempt(decision)},
            )
        case SeatsSold(seats=seats):
            return _Step(
                condition={f"{hold}.seats": seats},
                counts={"held": -seats, "sold": seats},
                sets={sale: _to_claim(decision.claim)},
                unsets={hold: "", **_places(decision.unpaid, "")},
            )
        case SeatsReleased(claim=claim):
            place, count = (sale, "sold") if claim.state is ClaimState.SOLD else (hold, "held")
            return _Step(
                condition={f"{place}.seats": claim.seats},
                counts={"free": claim.seats, count: -claim.seats},
                unsets={place: "", **_places(claim.numbers, "")},
                closes=True,
            )
        case SeatsAssigned():
            return _build_assignment(decision, sale if decision.claim.state is ClaimState.SOLD else hold)
        case SeatsRefused() | ReservationClosed():
            return _Step(condition={hold: {"$exists": False}}, closes=True)
        case _:
            assert_never(decision)


def _attempt(decision: SeatsHeld) -> Document:
    """By its reservation a further attempt is found: `find_hold_id`."""
    is_further = decision.hold_id != decision.reservation_id
    return {f"attempts.{decision.reservation_id}": decision.hold_id} if is_further else {}


def _build_assignment(decision: SeatsAssigned, place: str) -> _Step:
    before, after = set(decision.claim.numbers), set(decision.numbers)
    taken = after - before
    return _Step(
        condition={
            f"{place}.seats": decision.claim.seats,
            **_places(taken, {"$exists": False}),
            **{f"blocks.{number}": {"$exists": False} for number in sorted(taken)},
        },
        sets={**_to_seating(place, decision.seating), **_places(taken, decision.hold_id)},
        unsets=_places(before - after, ""),
    )


def _to_claim(claim: Claim) -> Document:
    return {
        "seats": claim.seats,
        "user_id": claim.user_id,
        "numbers": list(claim.numbers),
        "family": claim.family.value,
        "fare_class": claim.fare_class,
        "reservation_id": claim.reservation_id,
        **_to_prices(claim.seating),
        "charge": to_money(claim.charge) if claim.charge else None,
    }


def _to_seating(place: str, seating: Seating) -> Document:
    return {
        f"{place}.numbers": list(seating.numbers),
        **{f"{place}.{name}": value for name, value in _to_prices(seating).items()},
        f"{place}.charge": to_money(seating.charge) if seating.charge else None,
    }


def _to_prices(seating: Seating) -> Document:
    """What each cost came later than which have a price."""
    return {
        "priced": list(seating.prices),
        "prices": {number: f"{price:.2f}" for number, price in seating.prices.items()},
    }


def _places(numbers: Iterable[str], value: object) -> Document:
    return {f"seats.{number}": value for number in sorted(numbers)}

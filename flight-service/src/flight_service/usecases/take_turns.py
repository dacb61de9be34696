"""Several decisions about one cabin in one write, each on what the one before has left.

They are saved on the state they were made for or not at all; when somebody else's decision came in between, all of
them are made anew. That makes a crowd at one flight cost hardly more than one buyer: reading and writing the cabin is
what takes time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flight_service.domain.announcements import FlightUpdate
from flight_service.domain.cabin import CabinKey
from flight_service.domain.claim import Claim
from flight_service.domain.decision import Decision
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import Announce, Inventories, OutboxEntry


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody wants of a cabin. `decide` may find that there is nothing to decide (any more)."""

    hold_id: str
    decide: Callable[[Inventory, Claim], Decision | None]
    tell: Callable[[Decision], Iterable[FlightUpdate]]
    announce: Announce


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided, and the claim there was before."""

    decision: Decision | None
    claim: Claim


def take_turns(inventories: Inventories, key: CabinKey, turns: Sequence[Turn]) -> list[Outcome] | None:
    """In the order given; None when there is no such cabin."""
    outcomes: list[Outcome] = []
    for some in _split_by_hold(turns):
        decided = _take_once(inventories, key, some)
        if decided is None:
            return None
        outcomes += decided
    return outcomes


def _split_by_hold(turns: Sequence[Turn]) -> Iterator[list[Turn]]:
    """A claim changes once a write: who has a second turn takes it, with all that follow, in the next."""
    some: dict[str, Turn] = {}
    for turn in turns:
        if turn.hold_id in some:
            yield list(some.values())
            some = {}
        some[turn.hold_id] = turn
    if some:
        yield list(some.values())


def _take_once(inventories: Inventories, key: CabinKey, turns: Sequence[Turn]) -> list[Outcome] | None:
    while (found := inventories.find_claims(key, [turn.hold_id for turn in turns])) is not None:
        outcomes = _decide(*found, turns)
        decisions = [outcome.decision for outcome in outcomes if outcome.decision is not None]
        if not decisions or inventories.apply(decisions, list(_announce(turns, outcomes))):
            return outcomes
    return None


def _decide(inventory: Inventory, claims: Mapping[str, Claim], turns: Sequence[Turn]) -> list[Outcome]:
    outcomes = []
    for turn in turns:
        claim = claims[turn.hold_id]
        decision = turn.decide(inventory, claim)
        inventory = decision.after if decision else inventory
        outcomes.append(Outcome(decision, claim))
    return outcomes


def _announce(turns: Sequence[Turn], outcomes: Sequence[Outcome]) -> Iterator[OutboxEntry]:
    for turn, outcome in zip(turns, outcomes, strict=True):
        if outcome.decision is not None:
            yield from (turn.announce(update) for update in turn.tell(outcome.decision))

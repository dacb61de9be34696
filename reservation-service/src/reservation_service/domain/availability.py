"""What is known of free seats, so that who comes too late is told at once.

flight-service alone decides on seats, and says with each decision how many are left. To know that refuses a party that
cannot be seated before anything is stored for it; to know nothing, or something old, costs that early answer only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

# The event that frees a seat ends the refusals. While events do not arrive nothing would, so knowledge ends by itself:
# soon enough that seats which came free unheard of are on sale again before anybody gives up asking, and late enough
# that of a rush only a few parties a minute go all the way to be refused. Each of those brings the news up to date.
BELIEVED = timedelta(minutes=1)

# More than are on their way to one cabin at once, from one process.
MOST_ANSWERED = 200

# A flight and its cabin.
CabinOfFlight = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinSeats:
    """As of `revision`, which counts up with every change of the cabin; `at` is when flight-service said so.

    `answered` are the reservations that had asked for its seats and were answered last, `MOST_ANSWERED` of them. When
    there were more, those with an id before `all_before` have most probably been answered, too.
    """

    flight_id: str
    cabin: str
    free: int
    revision: int
    at: datetime
    answered: frozenset[str] = frozenset()
    all_before: str = ""

    @property
    def key(self) -> CabinOfFlight:
        return self.flight_id, self.cabin

    def is_believed(self, at: datetime) -> bool:
        """Another machine's clock may be ahead of ours: what comes from far in the future is not believed either."""
        return abs(at - self.at) <= BELIEVED


class Availability(Protocol):
    def learn(self, heard: Collection[CabinSeats]) -> None:
        """In any order and however often: what is newer than `heard` stays."""

    def find(self, cabins: Collection[CabinOfFlight]) -> Mapping[CabinOfFlight, CabinSeats]:
        """Everything that was learnt before the call."""


def choose_newest(heard: Collection[CabinSeats]) -> list[CabinSeats]:
    """One for each cabin."""
    newest: dict[CabinOfFlight, CabinSeats] = {}
    for one in heard:
        other = newest.get(one.key, one)
        newer = one if one.revision > other.revision else other
        newest[one.key] = replace(newer, answered=one.answered | other.answered)
    return list(newest.values())

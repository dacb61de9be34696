"""What is known of free seats, so that who comes too late is told at once.

flight-service alone decides on seats, and says with each decision how many are left. To know that refuses a party that
cannot be seated before anything is stored for it; to know nothing, or something old, costs that early answer only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from reservation_service.domain.itinerary import Segment

# The event that frees a seat ends the refusals. While events do not arrive nothing would, so knowledge ends by itself:
# soon enough that seats which came free unheard of are on sale again before anybody gives up asking, and late enough
# that of a rush only a few parties a minute go all the way to be refused. Each of those brings the news up to date.
BELIEVED = timedelta(minutes=1)

# A flight and its cabin.
CabinOfFlight = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinSeats:
    """As of `revision`, which counts up with every change of the cabin; `at` is when flight-service said so."""

    flight_id: str
    cabin: str
    free: int
    revision: int
    at: datetime

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


def find_full(
    segments: Sequence[Segment], seats: int, known: Mapping[CabinOfFlight, CabinSeats], at: datetime
) -> CabinSeats | None:
    """A cabin of the journey that is known to have too few seats for the party."""
    for segment in segments:
        found = known.get((segment.flight_id, segment.cabin))
        if found is not None and found.free < seats and found.is_believed(at):
            return found
    return None


def choose_newest(heard: Collection[CabinSeats]) -> list[CabinSeats]:
    """One for each cabin."""
    newest: dict[CabinOfFlight, CabinSeats] = {}
    for one in heard:
        if one.key not in newest or newest[one.key].revision < one.revision:
            newest[one.key] = one
    return list(newest.values())

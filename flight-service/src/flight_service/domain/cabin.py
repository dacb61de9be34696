"""Cabins, and how an aircraft's seats are divided among them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Cabin(StrEnum):
    ECONOMY = "ECONOMY"
    PREMIUM_ECONOMY = "PREMIUM_ECONOMY"
    BUSINESS = "BUSINESS"
    FIRST = "FIRST"


@dataclass(frozen=True, slots=True)
class CabinKey:
    """One cabin of one flight: what an inventory is of."""

    flight_id: str
    cabin: Cabin

    def __str__(self) -> str:
        return f"{self.flight_id}:{self.cabin}"


# Shares of the seats for the cabins in front, from this many seats upwards. Small regional aircraft have one cabin,
# single-aisle ones two or three, wide bodies four.
_LAYOUTS: tuple[tuple[int, dict[Cabin, float]], ...] = (
    (250, {Cabin.FIRST: 0.03, Cabin.BUSINESS: 0.13, Cabin.PREMIUM_ECONOMY: 0.12}),
    (130, {Cabin.BUSINESS: 0.09, Cabin.PREMIUM_ECONOMY: 0.13}),
    (70, {Cabin.BUSINESS: 0.12}),
    (0, {}),
)
# The front cabins are filled by whole rows of four; single-aisle business class is two and two.
_FRONT_ROW = 4


def split_seats(seats: int) -> dict[Cabin, int]:
    """Divide `seats` among cabins, in the order of `Cabin`; economy takes what the others leave."""
    shares = next(shares for minimum, shares in _LAYOUTS if seats >= minimum)
    front = {cabin: max(1, round(seats * share / _FRONT_ROW)) * _FRONT_ROW for cabin, share in shares.items()}
    return {Cabin.ECONOMY: seats - sum(front.values()), **dict(reversed(front.items()))}

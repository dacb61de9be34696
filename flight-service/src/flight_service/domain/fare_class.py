"""Fare classes of a cabin: a letter, a price, and the seats it may not touch because dearer classes wait for them.

Protection is nested: a class is open while more seats are free than it protects. So one number, the free seats of the
cabin, decides every class, and a hold that checks it in its own write can oversell none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from flight_service.domain.cabin import Cabin

_MOST_CLASSES = 8
_LETTER = re.compile(r"[A-Z]")
_SMALLEST_FACTOR, _LARGEST_FACTOR = Decimal("0.1"), Decimal(10)

# The letters airlines use for the full fare of a cabin.
_FULL_FARE = {Cabin.ECONOMY: "Y", Cabin.PREMIUM_ECONOMY: "W", Cabin.BUSINESS: "J", Cabin.FIRST: "F"}


@dataclass(frozen=True, slots=True)
class FareClass:
    """`factor` is of the filed fare; `protected` seats of the cabin are kept from this class."""

    letter: str
    factor: Decimal
    protected: int

    def seats_left(self, free: int) -> int:
        return max(0, free - self.protected)


@dataclass(frozen=True, slots=True)
class Ladder:
    """From the cheapest class to the dearest, which sells every seat there is."""

    classes: tuple[FareClass, ...]

    @classmethod
    def of(cls, classes: Sequence[FareClass]) -> Ladder:
        """Raise ValueError, with a message for the caller, unless it is a ladder."""
        if not 1 <= len(classes) <= _MOST_CLASSES:
            raise ValueError(f"A cabin has 1 to {_MOST_CLASSES} fare classes.")
        if any(not _LETTER.fullmatch(one.letter) for one in classes):
            raise ValueError('A fare class is one capital letter, like "Y".')
        if len({one.letter for one in classes}) < len(classes):
            raise ValueError("A fare class is named twice.")
        if any(not _SMALLEST_FACTOR <= one.factor <= _LARGEST_FACTOR for one in classes):
            raise ValueError(f"A fare class costs {_SMALLEST_FACTOR} to {_LARGEST_FACTOR} times the filed fare.")
        if any(dear.factor <= cheap.factor or dear.protected >= cheap.protected for cheap, dear in pairwise(classes)):
            raise ValueError("From class to class the price rises, and fewer seats are protected.")
        if classes[-1].protected != 0:
            raise ValueError("The dearest class protects no seat: it sells them all.")
        return cls(tuple(classes))

    @classmethod
    def parse(cls, text: str) -> Ladder:
        """From how it is stored, "M:1.00:30 Y:1.30:0": there are a million of them and some tens of different ones."""
        return _parse(text)

    def __str__(self) -> str:
        return " ".join(f"{one.letter}:{one.factor}:{one.protected}" for one in self.classes)

    def find_class(self, free: int, seats: int) -> FareClass | None:
        """The cheapest class that has `seats` left for one party; None when the cabin has not."""
        return next((one for one in self.classes if one.seats_left(free) >= seats), None)

    @property
    def dearest(self) -> FareClass:
        return self.classes[-1]


@cache
def flat_ladder(cabin: Cabin) -> Ladder:
    """One class for all seats at the filed fare: a cabin for which nothing else was said."""
    return Ladder((FareClass(_FULL_FARE[cabin], Decimal("1.00"), 0),))


@lru_cache(maxsize=4096)
def rising_ladder(cabin: Cabin, capacity: int) -> Ladder:
    """Most seats at the filed fare, the last ones dearer: what revenue departments begin with.

    Cabins too small to be divided have one price.
    """
    last, few = capacity // 16, capacity // 6
    if cabin is not Cabin.ECONOMY or not 0 < last < few:
        return flat_ladder(cabin)
    steps = (("M", Decimal("1.00"), few), ("B", Decimal("1.15"), last), ("Y", Decimal("1.35"), 0))
    return Ladder(tuple(FareClass(*step) for step in steps))


@lru_cache(maxsize=4096)
def _parse(text: str) -> Ladder:
    steps = (step.split(":") for step in text.split(" "))
    return Ladder.of([FareClass(letter, Decimal(factor), int(protected)) for letter, factor, protected in steps])

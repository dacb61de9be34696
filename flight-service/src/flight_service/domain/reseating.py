"""Where a party sits on another aircraft: its seats that are gone, or are no longer what it paid for.

A seat with a price is exchanged for a free one that costs as much; where there is none, what it cost is not charged
any more. The others are only lost: the party keeps its places and chooses again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flight_service.domain.claim import Claim, Seating
from flight_service.domain.money import Money
from flight_service.domain.seat_map import SeatMap


@dataclass(frozen=True, slots=True)
class Reseating:
    """`seating` is how the party sits now. Seats `lost` are gone, those `moved` are exchanged, and those `ordinary` are
    still the party's, but no longer worth their price.
    """

    seating: Seating
    lost: tuple[str, ...]
    moved: Mapping[str, str]
    ordinary: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCabin:
    """The cabin on the other aircraft: what its seats cost this party, and which of them nobody can have any more."""

    seat_map: SeatMap
    prices: Mapping[str, Decimal]
    taken: Collection[str]


def reseat(claim: Claim, cabin: NewCabin) -> Reseating | None:
    """None when the party sits as before."""
    there = cabin.seat_map.numbers
    gone = [number for number in claim.numbers if number not in there]
    worthless = [number for number in claim.prices if number in there and number not in cabin.prices]
    if not gone and not worthless:
        return None
    moved = _find_others(claim, [number for number in (*gone, *worthless) if number in claim.prices], cabin)
    lost = tuple(number for number in gone if number not in moved)
    ordinary = tuple(number for number in worthless if number not in moved)
    return Reseating(_seat(claim, moved, lost, ordinary), lost, moved, ordinary)


def exchange(claim: Claim, number: str, other: str, price: Decimal | None) -> Seating:
    """One of its seats for one that costs `price`, on the airline's account: a lesser seat costs nothing any more, and
    a better one nothing more.
    """
    numbers = tuple(other if one == number else one for one in claim.numbers)
    paid = claim.prices.get(number)
    if paid is None:
        return Seating(numbers, claim.prices, claim.charge)
    if price is not None and price >= paid:
        prices = {other if one == number else one: cost for one, cost in claim.prices.items()}
        return Seating(numbers, prices, claim.charge)
    kept = {one: cost for one, cost in claim.prices.items() if one != number}
    return Seating(numbers, kept, _find_charge(claim.charge, {number: paid}, kept))


def _find_others(claim: Claim, numbers: Iterable[str], cabin: NewCabin) -> Mapping[str, str]:
    """For each that can be exchanged the cheapest that is as good, and of those the nearest."""
    free = {number: price for number, price in cabin.prices.items() if number not in cabin.taken}
    moved: dict[str, str] = {}
    for number in numbers:
        as_good = [one for one, price in free.items() if price >= claim.prices[number]]
        if as_good:
            moved[number] = min(as_good, key=lambda one: (free[one], _find_distance(number, one)))
            del free[moved[number]]
    return moved


def _find_distance(number: str, other: str) -> tuple[int, int]:
    """In rows, then in letters."""
    return abs(int(number[:-1]) - int(other[:-1])), abs(ord(number[-1]) - ord(other[-1]))


def _seat(claim: Claim, moved: Mapping[str, str], lost: Collection[str], ordinary: Collection[str]) -> Seating:
    numbers = tuple(moved.get(number, number) for number in claim.numbers if number not in lost)
    gone = {number: price for number, price in claim.prices.items() if number in lost or number in ordinary}
    prices = {moved.get(number, number): price for number, price in claim.prices.items() if number not in gone}
    return Seating(numbers, prices, _find_charge(claim.charge, gone, prices))


def _find_charge(charge: Money | None, gone: Mapping[str, Decimal], kept: Mapping[str, Decimal]) -> Money | None:
    """Whoever has nothing left of what she paid for has paid for nothing, also when it was more than her seats cost."""
    if charge is None or not gone:
        return charge
    rest = charge.amount - sum(gone.values(), Decimal(0))
    return Money(rest, charge.currency) if kept and rest > 0 else None

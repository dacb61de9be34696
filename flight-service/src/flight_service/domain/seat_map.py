"""The seats of a flight by cabin, row and column, from the front of the aircraft to the back.

Built from the cabins' seat counts alone: the same flight always has the same map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flight_service.domain.cabin import Cabin

_FRONT_TO_BACK = (Cabin.FIRST, Cabin.BUSINESS, Cabin.PREMIUM_ECONOMY, Cabin.ECONOMY)
_WIDE_BODY_SEATS, _NARROW_BODY_SEATS = 250, 100

# Columns between aisles, as the usual aircraft of the size have them: I is left out, it looks like 1.
_WIDE_BODY = {
    Cabin.FIRST: ("A", "DG", "K"),
    Cabin.BUSINESS: ("AC", "DG", "HK"),
    Cabin.PREMIUM_ECONOMY: ("AC", "DEFG", "HK"),
    Cabin.ECONOMY: ("ABC", "DEFG", "HJK"),
}
_TWO_AND_TWO, _THREE_AND_THREE = ("AC", "DF"), ("ABC", "DEF")


class SeatCharacteristic(StrEnum):
    WINDOW = "WINDOW"
    MIDDLE = "MIDDLE"
    AISLE = "AISLE"
    EXTRA_LEGROOM = "EXTRA_LEGROOM"
    EXIT_ROW = "EXIT_ROW"


@dataclass(frozen=True, slots=True)
class Seat:
    row: int
    column: str
    characteristics: frozenset[SeatCharacteristic]

    @property
    def number(self) -> str:
        return f"{self.row}{self.column}"


@dataclass(frozen=True, slots=True)
class SeatMap:
    """`columns` are the letters of a row in groups, with an aisle between two groups."""

    cabin: Cabin
    columns: tuple[str, ...]
    rows: tuple[tuple[Seat, ...], ...]

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(seat.number for row in self.rows for seat in row)


def build_seat_map(cabin: Cabin, capacities: Mapping[Cabin, int]) -> SeatMap:
    """`capacities` are those of all cabins of the aircraft; the rows are counted through them."""
    aircraft_seats = sum(capacities.values())
    ahead = _FRONT_TO_BACK[: _FRONT_TO_BACK.index(cabin)]
    first_row = 1 + sum(_row_count(capacities.get(one, 0), _columns(one, aircraft_seats)) for one in ahead)
    columns, seats = _columns(cabin, aircraft_seats), capacities[cabin]
    rows = range(first_row, first_row + _row_count(seats, columns))
    exit_row = rows[len(rows) // 2] if cabin is Cabin.ECONOMY else None
    width = sum(map(len, columns))
    return SeatMap(
        cabin,
        columns,
        tuple(
            _build_row(row, columns, seats - width * number, is_first=number == 0, is_exit=row == exit_row)
            for number, row in enumerate(rows)
        ),
    )


def _columns(cabin: Cabin, aircraft_seats: int) -> tuple[str, ...]:
    if aircraft_seats >= _WIDE_BODY_SEATS:
        return _WIDE_BODY[cabin]
    is_roomy = cabin in (Cabin.FIRST, Cabin.BUSINESS) or aircraft_seats <= _NARROW_BODY_SEATS
    return _TWO_AND_TWO if is_roomy else _THREE_AND_THREE


def _row_count(seats: int, columns: tuple[str, ...]) -> int:
    width = sum(map(len, columns))
    return (seats + width - 1) // width


def _build_row(
    row: int, columns: tuple[str, ...], seats_left: int, *, is_first: bool, is_exit: bool
) -> tuple[Seat, ...]:
    """The last row of a cabin may be short: galleys take what is missing on the right."""
    room = {SeatCharacteristic.EXTRA_LEGROOM} if is_first or is_exit else set()
    door = {SeatCharacteristic.EXIT_ROW} if is_exit else set()
    letters = [(letter, _place(letter, group, columns)) for group in columns for letter in group]
    return tuple(Seat(row, letter, frozenset({place} | room | door)) for letter, place in letters[:seats_left])


def _place(letter: str, group: str, columns: tuple[str, ...]) -> SeatCharacteristic:
    if letter in (columns[0][0], columns[-1][-1]):
        return SeatCharacteristic.WINDOW
    return SeatCharacteristic.AISLE if letter in (group[0], group[-1]) else SeatCharacteristic.MIDDLE

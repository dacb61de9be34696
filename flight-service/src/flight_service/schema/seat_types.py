"""Seat maps as GraphQL shows them."""

from collections.abc import Mapping

import strawberry

from flight_service.domain import seat_map as domain
from flight_service.domain.cabin import Cabin
from flight_service.domain.seat_map import SeatCharacteristic

strawberry.enum(SeatCharacteristic)


@strawberry.type
class Seat:
    number: str
    column: str
    characteristics: list[SeatCharacteristic]
    is_free: bool


@strawberry.type
class SeatRow:
    number: int
    seats: list[Seat]


@strawberry.type
class SeatMap:
    """Rows from front to back. `columns` are a row's letters in groups; an aisle is between two groups."""

    cabin: Cabin
    columns: list[str]
    rows: list[SeatRow]

    @classmethod
    def of(cls, seat_map: domain.SeatMap, taken: Mapping[str, str]) -> "SeatMap":
        rows = [
            SeatRow(number=row[0].row, seats=[_to_seat(seat, is_free=seat.number not in taken) for seat in row])
            for row in seat_map.rows
        ]
        return cls(cabin=seat_map.cabin, columns=list(seat_map.columns), rows=rows)


@strawberry.type
class SeatAssignment:
    """What a reservation has in one cabin: how many seats, and the numbers chosen so far."""

    flight_id: strawberry.ID
    cabin: Cabin
    seats: int
    numbers: list[str]


def _to_seat(seat: domain.Seat, *, is_free: bool) -> Seat:
    characteristics = [one for one in SeatCharacteristic if one in seat.characteristics]
    return Seat(number=seat.number, column=seat.column, characteristics=characteristics, is_free=is_free)

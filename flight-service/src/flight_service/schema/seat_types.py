"""Seat maps as GraphQL shows them."""

from collections.abc import Collection, Mapping

import strawberry

from flight_service.domain import money
from flight_service.domain import seat_map as domain
from flight_service.domain.cabin import Cabin
from flight_service.domain.fare_family import FareFamily
from flight_service.domain.seat_map import SeatCharacteristic
from flight_service.schema.scalars import Money

strawberry.enum(SeatCharacteristic)


@strawberry.type
class Seat:
    number: str
    column: str
    characteristics: list[SeatCharacteristic]
    is_free: bool = strawberry.field(description="Nobody sits there, and somebody may.")
    is_blocked: bool = strawberry.field(description="Out of use on this flight.")
    price: Money | None = strawberry.field(description="Null: free of charge.")


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
    def of(
        cls,
        seat_map: domain.SeatMap,
        taken: Collection[str],
        prices: Mapping[str, money.Money],
        blocked: Collection[str] = (),
    ) -> "SeatMap":
        """Of the seats that are taken those `blocked` are so by nobody."""
        rows = [
            SeatRow(
                number=row[0].row,
                seats=[
                    _to_seat(
                        seat,
                        prices.get(seat.number),
                        is_free=seat.number not in taken,
                        is_blocked=seat.number in blocked,
                    )
                    for seat in row
                ],
            )
            for row in seat_map.rows
        ]
        return cls(cabin=seat_map.cabin, columns=list(seat_map.columns), rows=rows)


@strawberry.type
class SeatAssignment:
    """What a reservation has in one cabin: how many seats, in which family, and the numbers chosen so far."""

    flight_id: strawberry.ID
    cabin: Cabin
    seats: int
    fare_family: FareFamily
    is_sold: bool = strawberry.field(description="Seats with a price are chosen before; afterwards for what was paid.")
    numbers: list[str]
    charge: Money | None = strawberry.field(description="For all of them together; null when they are free of charge.")


def _to_seat(seat: domain.Seat, price: money.Money | None, *, is_free: bool, is_blocked: bool) -> Seat:
    characteristics = [one for one in SeatCharacteristic if one in seat.characteristics]
    return Seat(
        number=seat.number,
        column=seat.column,
        characteristics=characteristics,
        is_free=is_free,
        is_blocked=is_blocked,
        price=Money.of(price) if price else None,
    )

"""Seat prices as GraphQL shows them: those of a flight's cabin, and those of an aircraft type."""

from collections.abc import Sequence

import strawberry

from flight_service.domain import seat_prices as domain
from flight_service.domain.cabin import Cabin
from flight_service.domain.ports import AuditEntry
from flight_service.domain.seat_map import SeatCharacteristic
from flight_service.schema.reference_types import AircraftType
from flight_service.schema.seat_types import SeatMap
from flight_service.schema.staff_acts import StaffAct
from flight_service.usecases.seat_prices import AircraftSeats


@strawberry.type
class SeatPrice:
    """In the currency of the cabin's fare. What is null is every kind of seat, and every row."""

    price: str
    characteristic: SeatCharacteristic | None
    first_row: int | None
    last_row: int | None
    front: bool = strawberry.field(description="Only the first third of the cabin's rows.")

    @classmethod
    def of(cls, one: domain.SeatPrice) -> "SeatPrice":
        first, last = one.rows or (None, None)
        return cls(
            price=f"{one.price:.2f}",
            characteristic=one.characteristic,
            first_row=first,
            last_row=last,
            front=one.front,
        )


@strawberry.type
class CabinSeatPrices:
    """The first that fits a seat is its price; one that none fits is free of charge."""

    is_own: bool = strawberry.field(description="Said of this flight; otherwise of its aircraft type or schedule.")
    prices: list[SeatPrice]

    @classmethod
    def of(cls, own: domain.SeatPrices | None, in_force: domain.SeatPrices) -> "CabinSeatPrices":
        return cls(is_own=own is not None, prices=_to_list(in_force))


@strawberry.type
class AircraftCabinSeats:
    cabin: Cabin
    prices: list[SeatPrice] | None = strawberry.field(description="Null: its flights have those of their schedules.")
    seat_map: SeatMap = strawberry.field(description="As the type's flights have it, without prices.")


@strawberry.type
class AircraftSeatPrices:
    """What flights on the type ask for their seats, unless something else was said of the flight."""

    aircraft_type: AircraftType
    version: int
    cabins: list[AircraftCabinSeats]
    acts: list[StaffAct] = strawberry.field(description="Who did what to it, the first act first.")

    @classmethod
    def of(cls, seats: AircraftSeats, acts: Sequence[AuditEntry]) -> "AircraftSeatPrices":
        said = seats.prices.cabins
        return cls(
            aircraft_type=AircraftType.of(seats.aircraft_type),
            version=seats.prices.version,
            cabins=[
                AircraftCabinSeats(
                    cabin=one.cabin,
                    prices=_to_list(said[one.cabin]) if one.cabin in said else None,
                    seat_map=SeatMap.of(one, {}, {}),
                )
                for one in seats.seat_maps
            ],
            acts=[StaffAct.of(act) for act in acts],
        )


def _to_list(prices: domain.SeatPrices) -> list[SeatPrice]:
    return [SeatPrice.of(one) for one in prices.prices]

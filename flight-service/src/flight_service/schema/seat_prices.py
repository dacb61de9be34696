"""Seat prices of aircraft types, for staff: what there is, and writing it anew."""

import strawberry

from flight_service.schema.context import Info
from flight_service.schema.inputs import CabinSeatPricesInput, get_code, parse_seat_prices
from flight_service.schema.seat_price_types import AircraftSeatPrices
from flight_service.usecases.seat_prices import AircraftSeats, get_aircraft_seats, save_seat_price_list


@strawberry.input
class AircraftSeatPricesInput:
    """Cabins that are not named stay as they are. With `expectedVersion` it is refused if somebody was faster."""

    aircraft_type: str
    cabins: list[CabinSeatPricesInput]
    expected_version: int | None = None


@strawberry.type
class SeatPriceQuery:
    @strawberry.field(description="Staff only. The seats of an aircraft type, and what they cost on its flights.")
    def aircraft_seat_prices(self, info: Info, aircraft_type: str) -> AircraftSeatPrices:
        info.context.get_staff_member()
        code = get_code("aircraftType", aircraft_type)
        return _to_type(info, get_aircraft_seats(info.context.stores, code))


@strawberry.type
class SeatPriceMutation:
    @strawberry.mutation(
        description="Staff only. Seats chosen from now on cost this, on all flights of the type of which nothing else "
        "was said; seats that were chosen keep their price."
    )
    def save_aircraft_seat_prices(self, info: Info, input: AircraftSeatPricesInput) -> AircraftSeatPrices:
        context, staff = info.context, info.context.get_staff_member()
        code = get_code("input.aircraftType", input.aircraft_type)
        cabins = parse_seat_prices("input.cabins", input.cabins)
        saved = save_seat_price_list(context.stores, code, cabins, input.expected_version, staff, context.now)
        return _to_type(info, saved)


def _to_type(info: Info, seats: AircraftSeats) -> AircraftSeatPrices:
    return AircraftSeatPrices.of(seats, info.context.stores.seat_price_lists.acts(seats.aircraft_type.code))

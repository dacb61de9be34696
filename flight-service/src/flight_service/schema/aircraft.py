"""Putting a flight on another aircraft, for staff: the flight as it is then, or why it stays as it was."""

from typing import Annotated

import strawberry

from flight_service.domain.cabin import Cabin
from flight_service.events.announce import announce_because_of
from flight_service.schema.context import Info
from flight_service.schema.flight_types import Flight
from flight_service.schema.inputs import get_code, get_flight_id
from flight_service.usecases import swap_aircraft as usecase
from flight_service.usecases.swap_aircraft import SwapRefusalCode, swap_aircraft

strawberry.enum(SwapRefusalCode, name="AircraftSwapRefusalCode")


@strawberry.type
class CabinTooSmall:
    """A cabin in which people would be left standing."""

    cabin: Cabin
    capacity: int = strawberry.field(description="Its seats on the other aircraft.")
    taken: int = strawberry.field(description="Seats held or sold.")
    missing: int = strawberry.field(description="How many seats there are too few.")

    @classmethod
    def of(cls, value: usecase.CabinTooSmall) -> "CabinTooSmall":
        return cls(cabin=value.cabin, capacity=value.capacity, taken=value.taken, missing=value.missing)


@strawberry.type
class AircraftSwapRefused:
    """Why the flight stays on its aircraft."""

    code: SwapRefusalCode
    message: str
    cabins: list[CabinTooSmall]

    @classmethod
    def of(cls, value: usecase.SwapRefused) -> "AircraftSwapRefused":
        return cls(code=value.code, message=value.message, cabins=[CabinTooSmall.of(one) for one in value.cabins])


AircraftSwapResult = Annotated[Flight | AircraftSwapRefused, strawberry.union("AircraftSwapResult")]


@strawberry.type
class AircraftMutation:
    @strawberry.mutation(
        description="Staff only. The cabins get the seats of the other aircraft; whoever had chosen a seat that is not "
        "on it is told to choose again."
    )
    def swap_aircraft(
        self, info: Info, flight_id: strawberry.ID, aircraft_type: str, expected_version: int | None = None
    ) -> AircraftSwapResult:
        context, staff = info.context, info.context.get_staff_member()
        id, code = get_flight_id(flight_id), get_code("aircraftType", aircraft_type)
        swapped = swap_aircraft(context.stores, id, code, expected_version, staff, announce_because_of(), context.now)
        if isinstance(swapped, usecase.SwapRefused):
            return AircraftSwapRefused.of(swapped)
        return Flight.of_one(swapped, context.stores)

"""What staff may change. Each is authorized here, whatever the gateway has checked."""

import strawberry

from flight_service.events.announce import announce_because_of
from flight_service.schema.aircraft import AircraftMutation
from flight_service.schema.back_office import BackOfficeMutation
from flight_service.schema.context import Info
from flight_service.schema.fare_copies import FareCopyMutation
from flight_service.schema.flight_types import Flight
from flight_service.schema.inputs import CreateFlightInput, UpdateFlightInput, check_text, get_flight_id
from flight_service.schema.price_rules import PriceRuleMutation
from flight_service.schema.schedule_imports import ScheduleImportMutation
from flight_service.schema.schedules import ScheduleMutation
from flight_service.schema.seat_blocks import SeatBlockMutation
from flight_service.schema.seat_prices import SeatPriceMutation
from flight_service.schema.seats import SeatMutation
from flight_service.usecases.create_flight import create_flight
from flight_service.usecases.update_flight import cancel_flight, update_flight


@strawberry.type
class Mutation(
    SeatMutation,
    SeatBlockMutation,
    BackOfficeMutation,
    ScheduleMutation,
    ScheduleImportMutation,
    PriceRuleMutation,
    SeatPriceMutation,
    FareCopyMutation,
    AircraftMutation,
):
    @strawberry.mutation(description="Staff only. The flight is on sale at once.")
    def create_flight(self, info: Info, input: CreateFlightInput) -> Flight:
        context, staff = info.context, info.context.get_staff_member()
        flight = create_flight(context.stores, input.parse(), staff, announce_because_of(), context.now)
        return Flight.of_one(flight, context.stores)

    @strawberry.mutation(description="Staff only. Travellers with seats on the flight are told.")
    def update_flight(self, info: Info, id: strawberry.ID, input: UpdateFlightInput) -> Flight:
        context, staff = info.context, info.context.get_staff_member()
        changes = input.parse()
        flight = update_flight(context.stores, get_flight_id(id), changes, staff, announce_because_of(), context.now)
        return Flight.of_one(flight, context.stores)

    @strawberry.mutation(description="Staff only. No seat can be held afterwards; travellers are told.")
    def cancel_flight(self, info: Info, id: strawberry.ID, reason: str | None = None) -> Flight:
        context, staff = info.context, info.context.get_staff_member()
        reason = check_text("reason", reason)
        flight = cancel_flight(context.stores, get_flight_id(id), reason, staff, announce_because_of(), context.now)
        return Flight.of_one(flight, context.stores)

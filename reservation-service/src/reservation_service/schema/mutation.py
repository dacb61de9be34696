"""Mutation: reserve and cancel."""

from __future__ import annotations

import strawberry

from reservation_service.schema.context import Info
from reservation_service.schema.inputs import CreateReservationInput
from reservation_service.schema.types import Reservation


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="Answers PENDING at once; the airline's answer follows. The same key again is the same attempt:"
        " it finds the reservation it made, and conflicts if it asks for another."
    )
    def create_reservation(self, info: Info, input: CreateReservationInput, idempotency_key: str) -> Reservation:
        create = info.context.application.create_reservation
        return Reservation.build(create(info.context.caller, input.parse(), idempotency_key))

    @strawberry.mutation(description="For its owner and staff, while PENDING or CONFIRMED; harmless to repeat.")
    def cancel_reservation(self, info: Info, id: strawberry.ID, reason: str | None = None) -> Reservation:
        return Reservation.build(info.context.application.cancel_reservation(info.context.caller, id, reason))

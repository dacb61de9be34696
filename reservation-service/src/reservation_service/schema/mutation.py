"""Mutation: reserve and cancel."""

from __future__ import annotations

import strawberry

from reservation_service.schema.context import Info
from reservation_service.schema.inputs import CreateReservationInput
from reservation_service.schema.notifications import NotificationMutation
from reservation_service.schema.staff import StaffMutation
from reservation_service.schema.types import Reservation


@strawberry.type
class Mutation(StaffMutation, NotificationMutation):
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

    @strawberry.mutation(
        description="What cancelling would give back; `confirmCancellation` does it while the quote lasts."
    )
    def quote_cancellation(self, info: Info, id: strawberry.ID) -> Reservation:
        return Reservation.build(info.context.application.cancel_reservation.quote(info.context.caller, id))

    @strawberry.mutation(description="Cancel at the refund that was quoted; harmless to repeat.")
    def confirm_cancellation(self, info: Info, id: strawberry.ID, quote_id: strawberry.ID) -> Reservation:
        confirm = info.context.application.cancel_reservation.confirm
        return Reservation.build(confirm(info.context.caller, id, quote_id))

    @strawberry.mutation(
        description="Pay for a HELD reservation. `paymentToken` comes from the payment provider; the sandbox knows"
        " sandbox-approve, sandbox-decline, sandbox-delay and sandbox-challenge (answer 123456)."
        " The same key is the same payment."
    )
    def pay_reservation(self, info: Info, id: strawberry.ID, payment_token: str, idempotency_key: str) -> Reservation:
        return Reservation.build(info.context.application.pay(info.context.caller, id, payment_token, idempotency_key))

    @strawberry.mutation(description="Answer what the payer's bank asks, while the payment is CHALLENGED.")
    def answer_payment_challenge(self, info: Info, id: strawberry.ID, answer: str) -> Reservation:
        return Reservation.build(info.context.application.pay.answer_challenge(info.context.caller, id, answer))

    @strawberry.mutation(description="Hold the seats a quarter of an hour longer, once.")
    def extend_hold(self, info: Info, id: strawberry.ID) -> Reservation:
        return Reservation.build(info.context.application.pay.extend_hold(info.context.caller, id))

"""Mutation: reserve; what may follow is in modules of its own."""

from __future__ import annotations

from typing import Annotated

import strawberry

from reservation_service.schema.cancelling import CancellationMutation
from reservation_service.schema.changing import ChangeMutation
from reservation_service.schema.context import Info
from reservation_service.schema.idempotency import KEY_ARGUMENT, get_key
from reservation_service.schema.inputs import CreateReservationInput
from reservation_service.schema.names import NameMutation
from reservation_service.schema.notifications import NotificationMutation
from reservation_service.schema.paying import PaymentMutation
from reservation_service.schema.payment_desk import PaymentDeskMutation
from reservation_service.schema.staff import StaffMutation
from reservation_service.schema.travellers import TravellerMutation
from reservation_service.schema.types import Reservation
from reservation_service.schema.waiting import WaitlistMutation
from reservation_service.schema.webhooks import WebhookMutation


@strawberry.type
class Mutation(
    StaffMutation,
    NotificationMutation,
    CancellationMutation,
    ChangeMutation,
    PaymentMutation,
    WaitlistMutation,
    NameMutation,
    TravellerMutation,
    WebhookMutation,
    PaymentDeskMutation,
):
    @strawberry.mutation(
        description="Answers PENDING at once; the airline's answer follows. Seats that are known to be gone are a"
        " CONFLICT with the reason SOLD_OUT, and nothing is stored. The same key again is the same attempt: it finds"
        " the reservation it made, and conflicts if it asks for another."
    )
    def create_reservation(
        self,
        info: Info,
        input: CreateReservationInput,
        idempotency_key: Annotated[str | None, KEY_ARGUMENT] = None,
    ) -> Reservation:
        create, key = info.context.application.create_reservation, get_key(info, idempotency_key)
        return Reservation.build(create(info.context.caller, input.parse(info.context.application.vault), key))

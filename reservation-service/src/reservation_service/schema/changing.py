"""GraphQL of changing a journey; what its state, its fare or the provider may refuse is part of the answer's type."""

from __future__ import annotations

from typing import Annotated, assert_never

import strawberry

from reservation_service.domain import refused, reservation
from reservation_service.schema.context import Info
from reservation_service.schema.idempotency import KEY_ARGUMENT, get_key
from reservation_service.schema.inputs import RequestChangeInput
from reservation_service.schema.paying import NotPayable, PaymentDeclined
from reservation_service.schema.refusal_types import PaymentUnderWay, ReservationRefusal
from reservation_service.schema.types import Reservation


@strawberry.type(description="There is no journey to change, or its fare does not allow it.")
class NotChangeable(ReservationRefusal): ...


@strawberry.type(description="One change at a time: confirm or decline the other first.")
class ChangeUnderWay(ReservationRefusal): ...


@strawberry.type(description="No such change waits to be confirmed or declined.")
class ChangeNotOffered(ReservationRefusal): ...


@strawberry.type(description="The seats are no longer kept for this change: request it again.")
class ChangeExpired(ReservationRefusal): ...


@strawberry.type(description="The flight is as it was bought, or does not fly at all.")
class NothingToAccept(ReservationRefusal): ...


RequestChangeResult = Annotated[
    Reservation | NotChangeable | ChangeUnderWay | PaymentUnderWay, strawberry.union("RequestChangeResult")
]
ConfirmChangeResult = Annotated[
    Reservation | PaymentDeclined | ChangeExpired | ChangeNotOffered | NotPayable | PaymentUnderWay,
    strawberry.union("ConfirmChangeResult"),
]
DeclineChangeResult = Annotated[
    Reservation | ChangeNotOffered | PaymentUnderWay, strawberry.union("DeclineChangeResult")
]
AcceptScheduleChangeResult = Annotated[Reservation | NothingToAccept, strawberry.union("AcceptScheduleChangeResult")]


@strawberry.type
class ChangeMutation:
    @strawberry.mutation(
        description="Ask for other flights. The journey stays as it is; the answer of the airline follows in"
        " `Reservation.change`: seats are held and priced, OFFERED until `expiresAt`, or FAILED. Harmless to repeat."
    )
    def request_change(self, info: Info, id: strawberry.ID, input: RequestChangeInput) -> RequestChangeResult:
        answer = info.context.application.change_itinerary.request(info.context.caller, id, input.parse())
        match answer:
            case reservation.Reservation():
                return Reservation.build(answer)
            case refused.NotChangeable():
                return NotChangeable.build(answer)
            case refused.ChangeUnderWay():
                return ChangeUnderWay.build(answer)
            case refused.PaymentUnderWay():
                return PaymentUnderWay.build(answer)
            case never:
                assert_never(never)

    @strawberry.mutation(
        description="Take what was offered: what is due is paid with `paymentToken`, then the seats are swapped and the"
        " tickets exchanged; what is too much goes back. The same key is the same payment."
    )
    def confirm_change(
        self,
        info: Info,
        id: strawberry.ID,
        change_id: strawberry.ID,
        idempotency_key: Annotated[str | None, KEY_ARGUMENT] = None,
        payment_token: str | None = None,
    ) -> ConfirmChangeResult:
        confirm = info.context.application.change_itinerary.confirm
        key = get_key(info, idempotency_key)
        answer = confirm(info.context.caller, id, change_id, payment_token, key)
        match answer:
            case reservation.Reservation():
                return Reservation.build(answer)
            case refused.PaymentDeclined():
                return PaymentDeclined.convert(answer)
            case refused.ChangeExpired():
                return ChangeExpired.build(answer)
            case refused.ChangeNotOffered():
                return ChangeNotOffered.build(answer)
            case refused.NotPayable():
                return NotPayable.build(answer)
            case refused.PaymentUnderWay():
                return PaymentUnderWay.build(answer)
            case never:
                assert_never(never)

    @strawberry.mutation(description="Keep the journey as it is; the seats that were held go back.")
    def decline_change(self, info: Info, id: strawberry.ID, change_id: strawberry.ID) -> DeclineChangeResult:
        answer = info.context.application.change_itinerary.decline(info.context.caller, id, change_id)
        match answer:
            case reservation.Reservation():
                return Reservation.build(answer)
            case refused.ChangeNotOffered():
                return ChangeNotOffered.build(answer)
            case refused.PaymentUnderWay():
                return PaymentUnderWay.build(answer)
            case never:
                assert_never(never)

    @strawberry.mutation(description="Fly at the new times; see `Segment.disruption`.")
    def accept_schedule_change(
        self, info: Info, id: strawberry.ID, flight_id: strawberry.ID
    ) -> AcceptScheduleChangeResult:
        accept = info.context.application.change_itinerary.accept_schedule_change
        answer = accept(info.context.caller, id, flight_id)
        return (
            Reservation.build(answer) if isinstance(answer, reservation.Reservation) else NothingToAccept.build(answer)
        )

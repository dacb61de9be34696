"""GraphQL of correcting a passenger's name."""

from __future__ import annotations

from typing import Annotated, assert_never

import strawberry

from reservation_service.domain import passengers, refused, reservation
from reservation_service.schema.context import Info
from reservation_service.schema.refusal_types import ReservationRefusal
from reservation_service.schema.types import Reservation


@strawberry.type(description="Nobody travels with it any more, or already.")
class NotCorrectable(ReservationRefusal): ...


@strawberry.type(description="More than a slip: ask staff.")
class NameTooDifferent(ReservationRefusal): ...


CorrectPassengerNameResult = Annotated[
    Reservation | NotCorrectable | NameTooDifferent, strawberry.union("CorrectPassengerNameResult")
]


@strawberry.type
class NameMutation:
    @strawberry.mutation(
        description="Call a passenger otherwise, counted from 1 in the order of `passengers`; the ticket follows."
        " Before departure the owner may change three letters of the name that was booked, or put it the right way"
        " round; staff may change anything."
    )
    def correct_passenger_name(
        self, info: Info, id: strawberry.ID, passenger: int, first_name: str, last_name: str
    ) -> CorrectPassengerNameResult:
        name = passengers.PassengerName(
            passengers.parse_name(first_name, "firstName"), passengers.parse_name(last_name, "lastName")
        )
        answer = info.context.application.correct_name(info.context.caller, id, passenger, name)
        match answer:
            case reservation.Reservation():
                return Reservation.build(answer)
            case refused.NotCorrectable():
                return NotCorrectable.build(answer)
            case refused.NameTooDifferent():
                return NameTooDifferent.build(answer)
            case never:
                assert_never(never)

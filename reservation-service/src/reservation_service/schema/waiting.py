"""GraphQL of the waitlist."""

from __future__ import annotations

from typing import Annotated

import strawberry

from reservation_service.schema.context import Info
from reservation_service.schema.idempotency import KEY_ARGUMENT, get_key
from reservation_service.schema.inputs import JoinWaitlistInput
from reservation_service.schema.refusal_types import Refusal
from reservation_service.schema.types import Reservation
from reservation_service.usecases.waitlist import TooManyWaiting as TooMany


@strawberry.type(description="Nobody waits for more flights than this at a time.")
class TooManyWaiting(Refusal):
    limit: int


JoinWaitlistResult = Annotated[Reservation | TooManyWaiting, strawberry.union("JoinWaitlistResult")]


@strawberry.type
class WaitlistMutation:
    @strawberry.mutation(
        description="Wait for seats on a flight that is sold out. The reservation becomes WAITLISTED, and by itself"
        " HELD or CONFIRMED when seats come free, oldest first; cancel it to leave the list. It expires when the flight"
        " departs. If there are seats, they are booked. The same key again is the same attempt."
    )
    def join_waitlist(
        self,
        info: Info,
        input: JoinWaitlistInput,
        idempotency_key: Annotated[str | None, KEY_ARGUMENT] = None,
    ) -> JoinWaitlistResult:
        join, key = info.context.application.waitlist.join, get_key(info, idempotency_key)
        answer = join(info.context.caller, input.parse(info.context.application.vault), key)
        if isinstance(answer, TooMany):
            message = f"You wait for {answer.limit} flights already; leave one of their lists first."
            return TooManyWaiting(code="TOO_MANY_WAITING", message=message, limit=answer.limit)
        return Reservation.build(answer)

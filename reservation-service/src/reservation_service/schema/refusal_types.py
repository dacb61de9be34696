"""What GraphQL says when a reservation's state does not allow what was asked: `Refused` values -> result types.

`... on ReservationRefusal { code message reservation { ... } }` reads any of them.
"""

from __future__ import annotations

from typing import Self

import strawberry

from reservation_service.domain import refused
from reservation_service.schema.types import Reservation


@strawberry.interface(description="Why it was not done: a stable code and a sentence for people.")
class Refusal:
    code: str
    message: str


@strawberry.interface(description="What the state of a reservation does not allow.")
class ReservationRefusal(Refusal):
    reservation: Reservation = strawberry.field(description="As it stands.")

    @classmethod
    def build(cls, value: refused.Refused) -> Self:
        return cls(code=value.code, message=value.message, reservation=Reservation.build(value.reservation))


@strawberry.type(description="What happens next is the payment provider's to say: wait for it.")
class PaymentUnderWay(ReservationRefusal): ...

"""E-tickets and their coupons as GraphQL shows them."""

from __future__ import annotations

import strawberry

from reservation_service.domain import coupons, reservation, tickets
from reservation_service.domain.coupons import CouponStatus
from reservation_service.domain.itinerary import Cabin
from reservation_service.domain.tickets import TicketStatus
from reservation_service.schema.basic_types import Flight
from reservation_service.schema.context import Info
from reservation_service.schema.traveller_types import Passenger


@strawberry.type(description="The right to one flight of a ticket, and what has become of it.")
class Coupon:
    number: int = strawberry.field(description="On its ticket, from 1.")
    cabin: Cabin
    status: CouponStatus
    flight_id: strawberry.Private[str]

    @strawberry.field
    def flight(self) -> Flight | None:
        return Flight(id=strawberry.ID(self.flight_id))

    @classmethod
    def build(cls, value: coupons.Coupon) -> Coupon:
        segment = value.segment
        return cls(number=value.number, cabin=segment.cabin, status=value.status, flight_id=segment.flight_id)


@strawberry.type(description="An e-ticket: one for each passenger of a confirmed reservation.")
class Ticket:
    number: str
    status: TicketStatus
    passenger: Passenger
    of: strawberry.Private[reservation.Reservation]
    issue: strawberry.Private[int]

    @strawberry.field(description="One for each flight it was issued for, in their order.")
    def coupons(self, info: Info) -> list[Coupon]:
        found = coupons.list_coupons(self.of, self.issue, info.context.application.clock())
        return [Coupon.build(one) for one in found]

    @classmethod
    def build(cls, value: tickets.Ticket, of: reservation.Reservation) -> Ticket:
        return cls(
            number=value.number,
            status=value.status,
            passenger=Passenger.build(value.passenger, of.user_id),
            of=of,
            issue=value.issue,
        )

"""A reservation as GraphQL shows it: domain values -> Strawberry types.

Where a type of another subgraph begins, the field is nullable: a subgraph that is down costs its own fields only.
"""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from reservation_service.domain import itinerary, money, reservation
from reservation_service.domain.itinerary import Cabin, SegmentStatus
from reservation_service.domain.passengers import PassengerType
from reservation_service.domain.reservation import ReservationStatus
from reservation_service.schema.context import Info

for _enum in (Cabin, SegmentStatus, PassengerType, ReservationStatus):
    strawberry.enum(_enum)

DEFAULT_FIRST = 20


@strawberry.federation.type(shareable=True)
class Money:
    amount: str
    currency: str

    @classmethod
    def build(cls, value: money.Money | None) -> Money | None:
        return cls(amount=value.amount_text, currency=value.currency) if value else None


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Flight:
    """Only its id is known here; the flights subgraph knows the rest."""

    id: strawberry.ID


@strawberry.type
class Passenger:
    first_name: str
    last_name: str
    type: PassengerType


@strawberry.type
class Segment:
    cabin: Cabin
    status: SegmentStatus
    fare: Money | None = strawberry.field(description="For one seat.")
    flight_id: strawberry.Private[str]

    @strawberry.field
    def flight(self) -> Flight | None:
        return Flight(id=strawberry.ID(self.flight_id))

    @classmethod
    def build(cls, value: itinerary.Segment) -> Segment:
        return cls(cabin=value.cabin, status=value.status, fare=Money.build(value.fare), flight_id=value.flight_id)


@strawberry.type(description="Why a reservation came to its end: a stable code and a sentence for people.")
class FailureReason:
    code: str
    message: str


@strawberry.type
class StateChange:
    status: ReservationStatus
    at: datetime
    reason: str | None


@strawberry.type(description="A delay or cancellation of a flight that reached this reservation.")
class FlightNotice:
    flight_id: strawberry.ID
    kind: str
    message: str
    at: datetime


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID

    @strawberry.field(description="The newest reservations, for the user and for staff.")
    def reservations(self, info: Info, first: int | None = DEFAULT_FIRST) -> list[Reservation] | None:
        found = info.context.reservations_of(self.id, DEFAULT_FIRST if first is None else first)
        return [Reservation.build(one) for one in found]

    @classmethod
    def load_references(cls, info: Info, ids: list[str]) -> list[User]:
        info.context.announce_users(ids)
        return [cls(id=strawberry.ID(one)) for one in ids]


@strawberry.federation.type(keys=["id"])
class Reservation:
    id: strawberry.ID
    record_locator: str = strawberry.field(description="Six characters, the public reference.")
    status: ReservationStatus
    version: int = strawberry.field(description="Grows with every change; see `reservationStatus`.")
    segments: list[Segment]
    passengers: list[Passenger]
    total: Money | None
    failure: FailureReason | None
    history: list[StateChange]
    notices: list[FlightNotice]
    created_at: datetime
    expires_at: datetime | None = strawberry.field(description="While PENDING: when it is given up.")
    user: User | None

    @strawberry.field
    def flights(self) -> list[Flight | None]:
        return [Flight(id=strawberry.ID(segment.flight_id)) for segment in self.segments]

    @classmethod
    def load_references(cls, info: Info, ids: list[str]) -> list[Reservation | None]:
        found = info.context.application.find_reservations.by_ids(info.context.caller, ids)
        return [cls.build(found[one]) if one in found else None for one in ids]

    @classmethod
    def build(cls, value: reservation.Reservation) -> Reservation:
        why, is_pending = value.failure, value.status is ReservationStatus.PENDING
        return cls(
            id=strawberry.ID(value.id),
            record_locator=value.locator.text,
            status=value.status,
            version=value.version,
            segments=[Segment.build(one) for one in value.segments],
            passengers=[
                Passenger(first_name=one.first_name, last_name=one.last_name, type=one.type) for one in value.passengers
            ],
            total=Money.build(value.total),
            failure=FailureReason(code=why.code, message=why.message) if why else None,
            history=[StateChange(status=one.status, at=one.at, reason=one.reason) for one in value.history],
            notices=[
                FlightNotice(flight_id=strawberry.ID(one.flight_id), kind=one.kind, message=one.message, at=one.at)
                for one in value.notices
            ],
            created_at=value.created_at,
            expires_at=value.expires_at if is_pending else None,
            user=User(id=strawberry.ID(value.user_id)),
        )

"""A reservation as GraphQL shows it: domain values -> Strawberry types.

Where a type of another subgraph begins, the field is nullable: a subgraph that is down costs its own fields only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import strawberry

from reservation_service.domain import (
    itinerary,
    itinerary_change,
    partial_cancellation,
    payment,
    refunds,
    reservation,
    tickets,
)
from reservation_service.domain.contact_email import mask_email
from reservation_service.domain.itinerary import Cabin, DisruptionKind, FareFamily, Remedy, SegmentStatus
from reservation_service.domain.itinerary_change import ItineraryChangeStatus
from reservation_service.domain.payment import PaymentStatus
from reservation_service.domain.receipts import build_receipt
from reservation_service.domain.reservation import ReservationStatus
from reservation_service.domain.seat_money import foresee_seat_money
from reservation_service.schema.basic_types import Flight, Money
from reservation_service.schema.context import Info
from reservation_service.schema.receipt_types import Receipt
from reservation_service.schema.ticket_types import Ticket
from reservation_service.schema.traveller_types import Passenger

DEFAULT_FIRST = 20


@strawberry.type(description="The newest attempt to pay.")
class Payment:
    id: strawberry.ID
    status: PaymentStatus
    amount: Money
    challenge: str | None = strawberry.field(description="What the payer has to answer, while CHALLENGED.")
    note: str | None = strawberry.field(description="Why it was declined.")
    refund: Money | None = strawberry.field(description="What goes back, or has gone back.")

    @classmethod
    def build(cls, value: payment.Payment) -> Payment:
        return cls(
            id=strawberry.ID(value.id),
            status=value.status,
            amount=Money.convert(value.amount),
            challenge=value.challenge,
            note=value.note,
            refund=Money.build(value.refund),
        )


@strawberry.type(description="What cancelling gives back of one flight, for all seats.")
class RefundItem:
    paid: Money
    fee: Money = strawberry.field(description="What is kept.")
    refund: Money
    condition: str = strawberry.field(description="Why so much, as the fare says it.")
    flight_id: strawberry.Private[str | None]

    @strawberry.field(description="Null for what chosen seats and changes of the journey cost.")
    def flight(self) -> Flight | None:
        return Flight(id=strawberry.ID(self.flight_id)) if self.flight_id else None

    @classmethod
    def build(cls, value: refunds.RefundItem) -> RefundItem:
        return cls(
            paid=Money.convert(value.paid),
            fee=Money.convert(value.fee),
            refund=Money.convert(value.refund),
            condition=value.condition,
            flight_id=value.flight_id,
        )


@strawberry.type(description="What cancelling would give back, for as long as it lasts.")
class CancellationQuote:
    id: strawberry.ID
    refund: Money
    fee: Money
    condition: str
    expires_at: datetime
    items: list[RefundItem]
    flight_ids: strawberry.Private[tuple[str, ...]]

    @strawberry.field(description="Those that would be given up; none when they are all.")
    def flights(self) -> list[Flight | None]:
        return [Flight(id=strawberry.ID(one)) for one in self.flight_ids]

    @classmethod
    def build(cls, value: refunds.CancellationQuote) -> CancellationQuote:
        return cls(
            id=strawberry.ID(value.id),
            refund=Money.convert(value.refund),
            fee=Money.convert(value.fee),
            condition=value.condition,
            expires_at=value.expires_at,
            items=[RefundItem.build(one) for one in value.items],
            flight_ids=value.flight_ids,
        )


@strawberry.federation.type(
    shareable=True, description="What a fare allows once it is bought. Fees are for one seat; none is free of charge."
)
class FareConditions:
    changeable: bool
    change_fee: Money | None
    refundable: bool
    refund_fee: Money | None

    @classmethod
    def build(cls, value: itinerary.FareConditions) -> FareConditions:
        return cls(
            changeable=value.changeable,
            change_fee=Money.build(value.change_fee),
            refundable=value.refundable,
            refund_fee=Money.build(value.refund_fee),
        )


@strawberry.type(description="The airline does not fly as agreed, and what the traveller may do about it.")
class Disruption:
    kind: DisruptionKind
    agreed_departs_at: datetime | None
    agreed_arrives_at: datetime | None
    options: list[Remedy] = strawberry.field(
        description="ACCEPT by acceptScheduleChange; REBOOK by requestChange, for nothing on the same route up to three"
        " days off; REFUND by quoteCancellation, of everything."
    )

    @classmethod
    def build(cls, value: itinerary.Disruption) -> Disruption:
        return cls(
            kind=value.kind,
            agreed_departs_at=value.agreed_departs_at,
            agreed_arrives_at=value.agreed_arrives_at,
            options=list(value.remedies),
        )


@strawberry.type
class Segment:
    cabin: Cabin
    fare_family: FareFamily
    status: SegmentStatus
    fare: Money | None = strawberry.field(description="For one seat.")
    conditions: FareConditions | None = strawberry.field(description="Known once the seats are held.")
    seat_charge: Money | None = strawberry.field(description="For the chosen seats that have a price, all together.")
    disruption: Disruption | None
    flight_id: strawberry.Private[str]

    @strawberry.field
    def flight(self) -> Flight | None:
        return Flight(id=strawberry.ID(self.flight_id))

    @classmethod
    def build(cls, value: itinerary.Segment) -> Segment:
        return cls(
            cabin=value.cabin,
            fare_family=value.fare_family,
            status=value.status,
            fare=Money.build(value.fare),
            conditions=FareConditions.build(value.conditions) if value.conditions else None,
            seat_charge=Money.build(value.seat_charge),
            disruption=Disruption.build(value.disruption) if value.disruption else None,
            flight_id=value.flight_id,
        )


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


@strawberry.type(
    description="What a change costs. The difference may be negative; with the fee it becomes due, or goes back."
)
class ChangePrice:
    total: Money = strawberry.field(description="Of the journey afterwards.")
    difference: Money
    fee: Money
    due: Money
    refund: Money

    @classmethod
    def build(cls, value: itinerary_change.ChangePrice) -> ChangePrice:
        return cls(
            total=Money.convert(value.total),
            difference=Money.convert(value.difference),
            fee=Money.convert(value.fee),
            due=Money.convert(value.due),
            refund=Money.convert(value.refund),
        )


@strawberry.type(
    description="Other flights instead of some that were bought. REQUESTED: the airline decides; OFFERED: seats"
    " are held and wait for confirmChange."
)
class ItineraryChange:
    id: strawberry.ID
    status: ItineraryChangeStatus
    segments: list[Segment] = strawberry.field(description="The new ones.")
    given_up: list[Segment] = strawberry.field(description="Those they replace.")
    price: ChangePrice | None = strawberry.field(description="Once OFFERED.")
    seat_refund: Money | None = strawberry.field(
        description="What goes back besides, once it is DONE, of what was paid for chosen seats: on flights that the"
        " airline does not fly as agreed all of it; else what cannot be spent on the new flight, as its seats were when"
        " they were held."
    )
    seat_credit: Money | None = strawberry.field(
        description="While it is OFFERED: what was paid for chosen seats and comes along. Seats of the new flight have"
        " to be chosen again, for as much."
    )
    failure: FailureReason | None
    requested_at: datetime
    expires_at: datetime | None = strawberry.field(description="While it is REQUESTED or OFFERED.")

    @classmethod
    def build(cls, value: itinerary_change.ItineraryChange, whole: reservation.Reservation) -> ItineraryChange:
        why = value.failure
        foreseen = foresee_seat_money(whole, value) if value.is_open else None
        settled = value.price.seat_refund if value.price else None
        return cls(
            id=strawberry.ID(value.id),
            status=value.status,
            segments=[Segment.build(one) for one in value.segments],
            given_up=[Segment.build(one) for one in value.given_up],
            price=ChangePrice.build(value.price) if value.price else None,
            seat_refund=Money.build(foreseen.goes_back if foreseen else settled),
            seat_credit=Money.build(foreseen.comes_along) if foreseen else None,
            failure=FailureReason(code=why.code, message=why.message) if why else None,
            requested_at=value.requested_at,
            expires_at=value.expires_at if value.is_open else None,
        )


@strawberry.type(description="Some flights that were given up while the rest of the journey stands.")
class PartialCancellation:
    id: strawberry.ID
    at: datetime
    segments: list[Segment]
    refund: Money
    fee: Money = strawberry.field(description="What was kept of what they cost.")
    reason: str

    @classmethod
    def build(cls, value: partial_cancellation.PartialCancellation) -> PartialCancellation:
        return cls(
            id=strawberry.ID(value.id),
            at=value.at,
            segments=[Segment.build(one) for one in value.segments],
            refund=Money.convert(value.refund),
            fee=Money.convert(value.fee),
            reason=value.why.message,
        )


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID

    @strawberry.field(description="The newest reservations, for the user and for staff.")
    def reservations(self, info: Info, first: int | None = DEFAULT_FIRST) -> list[Reservation] | None:
        limit = DEFAULT_FIRST if first is None else first
        return info.context.read(
            lambda: [Reservation.build(one) for one in info.context.reservations_of(self.id, limit)]
        )

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
    partial_cancellations: list[PartialCancellation] = strawberry.field(
        description="Parts of the journey that were given up; they are not among `segments` any more."
    )
    passengers: list[Passenger]
    total: Money | None
    failure: FailureReason | None
    history: list[StateChange]
    notices: list[FlightNotice]
    created_at: datetime
    expires_at: datetime | None = strawberry.field(
        description="While PENDING, WAITLISTED or HELD: when it is given up."
    )
    payment: Payment | None
    tickets: list[Ticket]
    exchanged_tickets: list[Ticket] = strawberry.field(description="Those that changes of the journey took back.")
    change: ItineraryChange | None = strawberry.field(description="The newest change of the journey.")
    can_extend_hold: bool
    cancellation_quote: CancellationQuote | None
    receipt: Receipt | None = strawberry.field(description="Once something has been paid.")
    contact_email: str | None = strawberry.field(description="Where letters go, masked.")
    user: User | None
    waits_for: strawberry.Private[itinerary.Segment | None]

    @strawberry.field(description="While WAITLISTED: 1 is the next to get seats that come free.")
    def waitlist_position(self, info: Info) -> int | None:
        wanted = self.waits_for
        if wanted is None:
            return None
        return info.context.read(lambda: info.context.find_waitlist_position(wanted.flight_id, wanted.cabin, self.id))

    @strawberry.field
    def flights(self) -> list[Flight | None]:
        return [Flight(id=strawberry.ID(segment.flight_id)) for segment in self.segments]

    @classmethod
    def load_references(cls, info: Info, ids: list[str]) -> list[Reservation | None]:
        found = info.context.application.find_reservations.by_ids(info.context.caller, ids)
        return [cls.build(found[one]) if one in found else None for one in ids]

    @classmethod
    def build_public(cls, value: reservation.Reservation) -> Reservation:
        """Of a `public_view`: whoever knows a ticket's number may use it elsewhere."""
        return replace(cls.build(value), tickets=[], exchanged_tickets=[])

    @classmethod
    def build(cls, value: reservation.Reservation) -> Reservation:
        why, is_waiting = value.failure, value.status in reservation.WAITING
        return cls(
            id=strawberry.ID(value.id),
            record_locator=value.locator.text,
            status=value.status,
            version=value.version,
            segments=[Segment.build(one) for one in value.segments],
            partial_cancellations=[PartialCancellation.build(one) for one in value.cancellations],
            passengers=[Passenger.build(one, value.user_id) for one in value.passengers],
            total=Money.build(value.total),
            failure=FailureReason(code=why.code, message=why.message) if why else None,
            history=[StateChange(status=one.status, at=one.at, reason=one.reason) for one in value.history],
            notices=[
                FlightNotice(flight_id=strawberry.ID(one.flight_id), kind=one.kind, message=one.message, at=one.at)
                for one in value.notices
            ],
            created_at=value.created_at,
            expires_at=value.expires_at if is_waiting else None,
            payment=Payment.build(value.payment) if value.payment else None,
            tickets=[Ticket.build(one, value) for one in _find_tickets(value)],
            exchanged_tickets=[Ticket.build(one, value) for one in _find_exchanged(value)],
            change=ItineraryChange.build(value.change, value) if value.change else None,
            can_extend_hold=value.status is ReservationStatus.HELD and not value.is_extended,
            cancellation_quote=CancellationQuote.build(value.quote) if value.quote else None,
            receipt=Receipt.build(receipt) if (receipt := build_receipt(value)) else None,
            contact_email=mask_email(value.contact_email) if value.contact_email else None,
            user=User(id=strawberry.ID(value.user_id)) if value.user_id else None,
            waits_for=value.segments[0] if value.status is ReservationStatus.WAITLISTED else None,
        )


def _find_tickets(value: reservation.Reservation) -> tuple[tickets.Ticket, ...]:
    is_confirmed = value.status is ReservationStatus.CONFIRMED
    return tickets.issue_tickets(value.locator, value.passengers, value.exchanges) if is_confirmed else ()


def _find_exchanged(value: reservation.Reservation) -> list[tickets.Ticket]:
    return tickets.find_exchanged(value.locator, value.passengers, value.exchanges)

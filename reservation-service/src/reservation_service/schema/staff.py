"""GraphQL of the back office: the saga of a reservation, dead letters, the audit trail. Staff only."""

from __future__ import annotations

from datetime import datetime

import strawberry

from reservation_service.domain import saga, staff
from reservation_service.domain.reservation import ReservationStatus
from reservation_service.domain.saga import Direction
from reservation_service.schema.connection import PageInfo, ReservationConnection, from_cursor, to_cursor
from reservation_service.schema.context import Info
from reservation_service.schema.types import DEFAULT_FIRST, Reservation, User

strawberry.enum(Direction, name="SagaDirection")


@strawberry.type(description="An event of a reservation's saga.")
class SagaStep:
    event_id: strawberry.ID
    type: str
    at: datetime
    direction: Direction
    because_of: strawberry.ID | None = strawberry.field(description="The id of the event that caused it.")
    detail: str = strawberry.field(description="What it said, in a line; empty for what happened before this was kept.")

    @classmethod
    def build(cls, value: saga.SagaStep) -> SagaStep:
        return cls(
            event_id=strawberry.ID(value.event_id),
            type=value.type,
            at=value.at,
            direction=value.direction,
            because_of=strawberry.ID(value.because_of) if value.because_of else None,
            detail=value.detail,
        )


@strawberry.type(description="A message that could not be handled, until it is replayed.")
class ReservationDeadLetter:
    id: strawberry.ID
    event_id: strawberry.ID
    type: str
    aggregate_id: strawberry.ID
    error: str
    tries: int
    failed_at: datetime
    event: str = strawberry.field(description="The message, as JSON.")

    @classmethod
    def build(cls, value: staff.DeadLetter) -> ReservationDeadLetter:
        return cls(
            id=strawberry.ID(value.id),
            event_id=strawberry.ID(value.event_id),
            type=value.type,
            aggregate_id=strawberry.ID(value.aggregate_id),
            error=value.error,
            tries=value.tries,
            failed_at=value.failed_at,
            event=value.event,
        )


@strawberry.type
class ReservationAuditEntry:
    id: strawberry.ID
    at: datetime
    user_id: strawberry.ID
    user: User | None
    act: str
    target: str
    detail: str


@strawberry.type
class ReservationAuditEdge:
    cursor: str
    node: ReservationAuditEntry


@strawberry.type
class ReservationAuditConnection:
    edges: list[ReservationAuditEdge]
    page_info: PageInfo


@strawberry.type(description="How many reservations are in a state in which they wait for somebody.")
class WaitingReservations:
    status: ReservationStatus
    count: int


@strawberry.type
class StaffQuery:
    @strawberry.field(description="Staff: by record locator alone.")
    def reservation_of_locator(self, info: Info, locator: str) -> Reservation | None:
        return Reservation.build(info.context.application.staff_desk.by_locator(info.context.caller, locator))

    @strawberry.field(description="Staff: everybody who booked a flight, whatever became of it, newest first.")
    def reservations_of_flight(
        self,
        info: Info,
        flight_id: strawberry.ID,
        first: int | None = DEFAULT_FIRST,
        after: str | None = None,
        status: ReservationStatus | None = None,
    ) -> ReservationConnection:
        desk, caller = info.context.application.staff_desk, info.context.caller
        page = desk.on_flight(
            caller,
            flight_id,
            first=DEFAULT_FIRST if first is None else first,
            after=from_cursor(after) if after is not None else None,
            status=status,
        )
        return ReservationConnection.build(page, after, lambda: desk.count_on_flight(caller, flight_id, status))

    @strawberry.field(description="Staff: how many wait for the airline's answer or for a payment, now.")
    def waiting_reservations(self, info: Info) -> list[WaitingReservations]:
        counted = info.context.application.staff_desk.count_waiting(info.context.caller)
        return [WaitingReservations(status=status, count=count) for status, count in counted]

    @strawberry.field(description="Staff: what a reservation heard and said, in order.")
    def reservation_saga(self, info: Info, id: strawberry.ID) -> list[SagaStep]:
        steps = info.context.application.staff_desk.saga(info.context.caller, id)
        return [SagaStep.build(one) for one in steps]

    @strawberry.field(description="Staff: messages that failed for good.")
    def reservation_dead_letters(self, info: Info, first: int | None = DEFAULT_FIRST) -> list[ReservationDeadLetter]:
        desk = info.context.application.staff_desk
        found = desk.list_dead_letters(info.context.caller, DEFAULT_FIRST if first is None else first)
        return [ReservationDeadLetter.build(one) for one in found]

    @strawberry.field(description="Staff: who did what, newest first; of one person, or to one thing, by its id.")
    def reservation_audit(
        self,
        info: Info,
        first: int | None = DEFAULT_FIRST,
        after: str | None = None,
        user_id: strawberry.ID | None = None,
        target: strawberry.ID | None = None,
    ) -> ReservationAuditConnection:
        entries, has_next = info.context.application.staff_desk.list_acts(
            info.context.caller,
            first=DEFAULT_FIRST if first is None else first,
            after=from_cursor(after) if after is not None else None,
            user_id=user_id,
            target=target,
        )
        edges = [ReservationAuditEdge(cursor=to_cursor(one.id), node=_to_node(one)) for one in entries]
        page = PageInfo(
            has_next_page=has_next,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return ReservationAuditConnection(edges=edges, page_info=page)


@strawberry.type
class StaffMutation:
    @strawberry.mutation(description="Staff: handle a dead letter once more; false if there is no such one.")
    def replay_reservation_dead_letter(self, info: Info, id: strawberry.ID) -> bool:
        return info.context.application.staff_desk.replay(info.context.caller, id)


def _to_node(entry: staff.AuditEntry) -> ReservationAuditEntry:
    return ReservationAuditEntry(
        id=strawberry.ID(entry.id),
        at=entry.at,
        user_id=strawberry.ID(entry.user_id),
        user=User(id=strawberry.ID(entry.user_id)),
        act=entry.act,
        target=entry.target,
        detail=entry.detail,
    )

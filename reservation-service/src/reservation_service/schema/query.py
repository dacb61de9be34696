"""Query: reservations by id, by locator and name, one's own, and the long poll."""

from __future__ import annotations

import strawberry

from reservation_service.domain import reservation as domain
from reservation_service.domain.reservation import ReservationStatus
from reservation_service.schema.connection import ReservationConnection, from_cursor
from reservation_service.schema.context import Info
from reservation_service.schema.notifications import NotificationQuery
from reservation_service.schema.payment_desk import PaymentDeskQuery
from reservation_service.schema.searching import SearchQuery
from reservation_service.schema.staff import StaffQuery
from reservation_service.schema.types import DEFAULT_FIRST, Reservation
from reservation_service.schema.webhooks import WebhookQuery

DEFAULT_WAIT = 20


@strawberry.type
class ReservationStatusUpdate:
    id: strawberry.ID
    status: ReservationStatus
    version: int
    changed: bool = strawberry.field(description="False when the wait was over before anything happened.")
    reservation: Reservation

    @classmethod
    def build(cls, value: domain.Reservation, *, is_changed: bool) -> ReservationStatusUpdate:
        return cls(
            id=strawberry.ID(value.id),
            status=value.status,
            version=value.version,
            changed=is_changed,
            reservation=Reservation.build(value),
        )


@strawberry.type
class Query(StaffQuery, SearchQuery, NotificationQuery, WebhookQuery, PaymentDeskQuery):
    @strawberry.field(description="For its owner and staff; anybody else's is NOT_FOUND.")
    def reservation(self, info: Info, id: strawberry.ID) -> Reservation | None:
        return Reservation.build(info.context.application.find_reservations.by_id(info.context.caller, id))

    @strawberry.field(
        description="For whoever knows both, logged in or not. Attempts are limited. To whom it does not belong, and"
        " who is no staff, it shows the journey, its state and who travels, but no payments, tickets or letters."
    )
    def reservation_by_locator(self, info: Info, locator: str, last_name: str) -> Reservation | None:
        context = info.context
        find = context.application.find_reservations.by_locator
        seen = find(context.caller, context.client_address, locator, last_name)
        return Reservation.build(seen.reservation) if seen.is_whole else Reservation.build_public(seen.reservation)

    @strawberry.field(description="One's own, newest first.")
    def my_reservations(
        self,
        info: Info,
        first: int | None = DEFAULT_FIRST,
        after: str | None = None,
        status: ReservationStatus | None = None,
    ) -> ReservationConnection:
        find, caller = info.context.application.find_reservations, info.context.caller
        page = find.own(
            caller,
            first=DEFAULT_FIRST if first is None else first,
            after=from_cursor(after) if after is not None else None,
            status=status,
        )
        return ReservationConnection.build(page, after, lambda: find.count_own(caller, status))

    @strawberry.field(
        description="Long poll: answers as soon as the version is not `knownVersion`, or after `waitSeconds`."
        " Without `knownVersion` it answers at once. When very many wait, it answers early with `changed: false`."
    )
    def reservation_status(
        self, info: Info, id: strawberry.ID, known_version: int | None = None, wait_seconds: int | None = DEFAULT_WAIT
    ) -> ReservationStatusUpdate:
        wait = DEFAULT_WAIT if wait_seconds is None else wait_seconds
        found, is_changed = info.context.application.await_change(info.context.caller, id, known_version, wait)
        return ReservationStatusUpdate.build(found, is_changed=is_changed)

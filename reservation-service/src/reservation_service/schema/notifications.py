"""GraphQL of a traveller's notifications."""

from __future__ import annotations

from datetime import datetime

import strawberry

from reservation_service.domain import notifications
from reservation_service.domain.refusals import InvalidInput
from reservation_service.schema.context import Info
from reservation_service.schema.types import DEFAULT_FIRST


@strawberry.type(description="What became of a reservation, or of one of its flights.")
class Notification:
    id: strawberry.ID
    reservation_id: strawberry.ID
    kind: str = strawberry.field(
        description="A status of the reservation, CHANGED, CANCELLED_IN_PART, or FLIGHT_ and what happened to a flight."
    )
    title: str
    message: str
    at: datetime
    is_read: bool


@strawberry.type
class Notifications:
    unread: int
    items: list[Notification] = strawberry.field(description="Newest first.")


@strawberry.type
class NotificationQuery:
    @strawberry.field(description="One's own; derived from what happened, so never twice.")
    def my_notifications(self, info: Info, first: int | None = DEFAULT_FIRST) -> Notifications:
        inbox = info.context.application.notifications(info.context.caller, DEFAULT_FIRST if first is None else first)
        return Notifications(unread=inbox.unread, items=[_build(one, inbox.read_until) for one in inbox.notifications])


@strawberry.type
class NotificationMutation:
    @strawberry.mutation(description="Everything up to this moment has been read.")
    def mark_notifications_read(self, info: Info, until: datetime) -> bool:
        if until.tzinfo is None:
            raise InvalidInput("until", "A moment has a time zone.")
        info.context.application.notifications.read_until(info.context.caller, until)
        return True


def _build(value: notifications.Notification, read_until: datetime | None) -> Notification:
    return Notification(
        id=strawberry.ID(value.id),
        reservation_id=strawberry.ID(value.reservation_id),
        kind=value.kind,
        title=value.title,
        message=value.message,
        at=value.at,
        is_read=read_until is not None and value.at <= read_until,
    )

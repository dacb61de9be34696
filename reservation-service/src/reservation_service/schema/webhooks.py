"""GraphQL of webhooks: registering partners' addresses, and the log of what was delivered to them. Staff only."""

from __future__ import annotations

from datetime import datetime

import strawberry

from reservation_service.domain import webhooks as domain
from reservation_service.domain.webhooks import DeliveryState
from reservation_service.schema.connection import PageInfo, from_cursor, to_cursor
from reservation_service.schema.context import Info
from reservation_service.schema.types import DEFAULT_FIRST

strawberry.enum(DeliveryState, name="WebhookDeliveryState")


@strawberry.type(description="A partner's address that is told what becomes of reservations.")
class Webhook:
    id: strawberry.ID
    url: str
    description: str
    created_at: datetime

    @classmethod
    def build(cls, value: domain.Webhook) -> Webhook:
        return cls(
            id=strawberry.ID(value.id), url=value.url, description=value.description, created_at=value.created_at
        )


@strawberry.type
class WebhookRegistration:
    webhook: Webhook
    secret: str = strawberry.field(description="Shown now and never again: with it the partner checks signatures.")


@strawberry.type(description="One message to one webhook, and how far it has come.")
class WebhookDelivery:
    id: strawberry.ID = strawberry.field(description="The `webhook-id` it is sent with, each time.")
    type: str
    reservation_id: strawberry.ID
    occurred_at: datetime
    state: DeliveryState
    tries: int
    again_at: datetime | None = strawberry.field(description="While it waits: when it is tried next.")
    answer: str = strawberry.field(description="What the last try met with.")
    body: str = strawberry.field(description="As it is sent.")

    @classmethod
    def build(cls, value: domain.Delivery) -> WebhookDelivery:
        return cls(
            id=strawberry.ID(value.id),
            type=value.type,
            reservation_id=strawberry.ID(value.reservation_id),
            occurred_at=value.occurred_at,
            state=value.state,
            tries=value.tries,
            again_at=value.again_at,
            answer=value.answer,
            body=value.body,
        )


@strawberry.type
class WebhookDeliveryEdge:
    cursor: str
    node: WebhookDelivery


@strawberry.type
class WebhookDeliveryConnection:
    edges: list[WebhookDeliveryEdge]
    page_info: PageInfo


@strawberry.type
class WebhookQuery:
    @strawberry.field(description="Staff: all of them, at most twenty.")
    def webhooks(self, info: Info) -> list[Webhook]:
        return [Webhook.build(one) for one in info.context.application.webhook_desk.list(info.context.caller)]

    @strawberry.field(description="Staff: what was sent to a webhook in the last thirty days, newest first.")
    def webhook_deliveries(
        self,
        info: Info,
        webhook_id: strawberry.ID,
        first: int | None = DEFAULT_FIRST,
        after: str | None = None,
        state: DeliveryState | None = None,
    ) -> WebhookDeliveryConnection:
        found, has_next = info.context.application.webhook_desk.list_deliveries(
            info.context.caller,
            webhook_id,
            first=DEFAULT_FIRST if first is None else first,
            after=from_cursor(after) if after is not None else None,
            state=state,
        )
        edges = [WebhookDeliveryEdge(cursor=to_cursor(one.order), node=WebhookDelivery.build(one)) for one in found]
        page = PageInfo(
            has_next_page=has_next,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return WebhookDeliveryConnection(edges=edges, page_info=page)


@strawberry.type
class WebhookMutation:
    @strawberry.mutation(
        description="Staff: tell this address what becomes of reservations from now on; by https, at a host that the"
        " configuration names. Signed as Standard Webhooks has it; at least once, in any order, for about a day."
    )
    def register_webhook(self, info: Info, url: str, description: str = "") -> WebhookRegistration:
        desk = info.context.application.webhook_desk
        webhook, secret = desk.register(info.context.caller, url, description)
        return WebhookRegistration(webhook=Webhook.build(webhook), secret=secret)

    @strawberry.mutation(description="Staff: tell it nothing more, and forget its log; false if there is no such one.")
    def remove_webhook(self, info: Info, id: strawberry.ID) -> bool:
        return info.context.application.webhook_desk.remove(info.context.caller, id)

    @strawberry.mutation(description="Staff: send it once more, under the same id; false if there is no such one.")
    def replay_webhook_delivery(self, info: Info, webhook_id: strawberry.ID, id: strawberry.ID) -> bool:
        return info.context.application.webhook_desk.replay(info.context.caller, webhook_id, id)

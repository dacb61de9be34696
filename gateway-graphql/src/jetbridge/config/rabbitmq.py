"""The message broker: where subscriptions' events come from."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from jetbridge.config.values import AmqpUrl, Count, Seconds, Section


class RabbitMq(Section, frozen=True):
    """The broker of subscriptions with @amqpSubscribe. Needs jetbridge[rabbitmq]."""

    url: Annotated[
        AmqpUrl | None,
        Meta(description="With user and virtual host. Every worker has one connection, once there is a listener."),
    ] = None
    connect_seconds: Seconds = 5.0
    heartbeat_seconds: Annotated[int, Meta(ge=1, le=3600, description="A silent broker is noticed after two.")] = 15
    backlog: Annotated[
        Count, Meta(description="Events that wait for one subscriber. Whoever is further behind is cut off.")
    ] = 256
    queue: Annotated[
        Count, Meta(description="Messages the broker keeps for a worker that is busy; beyond, the oldest are lost.")
    ] = 100_000

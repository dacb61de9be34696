"""Open a subscription at every subgraph that has some, as the gateway would: does it speak the protocol configured?

Which protocol a subgraph speaks cannot be seen in its SDL, and one that speaks another answers a client with nonsense:
most servers run a subscription that comes by plain HTTP as if it were a query.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from jetbridge.doctor.finding import Finding
from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.security.caller import build_anonymous
from jetbridge.security.identity import IdentitySigner
from jetbridge.subgraphs import event_stream, graphql_socket
from jetbridge.subgraphs.settings import build_destination

if TYPE_CHECKING:
    from pathlib import Path

    from jetbridge.config import Config
    from jetbridge.subgraphs.settings import Destination
    from jetbridge.supergraph import Supergraph

PATIENCE_SECONDS = 5.0
# No server may run it (GraphQL specification, 5.2.4.1), so it begins nothing.
_SUBSCRIPTION = b'{"query":"subscription { __typename }"}'


def find_subscribed(supergraph: Supergraph) -> list[str]:
    """Subgraphs that have subscriptions."""
    root = supergraph.schema.subscription_type
    joined = supergraph.types.get(root.name) if root is not None else None
    return sorted({name for by_subgraph in joined.fields.values() for name in by_subgraph}) if joined else []


async def check_subscriptions(config: Config, supergraph: Supergraph, folder: Path) -> list[Finding]:
    secrets = {name: each.identity_secret for name, each in config.subgraphs.items() if each.identity_secret}
    signer = IdentitySigner(config.identity, secrets, time.time)
    checks = []
    for name in find_subscribed(supergraph):
        # What is wrong with an address, or with a certificate, is named by whoever looks at the settings.
        with contextlib.suppress(ValueError):
            destination = build_destination(config, name, supergraph.subgraphs[name].url, folder)
            checks.append(_check(destination, signer.build_line(build_anonymous(), name)))
    return list(await asyncio.gather(*checks))


async def _check(destination: Destination, headers: bytes) -> Finding:
    protocol = destination.stream_protocol
    subject, setting = f"subscriptions of {destination.name}", f"subgraphs.{destination.name}.subscriptions"
    place = f"{destination.stream_address.authority}{destination.stream_address.target}"
    subscribe = event_stream.subscribe if protocol == "sse" else graphql_socket.subscribe
    content_type = ""
    try:
        async with (
            asyncio.timeout(PATIENCE_SECONDS),
            contextlib.aclosing(subscribe(destination, _SUBSCRIPTION, headers)) as replies,
        ):
            async for reply in replies:
                content_type = reply.headers.get("content-type", "").partition(";")[0]
                break
    except SubgraphError as error:
        way_out = f"It is asked at {place}, by {protocol}; correct {setting}.url or {setting}.protocol."
        return Finding("problem", subject, error.message, way_out)
    except TimeoutError:
        message = f"It says nothing for {PATIENCE_SECONDS:g} seconds."
        return Finding("problem", subject, message, f"It is asked at {place}, by {protocol}.")
    if protocol == "sse" and content_type not in ("", "text/event-stream"):
        message = f"It answers {content_type}, not an event stream."
        way_out = f"Strawberry and Ariadne speak WebSocket: set {setting}.protocol to ws."
        return Finding("warning", subject, message, way_out)
    return Finding("ok", subject, f"It speaks {protocol}.")

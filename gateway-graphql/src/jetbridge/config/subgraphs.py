"""Which supergraph is served, and how its subgraphs are spoken to."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from jetbridge.config.values import Bytes, Count, Seconds, Secret, Section, StreamUrl, Url


class SupergraphSource(Section, frozen=True):
    """The supergraph to serve; `--supergraph` goes before."""

    file: str | None = None
    url: Annotated[
        Url | None,
        Meta(description="Where it is published. `file` is then the last good one, with which a gateway can start."),
    ] = None
    headers: Annotated[dict[str, str], Meta(description="For that URL, such as a key.")] = field(default_factory=dict)
    poll_seconds: Annotated[Seconds, Meta(description="How often the URL is asked for another one.")] = 10.0
    watch: Annotated[bool, Meta(description="Take a changed file into service without dropping a request.")] = True
    prepare_ahead: Annotated[
        int,
        Meta(ge=0, description="Operations, those used last, that are planned before what has changed is in service."),
    ] = 500


class Retries(Section, frozen=True):
    """Queries are sent again when no answer came; mutations never are."""

    attempts: Annotated[int, Meta(ge=0, le=5, description="Further attempts after the first.")] = 1
    budget_percent: Annotated[
        int, Meta(ge=0, le=100, description="At most this share of the recent requests is sent again.")
    ] = 10


class Breaker(Section, frozen=True):
    """After `failures` in a row a subgraph is left alone for `open_seconds`, then probed with one request."""

    enabled: bool = True
    failures: Count = 8
    open_seconds: Seconds = 5.0


class SubgraphTls(Section, frozen=True):
    """How an https subgraph is verified, and with what certificate the gateway shows itself (mutual TLS)."""

    ca: str | None = None
    certificate: str | None = None
    key: str | None = None


class Reconnect(Section, frozen=True):
    """Whether a subscription that broke off is opened again: for such as begin with the present state."""

    attempts: Annotated[
        int, Meta(ge=0, le=100, description="In a row, after waits that double. 0: the client hears of it.")
    ] = 0
    max_delay_seconds: Annotated[Seconds, Meta(description="No wait is longer.")] = 10.0


class Subscriptions(Section, frozen=True):
    """How a subgraph's subscriptions are opened, each on a connection of its own."""

    url: Annotated[StreamUrl | None, Meta(description="Where they are answered, if not where everything else is.")] = (
        None
    )
    protocol: Annotated[
        Literal["sse", "ws"],
        Meta(
            description="sse: GraphQL over server-sent events, distinct connections mode; "
            "ws: WebSocket, graphql-transport-ws, as Strawberry and Ariadne speak it."
        ),
    ] = "sse"
    silence_seconds: Annotated[
        Seconds | None,
        Meta(
            description="A stream on which nothing came for so long, not even a comment, has broken off. "
            "A WebSocket is sent a ping first, and asked after 25 seconds if nothing is said here."
        ),
    ] = None
    reconnect: Reconnect = Reconnect()


class SubgraphDefaults(Section, frozen=True):
    """How subgraphs are spoken to, unless `subgraphs.NAME` says otherwise."""

    timeout_seconds: Annotated[Seconds, Meta(description="From sending a request to its whole answer.")] = 15.0
    connect_seconds: Seconds = 3.0
    connections: Annotated[Count, Meta(description="Open at the same time, per worker.")] = 256
    queue: Annotated[int, Meta(ge=0, description="Requests that may wait for a connection, per worker.")] = 1024
    # Below the shortest keep-alive of common servers (uvicorn 5 s), so that we close first.
    idle_seconds: Annotated[Seconds, Meta(description="An idle connection is not used again after this time.")] = 4.0
    response_bytes: Bytes = 32 * 1024 * 1024
    deduplicate: Annotated[bool, Meta(description="Share equal queries of the same caller while in flight.")] = True
    retries: Retries = Retries()
    breaker: Breaker = Breaker()
    tls: SubgraphTls = SubgraphTls()


class CallLimit(Section, frozen=True):
    """At most `calls` in `seconds`, per worker; what is over fails at once, as SERVICE_UNAVAILABLE."""

    calls: Count
    seconds: Seconds = 1.0


class SubgraphSettings(Section, frozen=True):
    """One subgraph; what is left out comes from `subgraph_defaults`, the URL from the supergraph."""

    url: Url | None = None
    identity_secret: Annotated[
        Secret | None, Meta(description="Shared with this subgraph only; signs the header jetbridge-identity.")
    ] = None
    timeout_seconds: Seconds | None = None
    connect_seconds: Seconds | None = None
    connections: Count | None = None
    queue: Annotated[int, Meta(ge=0)] | None = None
    idle_seconds: Seconds | None = None
    response_bytes: Bytes | None = None
    deduplicate: bool | None = None
    retries: Retries | None = None
    breaker: Breaker | None = None
    tls: SubgraphTls | None = None
    http2: Annotated[
        bool,
        Meta(
            description="Queries and mutations go over HTTP/2: agreed on by ALPN for https, known beforehand for http."
            " Needs jetbridge[http2]."
        ),
    ] = False
    subscriptions: Subscriptions = Subscriptions()
    limit: CallLimit | None = None

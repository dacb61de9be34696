"""Where the gateway is reached, and what else is served there."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from jetbridge.config.values import Count, Seconds, Section, UrlPath


class Listen(Section, frozen=True):
    """Where the gateway is reached; the command line's --host, --port and --workers go before."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 4000
    workers: Count = 1
    path: Annotated[UrlPath, Meta(description="Path of the GraphQL endpoint.")] = "/graphql"
    keep_alive_seconds: Annotated[Seconds, Meta(description="An idle client connection is closed after this time.")] = (
        75.0
    )
    read_seconds: Annotated[Seconds, Meta(description="A request must have arrived whole within this time.")] = 15.0
    leave_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=3600,
            description="At shutdown /health/ready says no for so long while requests are still taken: time for a "
            "load balancer to notice.",
        ),
    ] = 0.0
    drain_seconds: Annotated[Seconds, Meta(description="Requests in work get this long at shutdown.")] = 30.0
    connections: Annotated[Count, Meta(description="Client connections open at the same time, per worker.")] = 10_000
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(description="Networks (CIDR) whose x-forwarded-for is believed. Nobody's by default."),
    ] = ()
    tls: Tls | None = None


class Tls(Section, frozen=True):
    """Certificate of the gateway itself, PEM files. Renewed ones come into service by themselves."""

    certificate: str
    key: str
    client_ca: Annotated[
        str | None, Meta(description="Clients must show a certificate of one of these authorities (mutual TLS).")
    ] = None


class StaticMount(Section, frozen=True):
    """A directory served under `path` on the gateway's own origin."""

    directory: str
    path: UrlPath = "/"
    fallback: Annotated[
        str | None, Meta(description="File answered for paths that do not exist (single-page applications).")
    ] = None
    content_security_policy: str = (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )

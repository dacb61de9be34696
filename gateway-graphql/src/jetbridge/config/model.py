"""What can be configured: gateway.yaml as a whole. Its sections stand beside this module, by what they are about.

Each is a frozen struct, with its defaults and the reasons for them. The JSON schema for editors (`jetbridge config
schema`) is made from these types, and `docs` are their descriptions.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, field

from jetbridge.config.answers import AnswerCache, CacheControl, Compression, ETags
from jetbridge.config.callers import Authentication, Authorization, Cors, Csrf, Identity, RateLimit
from jetbridge.config.listening import Listen, StaticMount
from jetbridge.config.rabbitmq import RabbitMq
from jetbridge.config.requests import Batching, Headers, Limits, Overrides, PersistedDocuments
from jetbridge.config.subgraphs import SubgraphDefaults, SubgraphSettings, SupergraphSource
from jetbridge.config.telemetry import Telemetry
from jetbridge.config.values import Section


class Hook(Section, frozen=True):
    """Code of yours around every request, in the order given. What it may do: `jetbridge.hooks`."""

    use: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*$",
            title="module:Class",
            examples=["company.gateway:Tenants"],
            description="Found where Python finds modules, and beside this file.",
        ),
    ]
    settings: Annotated[dict[str, Any], Meta(description="What the class is made with.")] = field(default_factory=dict)


class Config(Section, frozen=True):
    """gateway.yaml."""

    mode: Annotated[
        Literal["development", "production"],
        Meta(description="development: GraphiQL, introspection, suggestions in messages."),
    ] = "production"
    listen: Listen = Listen()
    supergraph: SupergraphSource = SupergraphSource()
    subgraph_defaults: SubgraphDefaults = SubgraphDefaults()
    subgraphs: dict[str, SubgraphSettings] = field(default_factory=dict)
    rabbitmq: RabbitMq = RabbitMq()
    authentication: Authentication = Authentication()
    authorization: Authorization = Authorization()
    identity: Identity = Identity()
    headers: Headers = Headers()
    limits: Limits = Limits()
    persisted_documents: PersistedDocuments = PersistedDocuments()
    csrf: Csrf = Csrf()
    cors: Cors = Cors()
    rate_limits: tuple[RateLimit, ...] = ()
    overrides: Overrides = Overrides()
    static: tuple[StaticMount, ...] = ()
    etag: ETags = ETags()
    cache_control: CacheControl = CacheControl()
    answer_cache: AnswerCache = AnswerCache()
    compression: Compression = Compression()
    batching: Batching = Batching()
    deduplicate: Annotated[
        bool, Meta(description="Clients: equal queries of the same caller that are in flight share one answer.")
    ] = False
    graphiql: Annotated[bool | None, Meta(description="Default: in development only.")] = None
    introspection: Annotated[bool | None, Meta(description="Default: in development only.")] = None
    hooks: tuple[Hook, ...] = ()
    telemetry: Telemetry = Telemetry()

    @property
    def graphiql_enabled(self) -> bool:
        return self.mode == "development" if self.graphiql is None else self.graphiql

    @property
    def introspection_enabled(self) -> bool:
        return self.mode == "development" if self.introspection is None else self.introspection

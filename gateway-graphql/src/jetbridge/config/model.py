"""What can be configured: one frozen struct a section of gateway.yaml, with its default and the reason for it.

The JSON schema for editors (`jetbridge config schema`) is made from these types, and `docs` are their descriptions.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct, field

Seconds: TypeAlias = Annotated[float, Meta(gt=0, le=86_400)]
Count: TypeAlias = Annotated[int, Meta(ge=1)]
Bytes: TypeAlias = Annotated[int, Meta(ge=1)]
HeaderName: TypeAlias = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", title="header name", examples=["x-tenant"])
]
HeaderValue: TypeAlias = Annotated[
    str, Meta(pattern=r"^[\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?$", title="header value")
]
Url: TypeAlias = Annotated[
    str, Meta(pattern=r"^https?://[^\s/]+\S*$", title="URL", examples=["http://products:4001/graphql"])
]
StreamUrl: TypeAlias = Annotated[
    str, Meta(pattern=r"^(https?|wss?)://[^\s/]+\S*$", title="URL", examples=["ws://products:4001/graphql"])
]
UrlPath: TypeAlias = Annotated[str, Meta(pattern=r"^/\S*$", title="path", examples=["/graphql"])]
# RFC 7518 asks for a key at least as long as the hash of HS256.
Secret: TypeAlias = Annotated[str, Meta(min_length=32)]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping of the file. An unknown key is a problem, not a silence."""


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


Algorithm: TypeAlias = Literal["EdDSA", "ES256", "ES384", "RS256", "RS384", "RS512", "PS256"]


class Jwks(Section, frozen=True):
    """Where the keys that verify access tokens are found: a URL or a file."""

    url: Url | None = None
    file: str | None = None
    refresh_seconds: Annotated[Seconds, Meta(description="Keys older than this are fetched again.")] = 300.0
    # One fetch per half minute bounds what forged key ids can cause.
    unknown_key_seconds: Annotated[
        Seconds, Meta(description="An unknown key id causes at most one fetch in this time.")
    ] = 30.0
    timeout_seconds: Seconds = 3.0


class Jwt(Section, frozen=True):
    """What an access token must be. A list of such sections trusts several issuers, each with its own keys."""

    jwks: Jwks
    issuer: Annotated[str, Meta(description="The claim `iss`, letter by letter.")]
    audience: Annotated[
        str | Annotated[tuple[str, ...], Meta(min_length=1)],
        Meta(description="What `aud` must be or hold; of several, one is enough."),
    ]
    algorithms: Annotated[tuple[Algorithm, ...], Meta(min_length=1)] = ("EdDSA",)
    types: Annotated[
        tuple[str, ...],
        Meta(
            min_length=1,
            description='Allowed `typ` headers, in any case (RFC 9068). Many issuers write JWT; "" is for those that '
            "write none.",
        ),
    ] = ("at+jwt",)
    leeway_seconds: Annotated[float, Meta(ge=0, le=300)] = 5.0
    cache_size: Annotated[Count, Meta(description="Verified tokens remembered until they expire, per worker.")] = 10_000
    # About 6,000 tokens of 280 bytes, 3,000 of 580. Verifying one again takes a tenth of a millisecond.
    cache_bytes: Annotated[Bytes, Meta(description="What they may take of memory, about.")] = 12 * 1024 * 1024


class Authentication(Section, frozen=True):
    """Who asks. Without a token the caller is anonymous, which `required` forbids."""

    jwt: Jwt | tuple[Jwt, ...] | None = None
    required: bool = False

    @property
    def issuers(self) -> tuple[Jwt, ...]:
        if self.jwt is None:
            return ()
        return self.jwt if isinstance(self.jwt, tuple) else (self.jwt,)


class Authorization(Section, frozen=True):
    """What @authenticated, @requiresScopes and @policy do to an operation that asks for too much."""

    mode: Annotated[
        Literal["reject", "filter"],
        Meta(description="reject: refuse the operation; filter: null in place of the fields, with an error each."),
    ] = "filter"
    scope_claim: str = "scope"
    policy_claim: Annotated[str, Meta(description="The claim that lists the policies the caller passes.")] = "policies"


class Identity(Section, frozen=True):
    """The signed identity for subgraphs that have an `identity_secret`."""

    header: HeaderName = "jetbridge-identity"
    issuer: str = "jetbridge"
    lifetime_seconds: Annotated[int, Meta(ge=10, le=3600)] = 60
    claims: Annotated[tuple[str, ...], Meta(description="Claims of the access token that are passed on.")] = (
        "sub",
        "roles",
        "scope",
        "sid",
    )


class RequestHeaderRule(Section, frozen=True):
    """A client's header that is passed on, or one that the gateway adds."""

    name: Annotated[HeaderName, Meta(description="x-company-* are all that begin so.")]
    to: Annotated[tuple[str, ...], Meta(min_length=1, description='Subgraph names, or "*" for all.')] = ("*",)
    rename: Annotated[HeaderName | None, Meta(description="What subgraphs know it as.")] = field(
        default=None, name="as"
    )
    default: Annotated[HeaderValue | None, Meta(description="Sent where the client sends none.")] = None
    value: Annotated[HeaderValue | None, Meta(description="Sent always, whatever the client sends.")] = None


class ResponseHeaderRule(Section, frozen=True):
    """A subgraph's header that is passed back. Only set-cookie may appear several times."""

    name: HeaderName
    source: Annotated[tuple[str, ...], Meta(min_length=1)] = field(default=("*",), name="from")


class Headers(Section, frozen=True):
    """Allow-lists: what is not named here does not pass."""

    request: tuple[RequestHeaderRule, ...] = ()
    response: tuple[ResponseHeaderRule, ...] = ()


class CostLimit(Section, frozen=True):
    """Demand control by @cost and @listSize: an object weighs 1, a leaf 0, a mutation 10 more, a list its length."""

    max: Annotated[Count, Meta(description="The dearest operation that is run.")] = 5_000
    mode: Annotated[
        Literal["measure", "enforce"],
        Meta(description="measure: metrics and a log line tell what would be refused; enforce: it is."),
    ] = "measure"
    default_list_size: Annotated[Count, Meta(description="Of lists that no @listSize speaks of.")] = 10


class Limits(Section, frozen=True):
    """What a request may be, on every transport."""

    body_bytes: Annotated[Bytes, Meta(description="Counted after decompression.")] = 1024 * 1024
    header_bytes: Annotated[Bytes, Meta(description="Request line and headers together.")] = 64 * 1024
    seconds: Annotated[Seconds, Meta(description="A request that is not answered by then is given up.")] = 60.0
    depth: Count = 12
    aliases: Count = 30
    directives: Count = 50
    tokens: Count = 5_000
    recursion: Annotated[Count, Meta(le=500, description="Brackets of any kind within each other.")] = 200
    root_fields: Count = 30
    selections: Annotated[Count, Meta(description="Fields and fragments, expanded.")] = 10_000
    cost: CostLimit | None = None
    streams: Annotated[Count, Meta(description="Event streams and sockets open at the same time, per worker.")] = 5_000
    streams_per_client: Annotated[
        Count, Meta(description="Of one user, or of one address where nobody is logged in, per worker.")
    ] = 200


class PersistedDocuments(Section, frozen=True):
    """Documents that clients send by the hash of their text."""

    automatic: Annotated[bool, Meta(description="Clients may register documents (automatic persisted queries).")] = True
    bytes: Annotated[Bytes, Meta(description="Registered documents kept, together, per worker.")] = 8 * 1024 * 1024
    manifest: Annotated[str | None, Meta(description="File with the published documents, Apollo's or Relay's.")] = None
    record: Annotated[
        str | None,
        Meta(description="File to which operations that ran are added, for review, in Apollo's form."),
    ] = None
    only: Annotated[bool, Meta(description="Run published documents and no others.")] = False


class Csrf(Section, frozen=True):
    """Requests a browser sends without preflight are refused, unless they carry one of these headers."""

    enabled: bool = True
    headers: Annotated[tuple[HeaderName, ...], Meta(min_length=1)] = (
        "x-jetbridge-preflight",
        "apollo-require-preflight",
        "graphql-require-preflight",
    )


class Cors(Section, frozen=True):
    """Other origins whose pages may call the gateway. None by default."""

    origins: Annotated[tuple[str, ...], Meta(description='Whole origins such as https://app.example, or "*".')] = ()
    credentials: bool = False
    headers: tuple[HeaderName, ...] = ("authorization", "content-type", "accept", "if-none-match", "traceparent")
    exposed_headers: tuple[HeaderName, ...] = ("etag", "retry-after", "x-request-id")
    max_age_seconds: Annotated[int, Meta(ge=0, le=86_400)] = 600


class RateLimit(Section, frozen=True):
    """At most `requests` in `seconds`, per value of `by`, per worker."""

    requests: Count
    seconds: Seconds
    by: Annotated[
        str,
        Meta(
            pattern=r"^(ip|claim:[A-Za-z0-9_.-]+|header:[A-Za-z0-9_-]+)$",
            title="kind of key",
            examples=["ip, claim:sub or header:x-tenant"],
            description="ip, claim:sub, header:x",
        ),
    ] = "ip"


class Overrides(Section, frozen=True):
    """Which labels of progressive `@override(label:)` are active. `percent(N)` needs nothing said of it."""

    labels: Annotated[
        dict[str, bool | Annotated[float, Meta(ge=0, le=100)]],
        Meta(description="By label: true, false, or for how many per cent of the requests."),
    ] = field(default_factory=dict)
    header: Annotated[
        HeaderName | None,
        Meta(
            description="A request's header that decides before all else: `a, -b` is a active and b not. Whoever can"
            " send it chooses, so let a proxy drop it where that is not wanted."
        ),
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


class ETags(Section, frozen=True):
    """Answers of queries carry an ETag, so that an unchanged one can be answered with 304."""

    enabled: bool = True
    # Hashing costs about 1 ms a megabyte. What is polled is small.
    max_bytes: Annotated[Bytes, Meta(description="Larger answers of POST queries get none.")] = 16 * 1024


class CacheControl(Section, frozen=True):
    """Queries by GET tell caches how long they may be kept: the shortest time of all subgraphs that took part."""

    enabled: bool = False


class AnswerCache(Section, frozen=True):
    """Answers of subgraphs to queries, kept per worker for as long as their own `cache-control` says.

    Public ones answer everybody, others only who sends the same headers. POST {"tags": [...], "subgraphs": [...]} to
    /-/answers/forget, with the secret as bearer token, forgets those with these tags (`cache-tag`), or of these
    subgraphs, in all workers; a mutation forgets those of the subgraph it goes to, in its own.
    """

    subgraphs: Annotated[
        tuple[str, ...], Meta(description='Of which answers are kept; "*" for all. None by default.')
    ] = ()
    bytes: Annotated[Bytes, Meta(description="What they may take of memory, about, per worker.")] = 32 * 1024 * 1024
    max_seconds: Annotated[Seconds, Meta(description="None is kept for longer, whatever its subgraph says.")] = 3600.0
    forget_secret: Annotated[Secret | None, Meta(description="Without one nobody can have answers forgotten.")] = None


class Batching(Section, frozen=True):
    """Several operations in one request, as a JSON array. HTTP/2 makes it needless; some clients do it all the same."""

    enabled: bool = False
    max: Annotated[int, Meta(ge=1, le=100, description="Operations in one request.")] = 10


class Compression(Section, frozen=True):
    """Answers gzipped for clients that take it. A proxy in front does it as well, without costing the gateway."""

    # 87 KB of JSON take 0.55 ms and become 31 KB: more than everything else that is done for such an answer.
    enabled: bool = False
    min_bytes: Annotated[Count, Meta(description="Shorter answers fit into one packet anyway.")] = 1024
    level: Annotated[int, Meta(ge=1, le=9, description="Of zlib. 6 takes twice as long for a tenth less.")] = 1


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


class Traces(Section, frozen=True):
    """Spans of requests, planning and subgraph calls, sent as OTLP over HTTP. Needs `pip install 'jetbridge[otlp]'`."""

    endpoint: Annotated[Url, Meta(description="Of the collector, such as http://collector:4318/v1/traces.")]
    service_name: str = "jetbridge"
    # A request of seven calls that is recorded takes 0.4 ms more of the processor, one that is not 0.02 ms.
    sample_percent: Annotated[float, Meta(ge=0, le=100, description="Of the requests.")] = 10.0
    follow_client: Annotated[
        bool,
        Meta(description="Where a client sends a traceparent, it decides whether to record, not the percentage."),
    ] = False
    headers: Annotated[dict[str, str], Meta(description="For the collector, such as its key.")] = field(
        default_factory=dict
    )


class Telemetry(Section, frozen=True):
    """What the gateway tells of itself."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] = "json"
    metrics: bool = True
    access_log: Annotated[bool, Meta(description="One line for every request.")] = False
    traces: Traces | None = None


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

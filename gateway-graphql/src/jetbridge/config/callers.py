"""Who may ask, from where and how often, and what subgraphs are told of them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from jetbridge.config.values import Bytes, Count, HeaderName, Seconds, Section, Url

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
    """What an access token must be. A list of such sections trusts several issuers, each with its own keys.

    A `sub` belongs to its issuer: subgraphs are told that as `token_issuer`, and must take both for whom they know.
    """

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


ISSUER_OF_TOKEN = "token_issuer"  # noqa: S105  # the name of a claim
# What the gateway itself says in an identity; no claim of a token takes its place.
OWN_CLAIMS = frozenset({"iss", "aud", "iat", "exp", ISSUER_OF_TOKEN})


class Identity(Section, frozen=True):
    """The signed identity for subgraphs that have an `identity_secret`.

    It says `iss`, `aud`, `iat` and `exp` of its own, and the `iss` of the access token as `token_issuer`.
    """

    header: HeaderName = "jetbridge-identity"
    issuer: str = "jetbridge"
    lifetime_seconds: Annotated[int, Meta(ge=10, le=3600)] = 60
    claims: Annotated[tuple[str, ...], Meta(description="Claims of the access token that are passed on.")] = (
        "sub",
        "roles",
        "scope",
        "sid",
    )


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

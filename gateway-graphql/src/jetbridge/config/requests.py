"""What a request may be, and what of it is passed on."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from jetbridge.config.values import Bytes, Count, HeaderName, HeaderValue, Seconds, Section


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


class Batching(Section, frozen=True):
    """Several operations in one request, as a JSON array. HTTP/2 makes it needless; some clients do it all the same."""

    enabled: bool = False
    max: Annotated[int, Meta(ge=1, le=100, description="Operations in one request.")] = 10


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

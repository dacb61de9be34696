"""Errors of the gateway: from a cause to a stable code, an HTTP status and a retry hint.

One table, `CAUSES`, says what every code means. `GatewayError` is the family of errors whose message is safe to show to
a client; every other exception is internal and leaves the process only through `mask`, as a sentence with a trace id.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Cause:
    """What a code means: `status` for a request that ends with it, `way_out` for whoever reads it."""

    code: str
    status: int
    meaning: str
    way_out: str
    retryable: bool = False


# fmt: off
_TABLE = (
    # The request as HTTP
    Cause("BAD_REQUEST", 400, "The HTTP request is not a GraphQL request.",
          "Send JSON {query, variables, operationName, extensions} as UTF-8."),
    Cause("CSRF_PREVENTED", 400, "A browser could have sent this request without a CORS preflight.",
          "Send content-type application/json, or a header x-jetbridge-preflight with any value."),
    Cause("METHOD_NOT_ALLOWED", 405, "The endpoint does not take this HTTP method.",
          "Use POST; GET is for queries only."),
    Cause("NOT_ACCEPTABLE", 406, "None of the media types in `accept` can be produced.",
          "Accept application/graphql-response+json or application/json."),
    Cause("REQUEST_TIMEOUT", 408, "The request body did not arrive in time.",
          "Send it again over a better connection.", retryable=True),
    Cause("PAYLOAD_TOO_LARGE", 413, "The request body, counted after decompression, is over the limit.",
          "Send less, or raise limits.body_bytes."),
    Cause("UNSUPPORTED_MEDIA_TYPE", 415, "The body's content type or encoding is not supported.",
          "Send content-type application/json, uncompressed or with gzip or deflate."),
    Cause("HEADERS_TOO_LARGE", 431, "The request's headers are over the limit.",
          "Send fewer or shorter headers, or raise limits.header_bytes."),
    # The operation
    Cause("GRAPHQL_PARSE_FAILED", 400, "The document is not GraphQL.", "Correct it at the place named."),
    Cause("GRAPHQL_VALIDATION_FAILED", 400, "The document does not fit the schema.", "Correct it at the places named."),
    Cause("OPERATION_RESOLUTION_FAILURE", 400, "Which operation to run cannot be told.",
          "Name one of the document's operations in operationName."),
    Cause("BAD_USER_INPUT", 400, "A variable or an argument has a value that is not allowed.",
          "Correct the value named."),
    Cause("OPERATION_LIMIT_EXCEEDED", 400, "The operation is larger than the gateway allows.",
          "Ask for less in one operation: fewer levels, aliases, directives or tokens."),
    Cause("OPERATION_COST_EXCEEDED", 400, "The operation is estimated to cost more than the gateway allows.",
          "Ask for shorter lists, or for less of each item; extensions name the estimate and the maximum."),
    Cause("LIST_SIZE_REQUIRED", 400, "A list was asked for without the one argument that tells its length.",
          "Give exactly one of the arguments named, such as first."),
    Cause("PERSISTED_QUERY_NOT_FOUND", 200, "The gateway does not know this hash yet.",
          "Send the hash again together with the query.", retryable=True),
    Cause("PERSISTED_QUERY_NOT_SUPPORTED", 200, "The gateway does not take persisted queries.", "Send the query."),
    Cause("PERSISTED_DOCUMENT_UNKNOWN", 400, "Only documents published beforehand may run here.",
          "Publish the document, then send its id."),
    Cause("PLANNING_FAILED", 500, "The operation cannot be planned over this supergraph.",
          "Report it with the trace id; the supergraph should not have composed."),
    # Who asks, and how often
    Cause("UNAUTHENTICATED", 401, "The access token is missing, expired or not valid.",
          "Log in again and send the new token."),
    Cause("FORBIDDEN", 403, "The caller may not see or do this.", "Ask for the roles or scopes named."),
    Cause("NOT_FOUND", 404, "There is no such thing.", "Check the id."),
    Cause("CONFLICT", 409, "The thing has changed since it was read, or the key was used for something else.",
          "Read it again, then decide."),
    Cause("RATE_LIMITED", 429, "Too many requests in this time.",
          "Wait for the seconds named in retry-after.", retryable=True),
    # The subgraphs
    Cause("SUBGRAPH_INVALID_RESPONSE", 502, "A subgraph's answer is not a GraphQL response.",
          "Look at the subgraph's log; the trace id is the same there."),
    Cause("SUBGRAPH_RESPONSE_TOO_LARGE", 502, "A subgraph's answer is over the limit.",
          "Ask for less, or raise subgraphs.NAME.response_bytes."),
    Cause("SERVICE_UNAVAILABLE", 503, "A subgraph, or the gateway itself, cannot answer now.",
          "Try again after the seconds named in retry-after.", retryable=True),
    Cause("SUBGRAPH_TIMEOUT", 504, "A subgraph did not answer in time.",
          "Try again, or raise subgraphs.NAME.timeout_seconds.", retryable=True),
    # Ourselves
    Cause("INTERNAL_SERVER_ERROR", 500, "Something unexpected failed inside the gateway.",
          "Report it with the trace id."),
)
# fmt: on

CAUSES: Mapping[str, Cause] = MappingProxyType({cause.code: cause for cause in _TABLE})


def get_status(code: str) -> int:
    """The HTTP status of a request that ends with `code`; codes of subgraphs that the table lacks are 500."""
    cause = CAUSES.get(code)
    return cause.status if cause else 500


class GatewayError(Exception):
    """An error that may be shown to the client as it is.

    `retry_after` is in seconds; it becomes the `retry-after` header of a response that ends with this error.
    """

    def __init__(
        self,
        code: str,
        message: str,
        extensions: Mapping[str, Json] | None = None,
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after
        self.extensions: dict[str, Json] = to_extensions(code, extensions, retry_after=retry_after)

    @property
    def status(self) -> int:
        return get_status(self.code)

    def to_graphql(self) -> dict[str, Json]:
        return {"message": self.message, "extensions": self.extensions}


def to_extensions(
    code: str, extra: Mapping[str, Json] | None = None, *, retry_after: int | None = None
) -> dict[str, Json]:
    """The `extensions` of an error: code, its status, a retry hint, then whatever `extra` says."""
    extensions: dict[str, Json] = {"code": code, "http": {"status": get_status(code)}}
    if retry_after is not None:
        extensions["retryAfterSeconds"] = retry_after
    if extra:
        extensions.update(extra)
    return extensions


def mask(error: BaseException, trace_id: str) -> GatewayError:
    """What a client may know of `error`: itself if it is a GatewayError, else one sentence with the trace id.

    The caller logs the original whole, under the same trace id.
    """
    if isinstance(error, GatewayError):
        return error
    return GatewayError(
        "INTERNAL_SERVER_ERROR",
        "Something failed inside the gateway. It has been logged; report it with the trace id.",
        {"traceId": trace_id},
    )

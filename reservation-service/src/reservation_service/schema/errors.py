"""Errors of the execution -> errors of the response.

A `Refusal` is shown with its code. A database that does not answer is SERVICE_UNAVAILABLE: trying again is safe.
Everything else is ours: it is logged whole and leaves as one sentence with a trace id.
"""

from __future__ import annotations

import logging

from graphql import GraphQLError
from pymongo.errors import ConnectionFailure

from reservation_service.domain.refusals import Refusal
from reservation_service.logs import find_trace_id

log = logging.getLogger(__name__)

MASKED = "Something went wrong in the reservation service; report the trace id."
UNAVAILABLE = "Reservations cannot be reached at the moment; try again."
RETRY_AFTER_SECONDS = 2


def format_request_error(code: str, error: GraphQLError) -> dict[str, object]:
    """Of a request that was not executed; graphql-core's words about the client's own document."""
    formatted = dict(error.formatted)
    formatted.pop("path", None)
    return {**formatted, "extensions": build_extensions(code, 400)}


def format_error(error: GraphQLError) -> dict[str, object]:
    """Of one field."""
    place = {key: value for key, value in error.formatted.items() if key in ("locations", "path")}
    match error.original_error:
        case Refusal() as refusal:
            extensions = build_extensions(refusal.code, refusal.http_status, dict(refusal.details))
            return {"message": refusal.message, **place, "extensions": extensions}
        case ConnectionFailure() as outage:
            log.warning("database unreachable", extra={"path": error.path, "error": repr(outage)})
            extensions = build_extensions("SERVICE_UNAVAILABLE", 503, {"retryAfterSeconds": RETRY_AFTER_SECONDS})
            return {"message": UNAVAILABLE, **place, "extensions": extensions}
        case None:
            # graphql-core's own: an argument whose value does not fit, found while executing.
            return {"message": error.message, **place, "extensions": build_extensions("BAD_USER_INPUT", 400)}
        case unexpected:
            log.error("resolver failed", exc_info=unexpected, extra={"path": error.path})
            return {"message": MASKED, **place, "extensions": build_masked_extensions()}


def build_masked_extensions() -> dict[str, object]:
    return build_extensions("INTERNAL_SERVER_ERROR", 500, {"traceId": find_trace_id()})


def build_extensions(code: str, status: int, details: dict[str, object] | None = None) -> dict[str, object]:
    return {"code": code, "http": {"status": status}, **(details or {})}

"""Errors of the execution -> errors of the response.

A `Refusal` is shown with its code. Everything else is ours: it is logged whole and leaves as one sentence with a
trace id.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from auth_service.domain.refusals import Refusal
from auth_service.logs import trace_id

if TYPE_CHECKING:
    from graphql import GraphQLError

log = logging.getLogger(__name__)

MASKED = "Something went wrong in the account service; report the trace id."


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
            extensions = build_extensions(refusal.code, refusal.status, refusal.details())
            return {"message": refusal.message, **place, "extensions": extensions}
        case None:
            # graphql-core's own: an argument whose value does not fit, found while executing.
            return {"message": error.message, **place, "extensions": build_extensions("BAD_USER_INPUT", 400)}
        case unexpected:
            log.error("resolver failed", exc_info=unexpected, extra={"path": error.path})
            return {"message": MASKED, **place, "extensions": build_masked_extensions()}


def build_masked_extensions() -> dict[str, object]:
    return build_extensions("INTERNAL_SERVER_ERROR", 500, {"traceId": trace_id.get()})


def build_extensions(code: str, status: int, details: dict[str, object] | None = None) -> dict[str, object]:
    return {"code": code, "http": {"status": status}, **(details or {})}

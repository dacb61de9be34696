"""Errors as clients see them: a code, an HTTP status, and a message that is ours. Everything else is masked and logged.

Which is which is decided by the type of what was raised, never by its text.
"""

import logging
from typing import Any

from django.db import DatabaseError
from graphql import GraphQLError, GraphQLSyntaxError
from pymongo.errors import ConnectionFailure

from flight_service.domain.errors import ClientError, InvalidInput
from wire.bus import BusUnavailableError

log = logging.getLogger(__name__)

_RETRY_AFTER_SECONDS = 2


def to_coded_error(error: GraphQLError, trace_id: str) -> GraphQLError:
    match _cause_of(error.original_error):
        case ClientError() as refusal:
            message, extensions = refusal.message, _extensions(refusal.code, refusal.http_status)
            if isinstance(refusal, InvalidInput):
                extensions["field"] = refusal.field
        case ConnectionFailure() | BusUnavailableError():
            log.warning("database unreachable", extra={"trace_id": trace_id, "path": error.path})
            message, extensions = "Flights cannot be reached at the moment.", _extensions("SERVICE_UNAVAILABLE", 503)
            extensions["retryAfterSeconds"] = _RETRY_AFTER_SECONDS
        case GraphQLError() | None:
            # The document or its variables: GraphQL's own message says what is wrong with them.
            message, extensions = error.message, _extensions(_request_error_code(error), 400)
        case unexpected:
            log.error("field failed", exc_info=unexpected, extra={"trace_id": trace_id, "path": error.path})
            message, extensions = "Something went wrong here.", _extensions("INTERNAL_SERVER_ERROR", 500)
            extensions["traceId"] = trace_id
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def _extensions(code: str, http_status: int) -> dict[str, Any]:
    return {"code": code, "http": {"status": http_status}}


def _request_error_code(error: GraphQLError) -> str:
    return "GRAPHQL_PARSE_FAILED" if isinstance(error, GraphQLSyntaxError) else "BAD_USER_INPUT"


def _cause_of(error: Exception | None) -> Exception | None:
    """Django wraps what the driver raised."""
    if isinstance(error, DatabaseError) and isinstance(error.__cause__, Exception):
        return error.__cause__
    return error

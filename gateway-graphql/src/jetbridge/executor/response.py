"""Build the response: data and errors -> JSON, HTTP status and headers.

The status tells of the request, `extensions.http.status` of a field: as long as some data was found the status is 200.
Only where nothing was found, and all errors say the same of it, they speak for the whole request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.errors import CAUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jetbridge.errors import Json

_encode = msgspec.json.Encoder().encode


def build_body(data: Any, errors: Sequence[dict[str, Json]]) -> bytes:
    """The response of an operation that was executed."""
    if not errors:
        return b'{"data":' + _encode(data) + b"}"
    return b'{"errors":' + _encode(errors) + b',"data":' + _encode(data) + b"}"


def build_request_error_body(errors: Sequence[dict[str, Json]]) -> bytes:
    """The response of an operation that was not executed: it has no `data`."""
    return b'{"errors":' + _encode(errors) + b"}"


def find_status(data: Mapping[str, Any] | None, errors: Sequence[dict[str, Json]]) -> int:
    """GraphQL over HTTP leaves the status of answers without data to the server; ours follows the errors' codes."""
    if not errors or (data is not None and any(value is not None for value in data.values())):
        return 200
    statuses = {_get_status(error) for error in errors}
    if len(statuses) == 1:
        return statuses.pop()
    # Several kinds of trouble: whoever may not see it need not know what else is wrong, and what may pass is retried.
    for status in (401, 403, 503, 504):
        if status in statuses:
            return status
    return max(statuses)


def find_headers(status: int, errors: Sequence[dict[str, Json]]) -> dict[str, str]:
    """`retry-after` where waiting helps."""
    if status not in (429, 503):
        return {}
    waits = [seconds for error in errors if isinstance(seconds := _get(error, "retryAfterSeconds"), int)]
    return {"retry-after": str(max(waits))} if waits else {}


def _get_status(error: dict[str, Json]) -> int:
    code = _get(error, "code")
    cause = CAUSES.get(code) if isinstance(code, str) else None
    # A code of a subgraph's own says nothing about HTTP: it answered the request.
    return cause.status if cause else 200


def _get(error: dict[str, Json], name: str) -> Json:
    extensions = error.get("extensions")
    return extensions.get(name) if isinstance(extensions, dict) else None

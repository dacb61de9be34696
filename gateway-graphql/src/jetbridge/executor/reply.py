"""Open a subgraph's reply: bytes -> the JSON of `data` with a `Failure` wherever an error left a null.

Whatever a subgraph may send, the outcome is one of three: data, a failure of the whole request, or data with failures
inside. GraphQL specification, "Response".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.executor.failure import Failure, fail, from_graphql_error, from_subgraph_error

if TYPE_CHECKING:
    from jetbridge.executor.failure import PathItem
    from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply


@dataclass(frozen=True, slots=True)
class Opened:
    """What a reply holds.

    `data` is None if the whole request failed, for the reason `failure`. `failures` are all that the reply tells of,
    also those that left no null behind or whose place is not told.
    """

    data: dict[str, Any] | None
    failure: Failure | None
    failures: tuple[Failure, ...]


def open_reply(reply: SubgraphReply, subgraph: str) -> Opened:
    body = _decode(reply.body)
    if not isinstance(body, dict) or not ("data" in body or "errors" in body):
        return _open_failure(_tell_garbage(reply.status, subgraph))
    data, errors = body.get("data"), body.get("errors") or ()
    if not isinstance(errors, list | tuple) or not isinstance(data, dict | None):
        return _open_failure(_tell_garbage(reply.status, subgraph))
    if data is None:
        return _open_without_data(errors, subgraph)
    return Opened(data, None, tuple(_place(error, data, subgraph) for error in errors))


def open_error(error: SubgraphError) -> Opened:
    """What there is to read when no reply came."""
    return _open_failure(from_subgraph_error(error))


def _open_failure(failure: Failure) -> Opened:
    return Opened(None, failure, (failure,))


def _decode(body: bytes | memoryview) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _tell_garbage(status: int, subgraph: str) -> Failure:
    if status >= 500 or status == 429:
        return fail("SERVICE_UNAVAILABLE", subgraph, f'Subgraph "{subgraph}" answered with HTTP status {status}.')
    message = f'Subgraph "{subgraph}" answered something that is not a GraphQL response (HTTP status {status}).'
    if 300 <= status < 400:
        message += " Redirections are not followed: correct its URL."
    return fail("SUBGRAPH_INVALID_RESPONSE", subgraph, message)


def _open_without_data(errors: list[Any] | tuple[Any, ...], subgraph: str) -> Opened:
    if not errors:
        message = f'Subgraph "{subgraph}" answered without data and without errors.'
        return _open_failure(fail("SUBGRAPH_INVALID_RESPONSE", subgraph, message))
    failures = tuple(from_graphql_error(error, subgraph, _get_path(error)) for error in errors)
    return Opened(None, failures[0], failures)


def _get_path(error: Any) -> tuple[PathItem, ...]:
    path = error.get("path") if isinstance(error, dict) else None
    if not isinstance(path, list):
        return ()
    return tuple(item for item in path if isinstance(item, str | int))


def _place(error: Any, data: dict[str, Any], subgraph: str) -> Failure:
    """Make a failure of the error and put it where its null is, if there is such a place."""
    path = _get_path(error)
    here: Any = data
    for index, item in enumerate(path):
        try:
            value = here.get(item) if isinstance(here, dict) else here[item]
        except (LookupError, TypeError):
            break
        if value is None:
            failure = here[item] = from_graphql_error(error, subgraph, path[index + 1 :])
            return failure
        if isinstance(value, Failure):
            break
        here = value
    return from_graphql_error(error, subgraph)

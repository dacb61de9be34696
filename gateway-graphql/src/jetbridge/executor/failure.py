"""Failures as values: what stands in the result tree where a subgraph gave no value, until it becomes a field error.

A failure is made once, where it is known, and put at every place it leaves without a value. Completing the answer turns
it into field errors with the client's own paths, which is why no path of a subgraph has to be translated by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from jetbridge.errors import to_extensions

if TYPE_CHECKING:
    from jetbridge.errors import Json
    from jetbridge.executor.subgraph_client import SubgraphError

PathItem: TypeAlias = "str | int"
# Of an error of a subgraph: what tells of its program rather than of the request.
_PRIVATE_EXTENSIONS = frozenset({"exception", "stacktrace", "debug"})


@dataclass(slots=True, eq=False)
class Cause:
    """One thing that went wrong in one subgraph; `reported` counts the field errors made of it."""

    message: str
    extensions: dict[str, Json]
    reported: int = field(default=0)


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """Stands in the tree for a value that is missing because of `cause`.

    `rest` is the way from here down to where the error happened: a null may have propagated inside the subgraph.
    """

    cause: Cause
    rest: tuple[PathItem, ...] = ()


def fail(code: str, subgraph: str, message: str) -> Failure:
    return Failure(Cause(message, to_extensions(code, {"service": subgraph})))


def from_subgraph_error(error: SubgraphError) -> Failure:
    retry_after = None if error.retry_after is None else max(1, round(error.retry_after))
    extensions = to_extensions(error.code, {"service": error.subgraph}, retry_after=retry_after)
    return Failure(Cause(error.message, extensions))


def from_graphql_error(error: Any, subgraph: str, rest: tuple[PathItem, ...] = ()) -> Failure:
    """`error` is an item of the `errors` of a subgraph's reply: any JSON."""
    if not isinstance(error, dict) or not isinstance(error.get("message"), str):
        return fail(
            "SUBGRAPH_INVALID_RESPONSE", subgraph, f'Subgraph "{subgraph}" reported an error without a message.'
        )
    given = error.get("extensions")
    extensions = {key: given[key] for key in given if key not in _PRIVATE_EXTENSIONS} if isinstance(given, dict) else {}
    code = extensions.pop("code", None)
    extensions.pop("service", None)
    known = to_extensions(code if isinstance(code, str) else "INTERNAL_SERVER_ERROR", {"service": subgraph})
    return Failure(Cause(error["message"], {**known, **extensions}), rest)

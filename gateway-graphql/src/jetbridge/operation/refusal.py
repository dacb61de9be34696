"""Why an operation is not executed at all: one exception with the GraphQL errors the client gets.

GraphQL specification, "Request Errors".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError, to_extensions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import GraphQLError

    from jetbridge.errors import Json


class OperationRefused(GatewayError):
    """A request error; `errors` are complete GraphQL errors, all of one `code`."""

    def __init__(self, code: str, errors: list[dict[str, Json]]) -> None:
        super().__init__(code, str(errors[0]["message"]))
        self.errors = errors


def refuse(code: str, message: str, extensions: dict[str, Json] | None = None) -> OperationRefused:
    return OperationRefused(code, [{"message": message, "extensions": to_extensions(code, extensions)}])


def refuse_all(code: str, errors: Iterable[GraphQLError]) -> OperationRefused:
    return OperationRefused(code, [_to_json(error, code) for error in errors])


def _to_json(error: GraphQLError, code: str) -> dict[str, Json]:
    json: dict[str, Json] = {"message": error.message}
    if error.locations:
        json["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    json["extensions"] = to_extensions(code)
    return json

"""The files of a supergraph and an operation -> the plan, or which of them is wrong, and where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.errors import GatewayError
from jetbridge.operation.document import prepare_operation
from jetbridge.operation.limits import Limits
from jetbridge.operation.refusal import OperationRefused
from jetbridge.planner import Budget, plan
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import SupergraphError, load_supergraph

if TYPE_CHECKING:
    from pathlib import Path

    from jetbridge.planner.plan import QueryPlan
    from jetbridge.supergraph import Supergraph


class PlanFileError(Exception):
    """One line for everything that is wrong."""


def plan_file(
    supergraph: Path, operation: Path, *, name: str | None, variables: str, labels: frozenset[str]
) -> QueryPlan:
    """`operation` may be `-`, standard input; `variables` are JSON."""
    schema = _load_supergraph(supergraph)
    source = sys.stdin.read() if str(operation) == "-" else _read(operation)
    try:
        values = msgspec.json.decode(variables, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise PlanFileError(f"--variables is no JSON object: {error}.") from error
    try:
        prepared = prepare_operation(source, name, schema.api_schema, Limits(), suggestions=True)
        wanted = prepared.normalize(prepared.get_conditions(prepared.coerce(values)))
        return plan(wanted, build_query_graph(schema), Budget(), active_labels=labels)
    except GatewayError as error:
        raise PlanFileError(_tell(error, operation)) from error


def _load_supergraph(path: Path) -> Supergraph:
    try:
        return load_supergraph(_read(path))
    except SupergraphError as error:
        raise PlanFileError(f"{path}: {error}") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise PlanFileError(f"{path} cannot be read: {reason}.") from error


def _tell(error: GatewayError, operation: Path) -> str:
    found = error.errors if isinstance(error, OperationRefused) else [error.to_graphql()]
    return "\n".join(f"{operation}{_find_place(each)}: {error.code}: {each['message']}" for each in found)


def _find_place(error: dict[str, Any]) -> str:
    locations = error.get("locations")
    return f":{locations[0]['line']}:{locations[0]['column']}" if locations else ""

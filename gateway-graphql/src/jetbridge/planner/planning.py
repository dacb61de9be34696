"""Plan an operation: walk it, choosing who answers what, then join what can be asked together.

Each step's result can be seen: `jetbridge plan` prints the last one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import OperationType

from jetbridge.planner.errors import too_complex, unplannable
from jetbridge.planner.estimate import Estimates
from jetbridge.planner.moves import Moves
from jetbridge.planner.names import Names
from jetbridge.planner.places import Place
from jetbridge.planner.requests import build_requests, drop_empty
from jetbridge.planner.serial import walk_serially
from jetbridge.planner.to_plan import to_query_plan
from jetbridge.planner.walk import Walk

if TYPE_CHECKING:
    from jetbridge.operation.model import Operation
    from jetbridge.planner.budget import Budget
    from jetbridge.planner.fetch_graph import Group
    from jetbridge.planner.plan import QueryPlan
    from jetbridge.query_graph import QueryGraph

# What estimates learn about a graph serves every later plan over it, but there are many combinations of labels.
KEPT_COMBINATIONS = 16


def plan(
    operation: Operation, graph: QueryGraph, budget: Budget, *, active_labels: frozenset[str] = frozenset()
) -> QueryPlan:
    """Plan `operation`; raises `PlanningError` if that is impossible or costs more than `budget`.

    `active_labels` are the labels of progressive `@override`s that hold for this request (see `override.py`).
    """
    budget.check_size(operation.selections)
    try:
        groups = _find_groups(operation, graph, budget, active_labels)
        return to_query_plan(operation, build_requests(drop_empty(groups)))
    except RecursionError:
        raise too_complex("it is nested too deeply") from None


def _find_groups(operation: Operation, graph: QueryGraph, budget: Budget, active_labels: frozenset[str]) -> list[Group]:
    walk = Walk(_get_estimates(graph, active_labels), budget)
    root = graph.root_type(operation.kind)
    if root is None:
        raise unplannable(operation.kind.value, "the supergraph has no such root type.")
    names = Names([operation.selections])
    if operation.kind is OperationType.QUERY:
        walk.select(Place(root, frozenset({root}), (), names), operation.selections)
    else:
        walk_serially(walk, operation, root, names)
    return walk.groups


def _get_estimates(graph: QueryGraph, active_labels: frozenset[str]) -> Estimates:
    # Each thread has its own: estimates know what they are in the middle of, and large operations have threads.
    known: dict[frozenset[str], Estimates] = graph.remembered.__dict__.setdefault("estimates", {})
    # What was used last stands last.
    estimates = known.pop(active_labels) if active_labels in known else Estimates(Moves(graph, active_labels))
    known[active_labels] = estimates
    if len(known) > KEPT_COMBINATIONS:
        del known[next(iter(known))]
    return estimates

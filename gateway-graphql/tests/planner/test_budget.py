"""Planning is bounded in steps, in time and in the size of the operation."""

import pytest

from jetbridge.operation.document import prepare_operation
from jetbridge.operation.limits import Limits
from jetbridge.planner import Budget, PlanningError, plan
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import load_supergraph

from .planning import plan_over, supergraph_of

SHOP = supergraph_of(
    a='type Query { a: A } type A @key(fields: "id") { id: ID! next: A }',
    b='type A @key(fields: "id") { id: ID! name: String }',
)


def plan_within(budget: Budget) -> None:
    supergraph = load_supergraph(SHOP)
    prepared = prepare_operation(
        "{ a { name next { name } } }", None, supergraph.api_schema, Limits(), suggestions=False
    )
    plan(prepared.normalize(()), build_query_graph(supergraph), budget)


def test_an_ordinary_operation_is_within_the_budget():
    plan_within(Budget())


def test_too_many_steps_are_refused_with_a_code():
    with pytest.raises(PlanningError) as refused:
        plan_within(Budget(steps=10))
    assert refused.value.code == "OPERATION_LIMIT_EXCEEDED"


def test_too_many_selections_are_refused_before_planning():
    with pytest.raises(PlanningError, match="selects more than 3 fields"):
        plan_within(Budget(selections=3, steps=0))


def test_the_time_is_looked_at_on_the_way():
    seconds = iter(range(1000))
    budget = Budget(seconds=1, clock=lambda: next(seconds))
    budget.spend(1000)
    with pytest.raises(PlanningError, match="the time allowed is over"):
        budget.spend(1000)


def test_what_no_subgraph_can_answer_is_a_planning_failure():
    # Composition would refuse such a supergraph, but one may come from elsewhere.
    supergraph = SHOP.replace('graph: B, key: "id"', 'graph: B, key: "id", resolvable: false')
    with pytest.raises(PlanningError) as refused:
        plan_over(supergraph, "{ a { name } }")
    assert refused.value.code == "PLANNING_FAILED"

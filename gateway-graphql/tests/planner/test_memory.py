"""What planning remembers goes with the supergraph it is about: gateways take new ones into service for months."""

import gc
import weakref

from jetbridge.operation.document import prepare_operation
from jetbridge.operation.limits import Limits
from jetbridge.planner import Budget, plan
from jetbridge.planner.planning import KEPT_COMBINATIONS
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import load_supergraph

from .planning import supergraph_of

SHOP = load_supergraph(
    supergraph_of(
        a='type Query { a: A } type A @key(fields: "id") { id: ID! }', b='type A @key(fields: "id") { id: ID! x: Int }'
    )
)
OPERATION = prepare_operation("{ a { x } }", None, SHOP.api_schema, Limits(), suggestions=False).normalize(())


def test_a_graph_that_nobody_uses_any_more_is_forgotten():
    graph = build_query_graph(SHOP)
    plan(OPERATION, graph, Budget())
    gone = weakref.ref(graph)
    del graph
    gc.collect()
    assert gone() is None


def test_of_many_combinations_of_labels_the_last_are_remembered():
    graph = build_query_graph(SHOP)
    for number in range(2 * KEPT_COMBINATIONS):
        plan(OPERATION, graph, Budget(), active_labels=frozenset({f"label{number}"}))
    kept = graph.remembered.estimates
    assert len(kept) == KEPT_COMBINATIONS
    assert frozenset({f"label{2 * KEPT_COMBINATIONS - 1}"}) in kept

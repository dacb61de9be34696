"""Compiled and interpreted, unusual shapes give the same answer, and each of them occurs.

What one subgraph knows as an object another knows as an interface, arguments come from contexts, requirements and
shared fields lead to objects of several types, the query type stands inside answers, ids are numbers, values are
hidden from clients.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from jetbridge.executor.executable import ANSWERS_BEFORE_CHECKING
from jetbridge.planner.plan import EntityFetch, RepresentationField, RepresentationFragment
from jetbridge.query_graph import build_query_graph

from .both_ways import Gateway
from .invented import Damage, Subgraphs, World, compose_invented, write_operation

SUBGRAPHS = {
    "home": """
      type Query { nodes: [Node] node: Node! things: [Thing!] view: View @shareable b: B a: A! }
      interface Node @key(fields: "id") { id: ID! label: String }
      type A implements Node @key(fields: "id") { id: ID! label: String alpha: Int! link: Thing links: [Thing!] root: Query! mood: Mood next: Node }
      type B implements Node @key(fields: "id") { id: ID! label: String beta: [Int] moods: [Mood!] owner: A }
      type Plain @shareable { text: String size: Int! }
      type Secret @inaccessible { text: String }
      union Thing = A | B | Plain | Secret
      type View { odd: Odd @shareable odds: [Odd!] @shareable left: Int }
      union Odd = Round | Square
      type Round { id: ID! @shareable radius: Int }
      type Square { id: ID! @shareable side: Int! part: Part @shareable }
      type Part { first: String }
      enum Mood { GOOD BAD SECRET @inaccessible }
    """,
    "guest": """
      type Query { guests: [Node!] guest: Node @shareable }
      type Node @key(fields: "id") @interfaceObject { id: ID! note: String! label: String @external made: String @requires(fields: "label") friend: Node friends: [[Node!]] }
    """,
    "other": """
      type Query { others: [Node] }
      type Node @key(fields: "id") @interfaceObject { id: ID! stars: Int price: Price }
      type Price { amount: Int! }
    """,
    "calc": """
      type Query @context(name: "above") { calc: A unit: String! view: View @shareable parts: [B] }
      type A @key(fields: "id") @context(name: "above") { id: ID! link: Thing @external links: [Thing!] @external unit: String kids: [B!]
        madeOfLink: String @requires(fields: "link { ... on Plain { text } ... on A { alpha } }") madeOfLinks: String @requires(fields: "links { ... on A { label } ... on B { id label } }") alpha: Int! @external label: String @external }
      type B @key(fields: "id") { id: ID! label: String @external scaled(unit: String @fromContext(field: "$above { unit }")): String parent: A scaledKids(unit: String @fromContext(field: "$above { unit }")): [A] }
      type Plain @shareable { text: String size: Int! }
      union Thing = A | B | Plain
      type View { odd: Odd @shareable odds: [Odd!] @shareable right: Int }
      union Odd = Round | Square
      type Round { id: ID! @shareable area: Int }
      type Square { id: ID! @shareable area: Int part: Part @shareable }
      type Part { second: String }
    """,
}  # fmt: skip


SHAPES = ("a root type inside", "a context", "an interface object", "objects of several types required")


@pytest.fixture(scope="module")
def supergraph() -> Any:
    return compose_invented(SUBGRAPHS)


def find_shapes(plan: Any) -> Iterator[str]:
    """What is unusual about a plan."""
    for fetch in plan.fetches:
        if not isinstance(fetch, EntityFetch):
            if fetch.path:
                yield "a root type inside"
            continue
        for group in fetch.groups:
            if group.contexts:
                yield "a context"
            for case in group.cases:
                if case.typename is not None:
                    yield "an interface object"
                if any(has_fragment(selection) for selection in case.requires):
                    yield "objects of several types required"


def has_fragment(selection: Any) -> bool:
    return isinstance(selection, RepresentationField) and any(
        isinstance(inner, RepresentationFragment) or has_fragment(inner) for inner in selection.selections
    )


def test_ids_that_are_numbers_and_hidden_values_are_put_right_by_compiled_code(supergraph: Any) -> None:
    graph = build_query_graph(supergraph)
    seen: Counter[str] = Counter()
    for seed in range(100, 160):
        world = World(seed, {"Node": ("A", "B")})
        gateway = Gateway(supergraph, graph, Subgraphs(SUBGRAPHS, world, Damage(seed, 0.0), frozenset({"home"})))
        query = write_operation(random.Random(seed), supergraph.api_schema, depth=2)
        executable, interpreted = gateway.ask_both_ways(query)
        if executable.compiled is None:
            continue
        before = executable.irregular_answers
        assert gateway.ask_with_checks(query, executable) == interpreted, query
        seen["put right"] += before == executable.irregular_answers == 1
    assert seen["put right"] > 8, seen


def test_numbers_for_ids_are_read_by_compiled_code_once_they_have_come_again_and_again(supergraph: Any) -> None:
    subgraphs = Subgraphs(SUBGRAPHS, World(1, {"Node": ("A", "B")}), Damage(1, 0.0), frozenset({"home"}))
    gateway = Gateway(supergraph, build_query_graph(supergraph), subgraphs)
    query = "{ node { id } }"
    executable, interpreted = gateway.ask_both_ways(query)
    assert [gateway.ask(query) for _ in range(10)] == [interpreted] * 10
    assert executable.checks_values
    assert executable.irregular_answers == ANSWERS_BEFORE_CHECKING


@pytest.mark.parametrize(("rate", "least_regular"), [(0.0, 0.7), (0.3, 0.2)])
def test_unusual_shapes_give_the_same_answer(
    supergraph: Any, rate: float, least_regular: float, caplog: pytest.LogCaptureFixture
) -> None:
    graph = build_query_graph(supergraph)
    seen: Counter[str] = Counter()
    for seed in range(100):
        world = World(seed, {"Node": ("A", "B")})
        gateway = Gateway(supergraph, graph, Subgraphs(SUBGRAPHS, world, Damage(seed, rate)))
        query = write_operation(random.Random(seed), supergraph.api_schema, depth=2)
        executable, _ = gateway.ask_both_ways(query)
        seen.update(set(find_shapes(executable.plan)))
        seen["compiled"] += executable.compiled is not None
        seen["regular"] += executable.compiled is not None and not executable.irregular_answers
        seen[executable.not_compiled_because or ""] += 1
    assert not caplog.records
    assert all(seen[shape] > 3 for shape in SHAPES), seen
    assert seen["compiled"] > 90, seen
    assert seen["regular"] > least_regular * seen["compiled"], seen

"""Compiled and interpreted, every answer is the same: bytes, requests and status, over random data, operations and faults.

Here with everyday shapes; see `test_unusual_shapes.py` for the others.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from jetbridge.query_graph import build_query_graph
from jetbridge.security.authorization import Authorizer

from .both_ways import Gateway
from .invented import Damage, Subgraphs, World, compose_invented, write_operation

SUBGRAPHS = {
    "people": """
      type Query { me: User! users: [User!]! grid: [[User]] things: [Thing] nodes: [Node!] }
      interface Node { id: ID! }
      type User implements Node @key(fields: "id") { id: ID! name: String color: Color @authenticated friends: [User] @authenticated best: User! home: Home rate: Float }
      type Home @shareable { street: String @authenticated zone: Int! }
      type Item implements Node @key(fields: "id") @key(fields: "code") { id: ID! code: String! }
      union Thing = User | Item
    """,
    "shop": """
      type Query { items: [Item!] top: Item again: [Thing] }
      interface Priced { price: Int! }
      type Item implements Priced @key(fields: "id") { id: ID! price: Int! weight: Float any: Any @authenticated label: String! maker: User seller: User! parts: [Part!]! }
      type Part implements Priced @key(fields: "id area { code }") { id: ID! area: Area! price: Int! }
      type Area @shareable { code: String! }
      type User @key(fields: "id") { id: ID! cart: [Item!] favourite: Priced }
      union Thing = Item | Part
    """,
    "facts": """
      type Item @key(fields: "id") { id: ID! price: Int! @external weight: Float @external cost: Int @requires(fields: "price weight") colors: [Color!] }
      type User @key(fields: "id") { id: ID! score: Int! items: [Item] }
      type Part @key(fields: "id area { code }") { id: ID! area: Area! note: String @authenticated }
      type Area @shareable { code: String! }
    """,
}  # fmt: skip
SUBGRAPHS = {name: "enum Color { RED GREEN } scalar Any" + sdl for name, sdl in SUBGRAPHS.items()}

FOUND_SOMETHING_ONCE = (158, 175)


@pytest.fixture(scope="module")
def supergraph() -> Any:
    return compose_invented(SUBGRAPHS)


def ignore_access(supergraph: Any) -> Authorizer | None:
    return None


def deny_to_strangers(supergraph: Any) -> Authorizer:
    """Requests of the test have no claims, so they may not see what is for the authenticated."""
    return Authorizer(supergraph, "filter", "scope", "policies")


@pytest.mark.parametrize(
    ("rate", "authorize", "least_regular"),
    [
        (0.0, ignore_access, 0.7),
        (0.3, ignore_access, 0.2),
        (0.0, deny_to_strangers, 0.7),
        (0.3, deny_to_strangers, 0.2),
    ],
)
def test_both_executors_give_the_same_answer(
    supergraph: Any,
    rate: float,
    authorize: Callable[[Any], Authorizer | None],
    least_regular: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    graph = build_query_graph(supergraph)
    seen: Counter[str] = Counter()
    authorizer = authorize(supergraph)
    for seed in [*range(60), *FOUND_SOMETHING_ONCE]:
        subgraphs = Subgraphs(SUBGRAPHS, World(seed), Damage(seed, rate))
        gateway = Gateway(supergraph, graph, subgraphs, authorizer)
        query = write_operation(random.Random(seed), supergraph.api_schema)
        executable, interpreted = gateway.ask_both_ways(query)
        seen["denied"] += b'"UNAUTHENTICATED"' in interpreted.body
        if executable.compiled is not None and executable.compiled.writes_early:
            # The first answer was too small to be worth it.
            assert gateway.ask(query) == interpreted, query
            seen["early"] += 1
        seen["compiled"] += executable.compiled is not None
        seen["regular"] += executable.compiled is not None and not executable.irregular_answers
        seen[executable.not_compiled_because or ""] += 1
    assert not caplog.records
    assert (seen["denied"] > 15) == (authorizer is not None), seen
    assert seen["compiled"] > 50, seen
    assert seen["early"] > 3 or authorizer is not None, seen
    assert seen["regular"] > least_regular * seen["compiled"], seen

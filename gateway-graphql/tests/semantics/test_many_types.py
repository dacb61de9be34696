"""What is selected on an interface of many types, which have to be asked one by one, stays small."""

from __future__ import annotations

from typing import Any

from ..federation import Federation, Subgraph

TYPES = 30
# One type's `next` is another subgraph's, so the first cannot be asked for it on the interface.
_LINK = "id: ID! next: Node @shareable"
FIRST = (
    'type Query { node: Node } interface Node { id: ID! } type T0 implements Node @key(fields: "id") { id: ID! }'
    + ("".join(f' type T{n} implements Node @key(fields: "id") {{ {_LINK} }}' for n in range(1, TYPES)))
)
SECOND = "interface Node { id: ID! next: Node }" + (
    "".join(f' type T{n} implements Node @key(fields: "id") {{ {_LINK} }}' for n in range(TYPES))
)


def _node(number: int, next_: Any) -> dict[str, Any]:
    return {"__typename": f"T{number}", "id": str(number), "next": next_}


def test_selections_on_many_types_are_written_once():
    chain: Any = None
    nodes = []
    for number in (5, 4, 3, 2, 1):
        chain = _node(number, chain)
        nodes.append(chain)
    entities = {f"T{number}": [node for node in nodes if node["__typename"] == f"T{number}"] for number in range(TYPES)}
    federation = Federation(
        first=Subgraph(FIRST, {"Query": {"node": chain}, **entities}),
        second=Subgraph(SECOND, {"Query": {}, **entities}),
    )
    query, expected = "id", None
    for number in (5, 4, 3, 2, 1):
        query = f"id next {{ {query} }}"
        expected = {"id": str(number), "next": expected}
    assert federation.ask(f"{{ node {{ {query} }} }}") == {"data": {"node": expected}}
    # Written out, 29 types in each other's places on five levels would be 20 million.
    assert all(len(request.query) < 20_000 for request in federation.requests)
    assert "fragment F0 on Node" in federation.requests[0].query

"""One list of 1,000 entities, each completed by two more subgraphs: representation building and merging, nothing else."""

from __future__ import annotations

from shapes.model import LINK, Ref, Shape, SubgraphData

ITEMS = 1000

_keys = [f"i{number:04d}" for number in range(ITEMS)]

WIDE = Shape(
    name="wide",
    summary="1,000 entities over three subgraphs",
    subgraphs={
        "items": SubgraphData(
            sdl=LINK
            + 'type Item @key(fields: "id") { id: ID! name: String! rank: Int } type Query { items: [Item!]! }',
            roots={"items": lambda: [Ref("Item", key) for key in _keys]},
            tables={"Item": {key: {"id": key, "name": f"Item {key}", "rank": n} for n, key in enumerate(_keys)}},
            keys={"Item": "id"},
        ),
        "prices": SubgraphData(
            sdl=LINK
            + 'type Item @key(fields: "id") { id: ID! amount: Float! currency: String! } type Query { currencies: [String!]! }',
            tables={
                "Item": {key: {"id": key, "amount": n / 4, "currency": "EUR"} for n, key in enumerate(_keys)},
            },
            keys={"Item": "id"},
        ),
        "labels": SubgraphData(
            sdl=LINK
            + """
            type Item @key(fields: "id") { id: ID! labels: [Label!]! }
            type Label { code: String! text: String }
            type Query { labelCount: Int }
            """,
            tables={
                "Item": {
                    key: {"id": key, "labels": [{"code": f"c{n % 7}", "text": None if n % 5 else "seasonal"}]}
                    for n, key in enumerate(_keys)
                }
            },
            keys={"Item": "id"},
        ),
    },
    operation="query Wide { items { id name rank amount currency labels { code text } } }",
)

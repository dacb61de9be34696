"""People, products and reviews that point at each other, four levels deep: many fetches, entities met again and again."""

from __future__ import annotations

import random
from typing import Any

from shapes.model import LINK, Ref, Row, Shape, SubgraphData

PEOPLE, GOODS, REVIEWS = 40, 30, 120
SEED = 20261122

_random = random.Random(SEED)


_WORDS = ("sturdy", "light", "quiet", "handy", "bright", "plain", "warm", "quick", "soft", "fine")


def _words(count: int) -> str:
    return " ".join(_random.choice(_WORDS) for _ in range(count))


_people = {str(n): {"id": str(n), "name": f"Person {n}", "handle": f"person-{n}"} for n in range(1, PEOPLE + 1)}
_goods = {
    f"sku-{n}": {
        "sku": f"sku-{n}",
        "title": _words(3),
        "price": _random.randint(5, 900),
        "weight": _random.randint(1, 90),
    }
    for n in range(1, GOODS + 1)
}
_reviews: dict[str, Row] = {
    str(n): {
        "id": str(n),
        "text": _words(9),
        "author": Ref("Person", _random.choice(list(_people))),
        "about": Ref("Good", _random.choice(list(_goods))),
    }
    for n in range(1, REVIEWS + 1)
}


def _reviews_where(field: str, key: str) -> list[Ref]:
    return [Ref("Review", id) for id, review in _reviews.items() if review[field].key == key][:4]


def _shipping(row: Row, arguments: dict[str, Any]) -> int | None:
    if row.get("price") is None or row.get("weight") is None:
        return None
    return 0 if row["price"] > 500 else row["weight"] // 2


STOREFRONT = Shape(
    name="storefront",
    summary="seven fetches over four subgraphs, deep and repetitive",
    subgraphs={
        "people": SubgraphData(
            sdl=LINK
            + 'type Person @key(fields: "id") { id: ID! name: String handle: String } type Query { people: [Person] }',
            roots={"people": lambda: [Ref("Person", key) for key in list(_people)[:6]]},
            tables={"Person": _people},
            keys={"Person": "id"},
        ),
        "goods": SubgraphData(
            sdl=LINK
            + """
            type Good @key(fields: "sku") { sku: String! title: String price: Int weight: Int }
            type Query { bestsellers(first: Int = 5): [Good] }
            """,
            roots={"bestsellers": lambda first: [Ref("Good", key) for key in list(_goods)[:first]]},
            tables={"Good": _goods},
            keys={"Good": "sku"},
        ),
        "stock": SubgraphData(
            sdl=LINK
            + """
            type Good @key(fields: "sku") {
              sku: String! weight: Int @external price: Int @external available: Boolean
              shipping: Int @requires(fields: "price weight")
            }
            type Query { stockTakenAt: String }
            """,
            tables={
                "Good": {
                    sku: {"sku": sku, "available": number % 3 != 0, "shipping": _shipping}
                    for number, sku in enumerate(_goods)
                }
            },
            keys={"Good": "sku"},
        ),
        "reviews": SubgraphData(
            sdl=LINK
            + """
            type Review @key(fields: "id") { id: ID! text: String about: Good author: Person }
            type Person @key(fields: "id") { id: ID! reviews: [Review] }
            type Good @key(fields: "sku") { sku: String! reviews: [Review] }
            type Query { review(id: ID!): Review }
            """,
            roots={"review": lambda id: Ref("Review", id)},
            tables={
                "Review": _reviews,
                "Person": {key: {"id": key, "reviews": _reviews_where("author", key)} for key in _people},
                "Good": {key: {"sku": key, "reviews": _reviews_where("about", key)} for key in _goods},
            },
            keys={"Review": "id", "Person": "id", "Good": "sku"},
        ),
    },
    operation="""
fragment person on Person { id handle name }
fragment review on Review { id text }
fragment good on Good { available title price shipping sku weight }
query Storefront {
  people {
    ...person
    reviews { ...review about { ...good reviews { ...review author { ...person reviews { ...review about { ...good } } } } } }
  }
  bestsellers {
    ...good
    reviews { ...review author { ...person reviews { ...review about { ...good } } } }
  }
}
""",
)

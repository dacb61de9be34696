"""People, products and reviews that point at each other, four levels deep: many fetches, entities met again and again.

Twice, with the same operation: over few rows that come again all the time, as in the public gateways benchmark, and
over many that come again now and then.
"""

from __future__ import annotations

import random
from typing import Any

from shapes.model import LINK, Ref, Row, Shape, SubgraphData

SEED = 20261122
LISTED_PEOPLE = 6

_WORDS = ("sturdy", "light", "quiet", "handy", "bright", "plain", "warm", "quick", "soft", "fine")


class _Rows:
    """`each` bounds the reviews of one person or product."""

    def __init__(self, people: int, goods: int, reviews: int, each: int) -> None:
        self._random = random.Random(SEED)
        self._each = each
        self.people = {
            str(n): {"id": str(n), "name": f"Person {n}", "handle": f"person-{n}"} for n in range(1, people + 1)
        }
        self.goods = {
            f"sku-{n}": {
                "sku": f"sku-{n}",
                "title": self._words(3),
                "price": self._random.randint(5, 900),
                "weight": self._random.randint(1, 90),
            }
            for n in range(1, goods + 1)
        }
        self.reviews: dict[str, Row] = {
            str(n): {
                "id": str(n),
                "text": self._words(9),
                "author": Ref("Person", self._random.choice(list(self.people))),
                "about": Ref("Good", self._random.choice(list(self.goods))),
            }
            for n in range(1, reviews + 1)
        }

    def reviews_where(self, field: str, key: str) -> list[Ref]:
        return [Ref("Review", id) for id, review in self.reviews.items() if review[field].key == key][: self._each]

    def _words(self, count: int) -> str:
        return " ".join(self._random.choice(_WORDS) for _ in range(count))


def _shipping(row: Row, arguments: dict[str, Any]) -> int | None:
    if row.get("price") is None or row.get("weight") is None:
        return None
    return 0 if row["price"] > 500 else row["weight"] // 2


_OPERATION = """
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
"""


def _build(name: str, summary: str, rows: _Rows) -> Shape:
    return Shape(
        name=name,
        summary=summary,
        subgraphs={
            "people": SubgraphData(
                sdl=LINK
                + 'type Person @key(fields: "id") { id: ID! name: String handle: String } type Query { people: [Person] }',
                roots={"people": lambda: [Ref("Person", key) for key in list(rows.people)[:LISTED_PEOPLE]]},
                tables={"Person": rows.people},
                keys={"Person": "id"},
            ),
            "goods": SubgraphData(
                sdl=LINK
                + """
                type Good @key(fields: "sku") { sku: String! title: String price: Int weight: Int }
                type Query { bestsellers(first: Int = 5): [Good] }
                """,
                roots={"bestsellers": lambda first: [Ref("Good", key) for key in list(rows.goods)[:first]]},
                tables={"Good": rows.goods},
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
                        for number, sku in enumerate(rows.goods)
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
                    "Review": rows.reviews,
                    "Person": {key: {"id": key, "reviews": rows.reviews_where("author", key)} for key in rows.people},
                    "Good": {key: {"sku": key, "reviews": rows.reviews_where("about", key)} for key in rows.goods},
                },
                keys={"Review": "id", "Person": "id", "Good": "sku"},
            ),
        },
        operation=_OPERATION,
    )


STOREFRONT = _build("storefront", "six fetches over four subgraphs, deep, over many entities", _Rows(40, 30, 120, 4))
REPETITIVE = _build("repetitive", "the same six fetches, few entities again and again", _Rows(6, 9, 22, 6))

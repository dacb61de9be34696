"""One fetch, an answer of about 1 KB: what most requests of most systems look like."""

from __future__ import annotations

from shapes.model import LINK, Ref, Shape, SubgraphData

ACCOUNTS = (
    LINK
    + """
type Account @key(fields: "id") {
  id: ID! name: String! email: String! phone: String street: String! city: String! country: String!
  loyaltyPoints: Int! active: Boolean! orders: [Order!]!
}
type Order { id: ID! placedAt: String! total: Float! currency: String! status: String! }
type Query { account(id: ID!): Account }
"""
)


def _order(number: int) -> dict[str, object]:
    return {
        "id": f"order-{number}",
        "placedAt": f"2026-11-{number + 1:02d}T08:15:00Z",
        "total": 19.5 * (number + 1),
        "currency": "EUR",
        "status": "DELIVERED",
    }


_account = {
    "id": "a1",
    "name": "Grace Hopper",
    "email": "grace@example.org",
    "phone": None,
    "street": "12 Harbour Street",
    "city": "Lisbon",
    "country": "PT",
    "loyaltyPoints": 4711,
    "active": True,
    "orders": [_order(number) for number in range(7)],
}

LOOKUP = Shape(
    name="lookup",
    summary="one fetch, 1 KB answer",
    subgraphs={
        "accounts": SubgraphData(
            sdl=ACCOUNTS,
            roots={"account": lambda id: Ref("Account", id)},
            tables={"Account": {"a1": _account}},
            keys={"Account": "id"},
        )
    },
    operation="""
query Lookup {
  account(id: "a1") {
    id name email phone street city country loyaltyPoints active
    orders { id placedAt total currency status }
  }
}
""",
)

"""What @requires needs, from schemas and data to the answer."""

from __future__ import annotations

from typing import Any

from ..federation import Federation, Subgraph


def _sum(product: dict[str, Any]) -> str:
    return f"{product['id']} costs {product['price']}"


CHAIN = Federation(
    catalogue=Subgraph(
        """
        type Query { product: Product }
        type Product @key(fields: "id") { id: ID! price: Int hasDiscount: Boolean }
        """,
        {"Query": {"product": {"id": "1", "price": 40, "hasDiscount": True}}, "Product": []},
    ),
    pricing=Subgraph(
        """
        type Product @key(fields: "id") {
          id: ID!
          hasDiscount: Boolean @external
          isExpensive: Boolean @requires(fields: "price hasDiscount")
          price: Int @external
        }
        """,
        {
            "Query": {},
            "Product": [{"id": "1", "isExpensive": lambda it: it["price"] > 30 and not it["hasDiscount"]}],
        },
    ),
    purse=Subgraph(
        """
        type Product @key(fields: "id") {
          id: ID!
          isExpensive: Boolean @external
          canAfford: Boolean @requires(fields: "isExpensive")
          advice: String @requires(fields: "canAffordTwice")
          canAffordTwice: Boolean @external
        }
        """,
        {
            "Query": {},
            "Product": [
                {
                    "id": "1",
                    "canAfford": lambda it: not it["isExpensive"],
                    "advice": lambda it: "buy two" if it["canAffordTwice"] else "buy one",
                }
            ],
        },
    ),
    twice=Subgraph(
        """
        type Product @key(fields: "id") {
          id: ID!
          canAfford: Boolean @external
          canAffordTwice: Boolean @requires(fields: "canAfford")
        }
        """,
        {"Query": {}, "Product": [{"id": "1", "canAffordTwice": lambda it: it["canAfford"]}]},
    ),
)


def test_requirements_of_requirements_are_met_in_turn():
    assert CHAIN.ask("{ product { advice } }") == {"data": {"product": {"advice": "buy two"}}}
    assert [request.subgraph for request in CHAIN.requests] == ["catalogue", "pricing", "purse", "twice", "purse"]
    assert CHAIN.ask("{ product { isExpensive canAfford } }") == {
        "data": {"product": {"isExpensive": False, "canAfford": True}}
    }


def _address(it: dict[str, Any]) -> str:
    address = it["address"]
    where = address.get("city") or address.get("floor")
    return f"{address['__typename']} {address['id']} {where}"


INTERFACES = Federation(
    users=Subgraph(
        """
        type Query { users: [User!]! }
        type User @key(fields: "id") { id: ID! address: Address }
        interface Address { id: ID! }
        type Home implements Address @key(fields: "id") { id: ID! city: String }
        type Work implements Address @key(fields: "id") { id: ID! }
        """,
        {
            "Query": {
                "users": [
                    {"id": "1", "address": {"__typename": "Home", "id": "h", "city": "Porto"}},
                    {"id": "2", "address": {"__typename": "Work", "id": "w"}},
                ]
            },
            "User": [],
            "Home": [],
            "Work": [],
        },
    ),
    offices=Subgraph(
        'type Work @key(fields: "id") { id: ID! floor: Int }', {"Query": {}, "Work": [{"id": "w", "floor": 3}]}
    ),
    letters=Subgraph(
        """
        type User @key(fields: "id") {
          id: ID!
          address: Address @external
          letter: String @requires(fields: "address { __typename id ... on Home { city } ... on Work { floor } }")
        }
        interface Address { id: ID! }
        type Home implements Address @key(fields: "id") { id: ID! city: String @external }
        type Work implements Address @key(fields: "id") { id: ID! floor: Int @external }
        """,
        {
            "Query": {},
            "User": [{"id": "1", "letter": _address}, {"id": "2", "letter": _address}],
            "Home": [],
            "Work": [],
        },
    ),
)


def test_a_requirement_may_go_through_an_interface_into_other_subgraphs():
    assert INTERFACES.ask("{ users { letter } }") == {
        "data": {"users": [{"letter": "Home h Porto"}, {"letter": "Work w 3"}]}
    }
    assert [request.subgraph for request in INTERFACES.requests] == ["users", "offices", "letters"]


CONFLICTS = Federation(
    prices=Subgraph(
        """
        type Query { product: Product }
        type Product @key(fields: "id") { id: ID! price(currency: String!, digits: Int = 0): String }
        """,
        {
            "Query": {"product": {"id": "1", "price": lambda _, *, currency, digits: f"{currency}{digits}"}},
            "Product": [{"id": "1", "price": lambda _, *, currency, digits: f"{currency}{digits}"}],
        },
    ),
    delivery=Subgraph(
        r"""
        type Product @key(fields: "id") {
          id: ID!
          price(currency: String!, digits: Int = 0): String @external
          postage: String @requires(fields: "price(currency: \"EUR\")")
          customs: String @requires(fields: "price(currency: \"USD\", digits: 2)")
        }
        """,
        {"Query": {}, "Product": [{"id": "1", "postage": lambda it: it["price"], "customs": lambda it: it["price"]}]},
    ),
)


def test_requirements_with_different_arguments_and_the_clients_own_do_not_meet():
    answer = CONFLICTS.ask('{ product { price(currency: "GBP") postage other: price(currency: "EUR") customs } }')
    assert answer == {"data": {"product": {"price": "GBP0", "postage": "EUR0", "other": "EUR0", "customs": "USD2"}}}
    assert len(CONFLICTS.requests) == 2


OVERRIDDEN = Federation(
    a=Subgraph(
        """
        type Query { user: User }
        type User @key(fields: "id") {
          id: ID!
          name: String!
          initials: String @requires(fields: "last")
          last: String @external
        }
        """,
        {"Query": {"user": {"id": "1"}}, "User": [{"id": "1", "initials": lambda it: f"?{it['last'][0]}"}]},
    ),
    b=Subgraph(
        """
        type Query { same: User }
        type User @key(fields: "id") {
          id: ID!
          last: String
          name: String! @override(from: "a")
          full: String @requires(fields: "nick initials")
          nick: String @external
          initials: String @external
        }
        """,
        {
            "Query": {"same": {"id": "1", "last": "Lee", "name": "Ann"}},
            "User": [{"id": "1", "last": "Lee", "name": "Ann", "full": lambda it: f"{it['nick']} {it['initials']}"}],
        },
    ),
    c=Subgraph(
        'type User @key(fields: "id") { id: ID! nick: String @requires(fields: "name") name: String! @external }',
        {"Query": {}, "User": [{"id": "1", "nick": lambda it: it["name"][0]}]},
    ),
)


def test_an_overridden_field_is_required_from_the_subgraph_that_took_it_over():
    assert OVERRIDDEN.ask("{ user { full name } }") == {"data": {"user": {"full": "A ?L", "name": "Ann"}}}
    assert OVERRIDDEN.ask("{ same { full name nick } }") == {
        "data": {"same": {"full": "A ?L", "name": "Ann", "nick": "A"}}
    }


def test_what_is_required_and_not_known_is_sent_as_null():
    federation = Federation(
        a=Subgraph(
            'type Query { user: User } type User @key(fields: "id") { id: ID! nick: String }',
            {"Query": {"user": {"id": "1", "nick": None}}, "User": []},
        ),
        b=Subgraph(
            """type User @key(fields: "id") {
              id: ID! nick: String @external greeting: String @requires(fields: "nick")
            }""",
            {"Query": {}, "User": [{"id": "1", "greeting": lambda it: f"hi {it['nick']}"}]},
        ),
    )
    assert federation.ask("{ user { greeting } }") == {"data": {"user": {"greeting": "hi None"}}}

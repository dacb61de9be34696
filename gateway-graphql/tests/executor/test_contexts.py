"""Arguments that are filled from a context: which value reaches the subgraph for which entity."""

from __future__ import annotations

from typing import Any

from ..federation import Federation, Subgraph


def _convert(price: dict[str, Any], *, currency: str | None) -> str:
    return f"{price['amount']} {currency}"


SHOP = """
    type Query { users: [User] me: User }
    type User @key(fields: "id") @context(name: "user") { id: ID! currency: String home: Home orders: [Order!] }
    type Home @shareable { price: Price }
    type Order { price: Price }
    type Price @key(fields: "id") {
      id: ID!
      amount: Int
      text(currency: String @fromContext(field: "$user { currency }")): String
    }
"""
PRICES = [{"id": str(number), "amount": number * 10, "text": _convert} for number in range(5)]


def _user(number: int, currency: str | None, *prices: int) -> dict[str, Any]:
    orders = [{"price": PRICES[price]} for price in prices]
    return {"id": f"u{number}", "currency": currency, "orders": orders, "home": {"price": PRICES[prices[0]]}}


def shop(*users: dict[str, Any]) -> Federation:
    return Federation(shop=Subgraph(SHOP, {"Query": {"users": list(users), "me": users[0]}, "Price": PRICES}))


def test_the_value_of_the_nearest_object_above_is_the_argument():
    federation = shop(_user(1, "EUR", 1, 2))
    assert federation.ask("{ me { orders { price { text } } } }") == {
        "data": {"me": {"orders": [{"price": {"text": "10 EUR"}}, {"price": {"text": "20 EUR"}}]}}
    }
    (_, request) = federation.requests
    assert request.query == (
        "query($representations:[_Any!]!,$contextualArgument_0_0:String)"
        "{_entities(representations:$representations){... on Price{text(currency:$contextualArgument_0_0)}}}"
    )
    assert request.variables["contextualArgument_0_0"] == "EUR"


def test_entities_with_different_values_are_asked_for_in_one_request():
    federation = shop(_user(1, "EUR", 1), _user(2, "USD", 1, 2), _user(3, "EUR", 3))
    answer = federation.ask("{ users { orders { price { id text } } } }")
    assert [[order["price"]["text"] for order in user["orders"]] for user in answer["data"]["users"]] == [
        ["10 EUR"],
        ["10 USD", "20 USD"],
        ["30 EUR"],
    ]
    (_, request) = federation.requests
    assert request.query == (
        "query($representations_0:[_Any!]!,$representations_1:[_Any!]!,"
        "$contextualArgument_0_0_0:String,$contextualArgument_0_0_1:String)"
        "{_entities_0:_entities(representations:$representations_0)"
        "{... on Price{text(currency:$contextualArgument_0_0_0)}} "
        "_entities_1:_entities(representations:$representations_1)"
        "{... on Price{text(currency:$contextualArgument_0_0_1)}}}"
    )
    assert request.variables == {
        "representations_0": [{"__typename": "Price", "id": "1"}, {"__typename": "Price", "id": "3"}],
        "representations_1": [{"__typename": "Price", "id": "1"}, {"__typename": "Price", "id": "2"}],
        "contextualArgument_0_0_0": "EUR",
        "contextualArgument_0_0_1": "USD",
    }


def test_a_null_is_passed_on_where_the_argument_may_be_null():
    assert shop(_user(1, None, 1)).ask("{ me { orders { price { text } } } }") == {
        "data": {"me": {"orders": [{"price": {"text": "10 None"}}]}}
    }


STRICT = """
    type Query { users: [User] }
    type User @key(fields: "id") @context(name: "user") { id: ID! currency: String! price: Price }
    type Price @key(fields: "id") { id: ID! text(currency: String! @fromContext(field: "$user { currency }")): String other: Int }
"""
CURRENCIES = """
    type Query { a: Int }
    type User @key(fields: "id") { id: ID! currency: String! }
"""


def _known_elsewhere(*known: dict[str, Any]) -> Federation:
    """Currencies are another subgraph's, which does not know all users."""
    sdl = STRICT.replace("currency: String!", "currency: String! @external", 1)
    users = [{"id": str(number), "price": PRICES[number] | {"other": 7}} for number in (1, 2)]
    return Federation(
        shop=Subgraph(sdl, {"Query": {"users": users}, "Price": PRICES}),
        currencies=Subgraph(CURRENCIES, {"Query": {}, "User": list(known)}),
    )


def test_the_value_may_come_from_another_subgraph():
    federation = _known_elsewhere({"id": "1", "currency": "EUR"}, {"id": "2", "currency": "CHF"})
    assert federation.ask("{ users { price { text } } }") == {
        "data": {"users": [{"price": {"text": "10 EUR"}}, {"price": {"text": "20 CHF"}}]}
    }
    assert [request.subgraph for request in federation.requests] == ["shop", "currencies", "shop"]


def test_without_a_value_that_must_not_be_null_an_entity_is_not_asked_for():
    federation = _known_elsewhere({"id": "2", "currency": "CHF"})
    answer = federation.ask("{ users { price { text other } } }")
    assert answer["data"] == {
        "users": [{"price": {"text": None, "other": 7}}, {"price": {"text": "20 CHF", "other": 7}}]
    }
    assert federation.requests[-1].variables["representations"] == [{"__typename": "Price", "id": "2"}]


def test_without_a_value_an_entity_is_still_asked_for_what_does_not_need_it():
    sdl = """
        type Price @key(fields: "id") {
          id: ID!
          text(currency: String! @fromContext(field: "$user { currency }")): String
          label(name: String! @fromContext(field: "$user { name }")): String
          other: Int!
        }
        type User @key(fields: "id") @context(name: "user") { id: ID! currency: String! @external name: String! price: Price }
    """
    prices = [
        {"id": number, "other": 7, "text": _name_currency, "label": lambda price, *, name: f"{name}'s"}
        for number in ("1", "2")
    ]
    users = [{"id": price["id"], "name": f"user {price['id']}", "price": price} for price in prices]
    federation = Federation(
        start=Subgraph(
            'type Query { users: [User] } type User @key(fields: "id") { id: ID! }',
            {"Query": {"users": users}, "User": users},
        ),
        shop=Subgraph(sdl, {"Query": {}, "Price": prices, "User": users}),
        currencies=Subgraph(CURRENCIES, {"Query": {}, "User": [{"id": "2", "currency": "CHF"}]}),
    )
    assert federation.ask("{ users { price { text label other } } }") == {
        "data": {
            "users": [
                {"price": {"text": None, "label": "user 1's", "other": 7}},
                {"price": {"text": "in CHF", "label": "user 2's", "other": 7}},
            ]
        }
    }


def _name_currency(price: dict[str, Any], *, currency: str) -> str:
    return f"in {currency}"


def test_without_any_value_nothing_is_asked():
    federation = _known_elsewhere()
    assert federation.ask("{ users { price { text } } }")["data"] == {
        "users": [{"price": {"text": None}}, {"price": {"text": None}}]
    }
    assert [request.subgraph for request in federation.requests] == ["shop", "currencies"]


def test_what_failed_on_the_way_to_a_value_is_what_failed_the_field():
    def fail(source: Any) -> None:
        raise ValueError("no currency today")

    federation = _known_elsewhere({"id": "1", "currency": fail}, {"id": "2", "currency": "CHF"})
    answer = federation.ask("{ users { price { text } } }")
    assert answer["data"] == {"users": [{"price": {"text": None}}, {"price": {"text": "20 CHF"}}]}
    (error,) = answer["errors"]
    assert error["message"] == "no currency today"
    assert error["path"] == ["users", 0, "price", "text"]


TREE = """
    type Query { root: Node }
    interface Thing { leaf: Leaf }
    type Box implements Thing @key(fields: "id") @context(name: "size") { id: ID! size: Size box: Box bag: Bag leaf: Leaf thing: Thing }
    type Bag implements Thing @key(fields: "id") { id: ID! litres: Int leaf: Leaf thing: Thing }
    type Sack implements Thing @key(fields: "id") @context(name: "size") { id: ID! volume: Int leaf: Leaf thing: Thing }
    type Node @key(fields: "id") @context(name: "size") { id: ID! volume: Int thing: Thing things: [Thing] }
    type Size @shareable { volume: Int }
    type Leaf @key(fields: "id") {
      id: ID!
      fits(volume: Int @fromContext(field: "$size ... on Box { size { volume } } ... on Sack { volume } ... on Node { volume }"), times: Int = 1): String
    }
"""


def _leaf(number: str) -> dict[str, Any]:
    return {"id": number, "fits": lambda leaf, *, volume, times: f"{leaf['id']} in {volume} x {times}"}


def _tree() -> Federation:
    leaves = [_leaf(name) for name in "abc"]
    bag = {"__typename": "Bag", "id": "bag", "leaf": leaves[0], "thing": None}
    box = {"__typename": "Box", "id": "box", "size": {"volume": 2}, "bag": bag, "box": None, "leaf": leaves[1]}
    sack = {"__typename": "Sack", "id": "sack", "volume": 3, "leaf": leaves[2], "thing": bag}
    node = {"id": "node", "volume": 1, "thing": box, "things": [box, bag, sack]}
    return Federation(tree=Subgraph(TREE, {"Query": {"root": node}, "Leaf": leaves, "Box": [box], "Node": [node]}))


def test_the_runtime_type_decides_which_object_is_the_nearest():
    federation = _tree()
    answer = federation.ask("{ root { things { __typename leaf { fits } } } }")
    assert answer == {
        "data": {
            "root": {
                "things": [
                    {"__typename": "Box", "leaf": {"fits": "b in 2 x 1"}},
                    {"__typename": "Bag", "leaf": {"fits": "a in 1 x 1"}},
                    {"__typename": "Sack", "leaf": {"fits": "c in 3 x 1"}},
                ]
            }
        }
    }
    assert len(federation.requests) == 2


def test_a_nearer_object_hides_one_further_up():
    answer = _tree().ask(
        "{ root { things { ... on Box { bag { leaf { fits } } } ... on Sack { thing { leaf { fits } } } } } }"
    )
    assert answer["data"]["root"]["things"] == [
        {"bag": {"leaf": {"fits": "a in 2 x 1"}}},
        {},
        {"thing": {"leaf": {"fits": "a in 3 x 1"}}},
    ]


def test_the_clients_arguments_stand_beside_the_contexts():
    federation = _tree()
    answer = federation.ask(
        "query($times: Int, $times_0: Int) { root { things { leaf { fits(times: $times) twice: fits(times: $times_0) } } } }",
        {"times": 3, "times_0": 2},
    )
    assert [thing["leaf"] for thing in answer["data"]["root"]["things"]] == [
        {"fits": "b in 2 x 3", "twice": "b in 2 x 2"},
        {"fits": "a in 1 x 3", "twice": "a in 1 x 2"},
        {"fits": "c in 3 x 3", "twice": "c in 3 x 2"},
    ]


def test_text_in_an_argument_that_looks_like_a_variable_stays_text():
    sdl = """
        type Query { users: [User] }
        type User @key(fields: "id") @context(name: "user") { id: ID! name: String child: Child }
        type Child @key(fields: "id") { id: ID! greet(say: String, name: String @fromContext(field: "$user { name }")): String }
    """
    child = {"id": "1", "greet": lambda child, *, say=None, name: f"{say}, {name}"}
    users = [{"id": name, "name": name, "child": child} for name in ("Ann", "Bo")]
    federation = Federation(one=Subgraph(sdl, {"Query": {"users": users}, "Child": [child], "User": users}))
    answer = federation.ask('{ users { child { greet(say: "$contextualArgument_0_0 $representations") } } }')
    assert [user["child"]["greet"] for user in answer["data"]["users"]] == [
        "$contextualArgument_0_0 $representations, Ann",
        "$contextualArgument_0_0 $representations, Bo",
    ]

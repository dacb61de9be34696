"""Entities over several subgraphs, from schemas and data to the answer: keys of all shapes, values through parents."""

from __future__ import annotations

from typing import Any

from ..federation import Federation, Subgraph

_PART = {"id": "p", "pair": {"one": "1", "two": "2", "three": "3"}, "name": "bolt"}
MASHUP = Federation(
    a=Subgraph(
        """
        type Query { box: Box }
        type Box @key(fields: "id") { id: ID! parts: [Part!]! }
        type Part @key(fields: "id") @key(fields: "pair { two three }") { id: ID! pair: Pair! name: String! }
        type Pair { one: ID! two: ID! @shareable three: ID! @shareable }
        """,
        {
            "Query": {"box": {"id": "1", "parts": [_PART]}},
            "Box": [{"id": "1", "parts": [_PART]}],
            "Part": [_PART],
        },
    ),
    b=Subgraph(
        """
        type Query { boxes: [Box!]! }
        type Box @key(fields: "id") { id: ID! first: Part! }
        type Part @key(fields: "pair { two three }") {
          pair: Pair!
          name: String! @external
          label: String! @requires(fields: "name")
        }
        type Pair { two: ID! @shareable three: ID! @shareable }
        """,
        {
            "Query": {"boxes": [{"id": "1", "first": {"pair": {"two": "2", "three": "3"}}}]},
            "Box": [{"id": "1", "first": {"pair": {"two": "2", "three": "3"}}}],
            "Part": [{"pair": {"two": "2", "three": "3"}, "label": lambda part: f"<{part['name']}>"}],
        },
    ),
)


def test_a_compound_key_leads_there_and_a_requirement_back():
    assert MASHUP.ask("{ boxes { first { label pair { one } } } }") == {
        "data": {"boxes": [{"first": {"label": "<bolt>", "pair": {"one": "1"}}}]}
    }
    assert MASHUP.ask("{ box { parts { label } first { id } } }") == {
        "data": {"box": {"parts": [{"label": "<bolt>"}], "first": {"id": "p"}}}
    }


def _item(number: int, **values: Any) -> dict[str, Any]:
    return {"id": str(number), **values}


THROUGH_PARENTS = Federation(
    products=Subgraph(
        """
        type Query { products: [Product!] }
        type Product @key(fields: "id") { id: ID! category: Category @shareable }
        type Category { details: Details @shareable }
        type Details { products: Int }
        """,
        {
            "Query": {"products": [_item(1, category={"details": {"products": 5}}), _item(2, category=None)]},
            "Product": [_item(1, category={"details": {"products": 5}}), _item(2, category=None)],
        },
    ),
    texts=Subgraph(
        """
        type Product @key(fields: "id") { id: ID! category: Category @shareable }
        type Category { details: Details @shareable name: String }
        type Details { text: String }
        """,
        {
            "Query": {},
            "Product": [
                _item(1, category={"name": "tools", "details": {"text": "heavy"}}),
                _item(2, category={"name": "toys", "details": {"text": "light"}}),
            ],
        },
    ),
    counts=Subgraph(
        'type Product @key(fields: "id") { id: ID! pages: [Page!]! @shareable } type Page { number: Int! @shareable }',
        {"Query": {}, "Product": [_item(1, pages=[{"number": 1}, {"number": 2}]), _item(2, pages=[])]},
    ),
    pages=Subgraph(
        'type Product @key(fields: "id") { id: ID! pages: [Page!]! @shareable } type Page { number: Int! @shareable text: String }',
        {
            "Query": {},
            "Product": [
                _item(1, pages=[{"number": 1, "text": "one"}, {"number": 2, "text": "two"}]),
                _item(2, pages=[]),
            ],
        },
    ),
)


def test_values_without_keys_are_fetched_again_through_their_parent():
    query = "{ products { category { name details { products text } } } }"
    assert THROUGH_PARENTS.ask(query) == {
        "data": {
            "products": [
                {"category": {"name": "tools", "details": {"products": 5, "text": "heavy"}}},
                {"category": {"name": "toys", "details": {"products": None, "text": "light"}}},
            ]
        }
    }
    assert [request.subgraph for request in THROUGH_PARENTS.requests] == ["products", "texts"]


def test_lists_of_such_values_come_from_one_subgraph_that_has_all():
    assert THROUGH_PARENTS.ask("{ products { pages { number text } } }")["data"]["products"] == [
        {"pages": [{"number": 1, "text": "one"}, {"number": 2, "text": "two"}]},
        {"pages": []},
    ]
    assert [request.subgraph for request in THROUGH_PARENTS.requests] == ["products", "pages"]


SEVERAL = Federation(
    a=Subgraph(
        """
        type Query { first: User second: User }
        type User @key(fields: "id") { id: ID! name: String }
        """,
        {"Query": {"first": {"id": "1", "name": "Ann"}, "second": {"id": "2", "name": "Bo"}}, "User": []},
    ),
    b=Subgraph(
        'type User @key(fields: "id") { id: ID! age: Int friend: User }',
        {"Query": {}, "User": [{"id": "1", "age": 7, "friend": None}]},
    ),
)


def test_an_entity_that_a_subgraph_does_not_know_is_null_there_only():
    assert SEVERAL.ask("{ first { name age } second { name age } }") == {
        "data": {"first": {"name": "Ann", "age": 7}, "second": {"name": "Bo", "age": None}}
    }
    assert len(SEVERAL.requests) == 2


def test_nothing_is_asked_for_what_is_excluded():
    query = """query($no: Boolean = false, $yes: Boolean!) {
      first { name age @include(if: $no) ... @skip(if: $yes) { age } ...More @include(if: $no) }
    } fragment More on User { age friend { name } }"""
    assert SEVERAL.ask(query, {"yes": True}) == {"data": {"first": {"name": "Ann"}}}
    assert [request.query for request in SEVERAL.requests] == ["query{first{name}}"]


def test_a_field_whose_selections_are_all_excluded_is_an_empty_object():
    assert SEVERAL.ask("{ first { name @skip(if: true) age @include(if: false) } }") == {"data": {"first": {}}}

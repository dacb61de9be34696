"""Interfaces whose object types and fields are in different subgraphs, and values provided several levels deep."""

from __future__ import annotations

from typing import Any

from ..federation import Federation, Subgraph


def _object(typename: str, id_: str, **values: Any) -> dict[str, Any]:
    return {"__typename": typename, "id": id_, **values}


_CAR, _BOAT = _object("Item", "c", owner={"id": "1"}), _object("Item", "b", owner=None)
INDIRECT = Federation(
    items=Subgraph(
        """
        type Query { items: [Item!]! }
        interface Item @key(fields: "id") { id: ID! name: String }
        type Car implements Item @key(fields: "id") { id: ID! name: String doors: Int }
        type Boat implements Item @key(fields: "id") { id: ID! name: String }
        """,
        {
            "Query": {"items": [_object("Car", "c", name="Beetle", doors=2), _object("Boat", "b", name="Dinghy")]},
            "Car": [_object("Car", "c", name="Beetle", doors=2)],
            "Boat": [_object("Boat", "b", name="Dinghy")],
            "Item": [_object("Car", "c", name="Beetle", doors=2), _object("Boat", "b", name="Dinghy")],
        },
    ),
    owners=Subgraph(
        """
        type Query { owner(id: ID!): Owner }
        type Owner @key(fields: "id") { id: ID! owns: [Item!]! }
        type Item @key(fields: "id") @interfaceObject { id: ID! owner: Owner }
        """,
        {
            "Query": {"owner": lambda _, *, id: {"id": id, "owns": [_BOAT, _CAR]}},
            "Item": [_CAR, _BOAT],
            "Owner": [_object("Owner", "1", owns=[_BOAT, _CAR])],
        },
    ),
    taxes=Subgraph(
        """
        type Item @key(fields: "id") @interfaceObject { id: ID! owner: Owner @external tax: Int @requires(fields: "owner { id }") }
        type Owner @key(fields: "id", resolvable: false) { id: ID! }
        """,
        {
            "Query": {},
            "Item": [_object("Item", id_, tax=lambda item: 9 if item["owner"] else 0) for id_ in ("b", "c")],
        },
    ),
)


def test_an_interface_object_requires_what_another_interface_object_adds():
    assert INDIRECT.ask("{ items { name tax } }") == {
        "data": {"items": [{"name": "Beetle", "tax": 9}, {"name": "Dinghy", "tax": 0}]}
    }
    assert [request.subgraph for request in INDIRECT.requests] == ["items", "owners", "taxes"]


def test_a_list_of_interface_objects_gets_its_types_and_fields_in_one_request():
    assert INDIRECT.ask('{ owner(id: "1") { owns { name tax ... on Car { doors } } } }') == {
        "data": {"owner": {"owns": [{"name": "Dinghy", "tax": 0}, {"name": "Beetle", "tax": 9, "doors": 2}]}}
    }
    assert sorted(request.subgraph for request in INDIRECT.requests) == ["items", "owners", "taxes"]


def test_fragments_and_the_field_itself_may_both_select_it():
    assert INDIRECT.ask("{ items { tax ... on Car { tax doors } ... on Boat { __typename } } }") == {
        "data": {"items": [{"tax": 9, "doors": 2}, {"tax": 0, "__typename": "Boat"}]}
    }


DEEP = Federation(
    shop=Subgraph(
        """
        type Query { products: [Product] @provides(fields: "categories { id name subcategories { id name } }") }
        type Product @key(fields: "id") { id: ID! categories: [Category] @external }
        type Category @key(fields: "id") { id: ID! name: String @external subcategories: [Category] @external }
        """,
        {
            "Query": {
                "products": [
                    _object(
                        "Product",
                        "p",
                        categories=[
                            _object(
                                "Category", "1", name="tools", subcategories=[_object("Category", "2", name="saws")]
                            )
                        ],
                    )
                ]
            },
            "Product": [],
            "Category": [],
        },
    ),
    categories=Subgraph(
        """
        type Product @key(fields: "id") { id: ID! categories: [Category] @shareable }
        type Category @key(fields: "id") { id: ID! name: String @shareable subcategories: [Category] @shareable size: Int }
        """,
        {
            "Query": {},
            "Product": [],
            "Category": [
                _object("Category", "1", name="tools", subcategories=[_object("Category", "2", name="saws")], size=1),
                _object("Category", "2", name="saws", subcategories=[], size=0),
            ],
        },
    ),
)


def test_what_is_provided_deep_down_is_used_there():
    assert DEEP.ask("{ products { categories { name subcategories { id name } } } }") == {
        "data": {"products": [{"categories": [{"name": "tools", "subcategories": [{"id": "2", "name": "saws"}]}]}]}
    }
    assert len(DEEP.requests) == 1


def test_what_is_not_provided_is_fetched_where_it_is():
    assert DEEP.ask("{ products { categories { name subcategories { name size subcategories { id } } } } }") == {
        "data": {
            "products": [
                {"categories": [{"name": "tools", "subcategories": [{"name": "saws", "size": 0, "subcategories": []}]}]}
            ]
        }
    }
    assert [request.subgraph for request in DEEP.requests] == ["shop", "categories"]

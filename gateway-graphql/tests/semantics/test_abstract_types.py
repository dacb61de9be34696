"""Interfaces, unions and interface objects that are spread over subgraphs, from schemas and data to the answer."""

from __future__ import annotations

from typing import Any

from ..federation import Federation, Subgraph


def _object(typename: str, id_: str, **values: Any) -> dict[str, Any]:
    return {"__typename": typename, "id": id_, **values}


NODES = Federation(
    tickets=Subgraph(
        """
        type Query { node: Node nodes: [Node!]! media: Media }
        union Media = Ticket | Film
        interface Node { id: ID! }
        interface Named { name: String }
        type Ticket implements Node @key(fields: "id") { id: ID! seat: Int }
        type Film implements Node & Named @key(fields: "id") { id: ID! name: String }
        """,
        {
            "Query": {
                "node": _object("Film", "f", name="Metropolis"),
                "nodes": [_object("Ticket", "t", seat=7), _object("Film", "f", name="Metropolis")],
                "media": _object("Ticket", "t", seat=7),
            },
            "Ticket": [_object("Ticket", "t", seat=7)],
            "Film": [_object("Film", "f", name="Metropolis")],
        },
    ),
    people=Subgraph(
        """
        type Query { named: [Named!]! }
        interface Named { name: String }
        type Ticket implements Named @key(fields: "id") { id: ID! name: String }
        type Guest implements Named @key(fields: "id") { id: ID! name: String age: Int }
        """,
        {
            "Query": {"named": [_object("Guest", "g", name="Ann", age=9), _object("Ticket", "t", name="seat 7")]},
            "Ticket": [_object("Ticket", "t", name="seat 7")],
            "Guest": [_object("Guest", "g", name="Ann", age=9)],
        },
    ),
)


def test_a_fragment_on_an_interface_is_asked_of_each_type_where_it_has_the_field():
    assert NODES.ask("{ nodes { __typename ... on Named { name } } }") == {
        "data": {
            "nodes": [
                {"__typename": "Ticket", "name": "seat 7"},
                {"__typename": "Film", "name": "Metropolis"},
            ]
        }
    }
    assert [request.subgraph for request in NODES.requests] == ["tickets", "people"]


def test_a_fragment_on_a_type_that_cannot_be_is_not_asked():
    assert NODES.ask("{ nodes { ... on Named { ... on Guest { age } } } }") == {"data": {"nodes": [{}, {}]}}
    assert all("Guest" not in request.query for request in NODES.requests)


def test_what_another_subgraph_knows_of_a_type_is_fetched_for_its_objects_only():
    assert NODES.ask("{ named { name ... on Ticket { seat } ... on Guest { age } } }") == {
        "data": {"named": [{"name": "Ann", "age": 9}, {"name": "seat 7", "seat": 7}]}
    }
    (_, request) = NODES.requests
    assert request.variables["representations"] == [{"__typename": "Ticket", "id": "t"}]


PRODUCTS = Federation(
    shop=Subgraph(
        """
        type Query { products: [Product!]! }
        interface Product @key(fields: "id") { id: ID! price: Int }
        type Book implements Product @key(fields: "id") { id: ID! price: Int pages: Int }
        type Game implements Product @key(fields: "id") { id: ID! price: Int }
        """,
        {
            "Query": {"products": [_object("Book", "b", price=3, pages=90), _object("Game", "g", price=5)]},
            "Book": [_object("Book", "b", price=3, pages=90)],
            "Game": [_object("Game", "g", price=5)],
        },
    ),
    reviews=Subgraph(
        """
        type Query { best: Product }
        type Product @key(fields: "id") @interfaceObject { id: ID! reviews: [Review!]! rank: Int }
        type Review @key(fields: "id") { id: ID! product: Product }
        """,
        {
            "Query": {"best": {"id": "g", "rank": 1, "reviews": []}},
            "Product": [
                {"__typename": "Product", "id": "b", "rank": 2, "reviews": [{"id": "r", "product": {"id": "b"}}]},
                {"__typename": "Product", "id": "g", "rank": 1, "reviews": []},
            ],
            "Review": [],
        },
    ),
    authors=Subgraph(
        'type Review @key(fields: "id") { id: ID! author: String }',
        {"Query": {}, "Review": [{"__typename": "Review", "id": "r", "author": "Bo"}]},
    ),
)


def test_an_interface_object_adds_fields_to_every_type():
    assert PRODUCTS.ask("{ products { __typename rank reviews { author } } }") == {
        "data": {
            "products": [
                {"__typename": "Book", "rank": 2, "reviews": [{"author": "Bo"}]},
                {"__typename": "Game", "rank": 1, "reviews": []},
            ]
        }
    }
    assert {item["__typename"] for item in PRODUCTS.requests[1].variables["representations"]} == {"Product"}


def test_the_type_behind_an_interface_object_is_asked_of_those_who_know():
    operation = "{ best { rank __typename ... on Book { pages } ... on Game { price } } }"
    answer = _with_interface_lookup().ask(operation)
    assert answer == {"data": {"best": {"rank": 1, "__typename": "Game", "price": 5}}}


def test_objects_that_come_back_through_an_interface_object_have_their_type():
    answer = _with_interface_lookup().ask("{ products { reviews { product { __typename ... on Book { pages } } } } }")
    assert answer == {
        "data": {"products": [{"reviews": [{"product": {"__typename": "Book", "pages": 90}}]}, {"reviews": []}]}
    }


def _with_interface_lookup() -> Federation:
    """The subgraph that has the interface with a key finds objects by the interface's name."""
    shop = PRODUCTS.subgraphs["shop"]
    found = [*shop.data["Book"], *shop.data["Game"]]
    return Federation(**{**PRODUCTS.subgraphs, "shop": Subgraph(shop.sdl, {**shop.data, "Product": found})})


ACCOUNTS = Federation(
    a=Subgraph(
        """
        type Query { accounts: [Account!]! }
        union Account = User | Admin
        type User @key(fields: "id") { id: ID! name: String }
        type Admin @key(fields: "id") { id: ID! name: String! @shareable }
        """,
        {
            "Query": {"accounts": [_object("User", "1", name=None), _object("Admin", "2", name="Ann")]},
            "User": [_object("User", "9", name=None)],
            "Admin": [],
        },
    ),
    b=Subgraph(
        """
        type User @key(fields: "id") { id: ID! similar: [User] }
        type Admin @key(fields: "id") { id: ID! name: String @shareable }
        """,
        {"Query": {}, "User": [_object("User", "1", similar=[_object("User", "9")])], "Admin": []},
    ),
)


def test_fields_of_other_nullability_stand_beside_each_other():
    assert ACCOUNTS.ask("{ accounts { ... on User { id name similar { id name } } ... on Admin { id name } } }") == {
        "data": {
            "accounts": [
                {"id": "1", "name": None, "similar": [{"id": "9", "name": None}]},
                {"id": "2", "name": "Ann"},
            ]
        }
    }


PROVIDED = Federation(
    shelf=Subgraph(
        """
        type Query { media: [Media] @provides(fields: "... on Book { title author { name } } ... on Film { title }") }
        union Media = Book | Film
        type Book @key(fields: "id") { id: ID! title: String @external author: Author @external pages: Int }
        type Film @key(fields: "id") { id: ID! title: String @external }
        type Author @key(fields: "id") { id: ID! name: String @external }
        """,
        {
            "Query": {
                "media": [
                    _object("Book", "b", title="Emma", author=_object("Author", "a", name="Jane"), pages=9),
                    _object("Film", "f", title="M"),
                    None,
                ]
            },
            "Book": [],
            "Film": [],
            "Author": [],
        },
    ),
    texts=Subgraph(
        """
        type Book @key(fields: "id") { id: ID! title: String @shareable author: Author @shareable }
        type Film @key(fields: "id") { id: ID! title: String @shareable year: Int }
        type Author @key(fields: "id") { id: ID! name: String @shareable born: Int }
        """,
        {
            "Query": {},
            "Book": [],
            "Film": [_object("Film", "f", title="M", year=1931)],
            "Author": [_object("Author", "a", name="Jane", born=1775)],
        },
    ),
)


def test_what_a_union_provides_needs_no_further_request():
    assert PROVIDED.ask("{ media { ... on Book { title author { name } } ... on Film { title } } }") == {
        "data": {"media": [{"title": "Emma", "author": {"name": "Jane"}}, {"title": "M"}, None]}
    }
    assert len(PROVIDED.requests) == 1


def test_beside_what_is_provided_only_the_rest_is_fetched():
    assert PROVIDED.ask("{ media { ... on Book { author { name born } } ... on Film { title year } } }") == {
        "data": {"media": [{"author": {"name": "Jane", "born": 1775}}, {"title": "M", "year": 1931}, None]}
    }
    assert [request.subgraph for request in PROVIDED.requests] == ["shelf", "texts"]

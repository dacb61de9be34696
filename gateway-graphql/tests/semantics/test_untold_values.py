"""What a subgraph leaves open: types that nobody tells, keys that are also inputs, values that are not for clients."""

from __future__ import annotations

import pytest

from jetbridge.executor.executable import ANSWERS_BEFORE_CHECKING

from ..federation import Federation, Subgraph

SHOP = (
    'interface Item @key(fields: "id") { id: ID! } type Book implements Item @key(fields: "id") { id: ID! pages: Int }'
)
RATINGS = 'type Query { rated: [Item] } type Item @key(fields: "id") @interfaceObject { id: ID! stars: Int! }'
RATED = [{"id": "1", "stars": 5}, {"id": "2", "stars": 3}]


def _rated() -> Federation:
    """Nobody knows what item 2 is."""
    books = [{"__typename": "Book", "id": "1", "pages": 90}]
    return Federation(
        shop=Subgraph(f"type Query {{ a: Int }} {SHOP}", {"Query": {}, "Book": books, "Item": books}),
        ratings=Subgraph(RATINGS, {"Query": {"rated": RATED}, "Item": RATED}),
    )


@pytest.mark.parametrize(
    ("query", "items"),
    [
        ("{ rated { stars } }", [{"stars": 5}, {"stars": 3}]),
        ("{ rated { stars ... on Book { pages } } }", [{"stars": 5, "pages": 90}, {"stars": 3}]),
    ],
)
def test_an_object_whose_type_nobody_knows_has_what_does_not_depend_on_it(query: str, items: list[object]) -> None:
    assert _rated().ask(query) == {"data": {"rated": items}}


def test_the_name_of_a_type_that_nobody_knows_is_an_error() -> None:
    answer = _rated().ask("{ rated { __typename stars } }")
    assert answer["data"] == {"rated": [{"__typename": "Book", "stars": 5}, None]}
    assert [error["path"] for error in answer["errors"]] == [["rated", 1]]


def test_a_field_that_is_key_and_input_is_sent_with_all_its_parts() -> None:
    key = 'type Parcel @key(fields: "to { city }")'
    parcels = [{"to": {"city": "Porto", "street": "Rua"}}]
    federation = Federation(
        post=Subgraph(
            f"type Query {{ parcel: Parcel }} {key} {{ to: Address! }} type Address {{ city: String! @shareable street: String }}",
            {"Query": {"parcel": parcels[0]}, "Parcel": parcels},
        ),
        labels=Subgraph(
            f'{key} {{ to: Address! @shareable label: String @requires(fields: "to {{ street }}") }}'
            " type Address { city: String! @shareable street: String @external }",
            {
                "Query": {},
                "Parcel": [
                    {
                        "to": {"city": "Porto"},
                        "label": lambda parcel: f"{parcel['to'].get('street')}, {parcel['to']['city']}",
                    }
                ],
            },
        ),
    )
    federation.ask("{ parcel { label } }")
    sent = federation.requests[-1].variables["representations"]
    assert sent == [{"__typename": "Parcel", "to": {"city": "Porto", "street": "Rua"}}]


def test_an_object_that_clients_may_not_see_is_null_wherever_it_stands() -> None:
    """Also after so many such answers that compiled code is made for them."""
    data = "interface Data { text: String } type Open implements Data @shareable { text: String }"
    entities = [
        {"id": "1", "data": {"__typename": "Secret", "text": "a"}},
        {"id": "2", "data": {"__typename": "Open", "text": "b"}},
    ]
    federation = Federation(
        names=Subgraph(
            f'type Query {{ one: Entity two: Entity }} type Entity @key(fields: "id") {{ id: ID! }} {data}',
            {"Query": {"one": {"id": "1"}, "two": {"id": "2"}}, "Entity": entities},
        ),
        datas=Subgraph(
            f'type Entity @key(fields: "id") {{ id: ID! data: Data }} {data} type Secret implements Data @inaccessible {{ text: String }}',
            {"Query": {}, "Entity": entities},
        ),
    )
    expected = {"one": {"id": "1", "data": None}, "two": {"id": "2", "data": {"__typename": "Open"}}}
    for _ in range(ANSWERS_BEFORE_CHECKING):
        assert federation.ask("{ one { id data { __typename } } two { id data { __typename } } }") == {"data": expected}


def test_what_only_the_second_of_two_subgraphs_brings_of_an_object_is_found_below_it() -> None:
    members = 'union Media = Book | Film type Book @shareable { title: String! } type Film @key(fields: "id") { id: ID!'
    film = {"__typename": "Film", "id": "1", "length": 90}
    federation = Federation(
        a=Subgraph(
            f"type Query {{ viewer: Viewer @shareable }} type Viewer {{ a: Media }} {members} }}",
            {"Query": {"viewer": {"a": film}}, "Film": [film]},
        ),
        b=Subgraph(
            f"type Query {{ viewer: Viewer @shareable }} type Viewer {{ b: Media }} {members} length: Int }}",
            {"Query": {"viewer": {"b": film}}, "Film": [film]},
        ),
    )
    query = "{ viewer { a { ... on Film { length } } b { ... on Film { length } ... on Book { title } } } }"
    assert federation.ask(query) == {"data": {"viewer": {"a": {"length": 90}, "b": {"length": 90}}}}

"""What a subgraph leaves open: types that nobody tells, keys that are also inputs, values that are not for clients."""

from __future__ import annotations

import pytest

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

"""Unions and interfaces, nested: runtime types decide at every level what is fetched, from where, and what is shown."""

from __future__ import annotations

from shapes.model import LINK, Ref, Row, Shape, SubgraphData

ENTRIES = 60

_kinds = ("Book", "Film", "Track")


def _key(number: int) -> str:
    return f"{_kinds[number % 3].lower()}-{number}"


def _row(number: int) -> Row:
    row: Row = {"id": _key(number), "title": f"Title {number}", "year": 1950 + number}
    match number % 3:
        case 0:
            row |= {
                "pages": 100 + number,
                "author": {"__typename": "Writer", "name": f"Writer {number}", "born": 1900 + number},
            }
        case 1:
            row |= {
                "minutes": 90 + number,
                "director": {"__typename": "Studio", "name": f"Studio {number}", "city": "Turin"},
            }
        case _:
            row |= {"seconds": 200 + number, "samples": [f"s{number}", f"t{number}"]}
    row["related"] = [Ref(_kinds[(number + step) % 3], _key((number + step) % ENTRIES)) for step in (1, 2, 3)]
    return row


_media: dict[str, dict[str, Row]] = {kind: {} for kind in _kinds}
for _number in range(ENTRIES):
    _media[_kinds[_number % 3]][_key(_number)] = _row(_number)
_ratings: dict[str, dict[str, Row]] = {
    kind: {key: {"id": key, "stars": 1 + len(key) % 5, "votes": 10 * len(key)} for key in rows}
    for kind, rows in _media.items()
}

CATALOGUE = Shape(
    name="catalogue",
    summary="nested interfaces and unions over two subgraphs",
    subgraphs={
        "media": SubgraphData(
            sdl=LINK
            + """
            interface Medium { id: ID! title: String! year: Int related: [Medium!]! }
            type Book implements Medium @key(fields: "id") {
              id: ID! title: String! year: Int related: [Medium!]! pages: Int author: Maker
            }
            type Film implements Medium @key(fields: "id") {
              id: ID! title: String! year: Int related: [Medium!]! minutes: Int director: Maker
            }
            type Track implements Medium @key(fields: "id") {
              id: ID! title: String! year: Int related: [Medium!]! seconds: Int samples: [String!]
            }
            type Writer { name: String! born: Int }
            type Studio { name: String! city: String }
            union Maker = Writer | Studio
            union Anything = Book | Film | Track
            type Query { feed: [Anything!]! }
            """,
            roots={"feed": lambda: [Ref(_kinds[n % 3], _key(n)) for n in range(ENTRIES)]},
            tables=_media,
            keys=dict.fromkeys(_kinds, "id"),
        ),
        "ratings": SubgraphData(
            sdl=LINK
            + """
            type Book @key(fields: "id") { id: ID! stars: Int! votes: Int }
            type Film @key(fields: "id") { id: ID! stars: Int! votes: Int }
            type Track @key(fields: "id") { id: ID! stars: Int! votes: Int }
            type Query { bestRated: ID }
            """,
            tables=_ratings,
            keys=dict.fromkeys(_kinds, "id"),
        ),
    },
    operation="""
query Catalogue {
  feed {
    __typename
    ... on Book { id title pages stars author { ... on Writer { name born } ... on Studio { name } } related { ...medium } }
    ... on Film { id title minutes stars votes director { __typename ... on Studio { name city } } related { ...medium } }
    ... on Track { id title seconds samples related { ...medium } }
  }
}
fragment medium on Medium {
  id title year
  ... on Book { pages stars }
  ... on Film { minutes director { ... on Studio { name } } }
  related { __typename title ... on Track { seconds votes } }
}
""",
)

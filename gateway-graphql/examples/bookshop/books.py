"""The subgraph that knows what a book is: `uvicorn books:app --port 5101`."""

import strawberry
from strawberry.asgi import GraphQL


@strawberry.federation.type(keys=["isbn"])
class Book:
    isbn: strawberry.ID
    title: str
    # In grams.
    weight: int

    @classmethod
    def resolve_reference(cls, isbn: strawberry.ID) -> "Book | None":
        return BOOKS.get(isbn)


BOOKS = {
    book.isbn: book
    for book in (
        Book(isbn=strawberry.ID("9780141439518"), title="Pride and Prejudice", weight=318),
        Book(isbn=strawberry.ID("9780142437209"), title="Jane Eyre", weight=416),
    )
}


@strawberry.type
class Query:
    @strawberry.field
    def books(self) -> list[Book]:
        return list(BOOKS.values())


schema = strawberry.federation.Schema(query=Query)
app = GraphQL[None, None](schema)

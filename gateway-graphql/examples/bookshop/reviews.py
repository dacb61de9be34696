"""The subgraph that adds what readers say, and what sending a book costs: `uvicorn reviews:app --port 5102`.

It knows of a book what its key says, and the weight, which the gateway fetches for it because `postage` requires it.
"""

import strawberry
from strawberry.asgi import GraphQL

OPINIONS = {"9780141439518": ["Light, bright and sparkling."], "9780142437209": ["Reader, I read it.", "Windy."]}
CENTS_PER_100_GRAMS = 60


@strawberry.type
class Review:
    text: str


@strawberry.federation.type(keys=["isbn"])
class Book:
    isbn: strawberry.ID
    weight: int = strawberry.federation.field(external=True, default=0)

    @strawberry.field
    def reviews(self) -> list[Review]:
        return [Review(text=text) for text in OPINIONS.get(self.isbn, [])]

    @strawberry.federation.field(requires=["weight"])
    def postage_cents(self) -> int:
        return -(-self.weight // 100) * CENTS_PER_100_GRAMS

    @classmethod
    def resolve_reference(cls, isbn: strawberry.ID, weight: int = 0) -> "Book":
        return cls(isbn=isbn, weight=weight)


schema = strawberry.federation.Schema(types=[Book])
app = GraphQL[None, None](schema)

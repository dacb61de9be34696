"""The schema with its limits and caches, as `export_schema` prints it and requests run over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    SchemaExtension,
    ValidationCache,
)
from strawberry.extensions.disable_introspection import DisableIntrospection
from strawberry.schema.config import StrawberryConfig

from reservation_service.schema.basic_types import Flight
from reservation_service.schema.entities import BatchingSchema
from reservation_service.schema.mutation import Mutation
from reservation_service.schema.query import Query
from reservation_service.schema.subscription import Subscription
from reservation_service.schema.types import Reservation, User

# A gateway sends the same few documents for ever; more than this is somebody playing.
REMEMBERED_DOCUMENTS = 256
# The deepest honest request, a page of reservations with segments and fares, has six levels.
MAX_DEPTH = 12
MAX_TOKENS = 2000
MAX_ALIASES = 60
# Made once: what was found valid is remembered by its rules too, and every limiter makes a rule of its own.
LIMITS = [
    *MaxAliasesLimiter(max_alias_count=MAX_ALIASES).validation_rules,
    *QueryDepthLimiter(max_depth=MAX_DEPTH).validation_rules,
]


class MarkExecution(SchemaExtension):
    """Tells the context when the document has been found good."""

    def on_execute(self) -> Iterator[None]:
        self.execution_context.context.is_executing = True
        yield


@cache
def build_schema(*, introspection: bool = True) -> BatchingSchema:
    """Without `introspection` nothing is told about the schema, not even by suggestions in errors."""
    extensions: list[type[SchemaExtension] | Callable[[], SchemaExtension]] = [
        lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
        lambda: AddValidationRules(LIMITS),
        lambda: ParserCache(maxsize=REMEMBERED_DOCUMENTS),
        lambda: ValidationCache(maxsize=REMEMBERED_DOCUMENTS),
        MarkExecution,
    ]
    if not introspection:
        extensions.insert(0, DisableIntrospection)
    return BatchingSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Flight, Reservation, User],
        extensions=extensions,
        config=StrawberryConfig(disable_field_suggestions=not introspection),
    )

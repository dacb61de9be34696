"""The schema, with its limits and caches, in one place."""

import logging
from typing import Any

from graphql import GraphQLError
from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    ValidationCache,
)

from flight_service.schema.entities import BatchingSchema
from flight_service.schema.mutation import Mutation
from flight_service.schema.query import Query
from flight_service.schema.reference_types import AircraftType, Airline, Airport

# A gateway's requests are flat: its own limits are on the whole operation, these on one subgraph's part of it.
_DEEPEST = 12
_MOST_TOKENS = 4000
_MOST_ALIASES = 100
# A gateway asks a few shapes over and over; each takes some tens of kilobytes here.
_DOCUMENTS_KEPT = 256

# Made once: what was found valid is remembered by its rules too, and every limiter makes a rule of its own.
_LIMITS = [
    *MaxAliasesLimiter(max_alias_count=_MOST_ALIASES).validation_rules,
    *QueryDepthLimiter(max_depth=_DEEPEST).validation_rules,
]


class FlightsSchema(BatchingSchema):
    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """The view gives errors their codes and logs what is worth logging, with its trace id."""
        logging.getLogger(__name__).debug("request had errors", extra={"count": len(errors)})


schema = FlightsSchema(
    query=Query,
    mutation=Mutation,
    types=[Airport, Airline, AircraftType],
    extensions=[
        lambda: MaxTokensLimiter(max_token_count=_MOST_TOKENS),
        lambda: AddValidationRules(_LIMITS),
        lambda: ParserCache(maxsize=_DOCUMENTS_KEPT),
        lambda: ValidationCache(maxsize=_DOCUMENTS_KEPT),
    ],
)

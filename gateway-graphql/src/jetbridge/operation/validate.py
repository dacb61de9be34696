"""Validate a document against the API schema: graphql-core's rules, with a linear one for overlapping fields.

GraphQL specification, "Validation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import OverlappingFieldsCanBeMergedRule, specified_rules, validate

from jetbridge.operation.overlap import OverlappingFieldsRule
from jetbridge.operation.refusal import refuse_all

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLSchema

# More would help nobody and is work that a hostile document makes us do.
MAX_ERRORS = 20

RULES = (
    *(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule),
    OverlappingFieldsRule,
)


def check_document(document: DocumentNode, schema: GraphQLSchema, *, suggestions: bool) -> None:
    """Raises `OperationRefused` with what is wrong; `suggestions` ("Did you mean") tell of the schema."""
    errors = validate(
        schema,
        document,
        RULES,
        max_errors=MAX_ERRORS,
        hide_suggestions=not suggestions,
        allow_empty_selection_sets=False,
    )
    if errors:
        raise refuse_all("GRAPHQL_VALIDATION_FAILED", errors)

"""Whether a `Schema` is valid GraphQL, one rule a file. Subgraphs and the merged schema go through the same rules.

GraphQL specification, "Type System".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import iterate_places
from jetbridge.composition.validation.graphql.default_values import check_default_values
from jetbridge.composition.validation.graphql.deprecation import check_deprecation
from jetbridge.composition.validation.graphql.directives import check_directives
from jetbridge.composition.validation.graphql.input_cycles import check_input_cycles
from jetbridge.composition.validation.graphql.interfaces import check_interfaces
from jetbridge.composition.validation.graphql.members import check_members
from jetbridge.composition.validation.graphql.names import check_names
from jetbridge.composition.validation.graphql.one_of import check_one_of
from jetbridge.composition.validation.graphql.references import check_references

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.model import Place, Schema
    from jetbridge.composition.validation.graphql.problem import Problem

# They take for granted that every type they meet exists; reading a subgraph has checked that already.
_RULES = (
    check_names,
    check_members,
    check_interfaces,
    check_input_cycles,
    check_default_values,
    check_deprecation,
    check_one_of,
)


def check_graphql(schema: Schema, places: Sequence[Place]) -> list[Problem]:
    """Collect every problem; `places` are the schema's applied directives."""
    problems = [problem for rule in _RULES for problem in rule(schema)]
    problems += check_directives(schema, places)
    return problems


def check_merged_graphql(schema: Schema) -> list[Problem]:
    """Collect the problems merging can have caused in a schema made of valid ones."""
    # A subgraph may refer to a type of the subgraph protocol (`_Any`), which is no part of the graph.
    problems = list(check_references(schema))
    if problems:
        return problems
    rules = (check_interfaces, check_input_cycles, check_default_values, check_one_of)
    problems = [problem for rule in rules for problem in rule(schema)]
    # Of a custom directive the newest definition stands, for the uses of older ones too.
    custom = [place for place in iterate_places(schema) if place.directive.name in schema.directives]
    return problems + list(check_directives(schema, custom)) if custom else problems

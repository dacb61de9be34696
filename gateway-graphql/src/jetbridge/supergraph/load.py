"""Supergraph SDL -> `Supergraph`: any version of the `join` specification, so Federation 1 supergraphs too.

Specification: https://specs.apollo.dev/join/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import EnumTypeDefinitionNode, GraphQLError, parse

from jetbridge.garbage import paused_collection
from jetbridge.supergraph.api_schema import build_api_schema, build_whole_schema
from jetbridge.supergraph.deprecations import with_default_reasons
from jetbridge.supergraph.event_fields import SPECIFICATION, EventFieldError, find_event_fields
from jetbridge.supergraph.field_sets import FieldSetError, FieldSetReader
from jetbridge.supergraph.join1 import load_types_of_join_1
from jetbridge.supergraph.joined_types import TypeLoader
from jetbridge.supergraph.model import Subgraph, Supergraph
from jetbridge.supergraph.spec_names import Specification, find_specifications, read_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode


class SupergraphError(Exception):
    """The text is not a supergraph; the message says what is wrong with it."""


def load_supergraph(sdl: str) -> Supergraph:
    """Load a composed supergraph. Its consistency is composition's business and not checked again."""
    with paused_collection():
        return _load_document(sdl)


def _load_document(sdl: str) -> Supergraph:
    try:
        document = with_default_reasons(parse(sdl, no_location=True), sdl)
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else 1
        raise SupergraphError(f"The supergraph is not GraphQL, see line {line}: {error.message}") from error
    specifications = find_specifications(document)
    join = specifications.get("join")
    if join is None:
        raise SupergraphError(
            "The schema links no version of https://specs.apollo.dev/join, so it is not a supergraph; "
            "make one of your subgraphs with `jetbridge compose`."
        )
    try:
        return _load(sdl, document, specifications, join)
    except EventFieldError as error:
        raise SupergraphError(str(error)) from error
    except (GraphQLError, FieldSetError, KeyError, TypeError) as error:
        raise SupergraphError(f"The supergraph is damaged: {error}") from error


def _load(
    sdl: str, document: DocumentNode, specifications: Mapping[str, Specification], join: Specification
) -> Supergraph:
    schema = build_whole_schema(document, specifications)
    subgraphs = _load_subgraphs(document, join)
    loader = TypeLoader(document, schema, FieldSetReader(schema), join, subgraphs, specifications.get("context"))
    types = load_types_of_join_1(loader) if join.version < (0, 2) else loader.load_types()
    return Supergraph(
        sdl=sdl,
        subgraphs={subgraph.name: subgraph for subgraph in subgraphs.values()},
        schema=schema,
        api_schema=build_api_schema(document, specifications),
        types=types,
        contexts=loader.contexts,
        event_fields=find_event_fields(schema, specifications.get(SPECIFICATION)),
    )


def _load_subgraphs(document: DocumentNode, join: Specification) -> dict[str, Subgraph]:
    """Subgraphs by their value of the `join__Graph` enum."""
    enum_name, directive_name = join.type("Graph"), join.directive("graph")
    for definition in document.definitions:
        if isinstance(definition, EnumTypeDefinitionNode) and definition.name.value == enum_name:
            found = {}
            for value in definition.values or ():
                for directive in value.directives or ():
                    if directive.name.value == directive_name:
                        arguments = read_arguments(directive)
                        name = value.name.value
                        found[name] = Subgraph(arguments["name"], name, arguments.get("url") or "")
            return found
    raise SupergraphError(f'The supergraph has no enum "{enum_name}", so it names no subgraphs.')

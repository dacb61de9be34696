"""SDL text -> GraphQL document, or the reason why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLSyntaxError, Source, parse

from jetbridge.composition.errors import CompositionError, SourceLocation

if TYPE_CHECKING:
    from graphql import DocumentNode

    from jetbridge.composition.subgraph import SubgraphDefinition


def parse_document(definition: SubgraphDefinition) -> DocumentNode | CompositionError:
    """Parse a subgraph's SDL; the nodes keep their locations in it."""
    source = Source(definition.sdl, definition.name)
    try:
        return parse(source)
    except GraphQLSyntaxError as error:
        places = tuple(SourceLocation(definition.name, at.line, at.column, source) for at in error.locations or ())
        return CompositionError("INVALID_GRAPHQL", f"[{definition.name}] {error.message}", None, places)
    except RecursionError:
        # The parser descends as deep as the text nests; a thousand brackets in a row are no schema.
        return CompositionError("INVALID_GRAPHQL", f"[{definition.name}] The document is nested too deeply.")

"""A file with a supergraph or an API schema -> the API schema, which is what clients depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLError, build_ast_schema, parse

from jetbridge.supergraph import SupergraphError, load_supergraph
from jetbridge.supergraph.deprecations import with_default_reasons

if TYPE_CHECKING:
    from pathlib import Path

    from graphql import GraphQLSchema


class SchemaFileError(Exception):
    """The file has no usable schema; the message says why."""


def load_api_schema(path: Path) -> GraphQLSchema:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaFileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    return build_api_schema(text, str(path))


def build_api_schema(text: str, name: str) -> GraphQLSchema:
    """Supergraphs are told from API schemas by their join specification."""
    try:
        if "join__Graph" in text:
            return load_supergraph(text).api_schema
        return build_ast_schema(with_default_reasons(parse(text), text))
    except (GraphQLError, SupergraphError, TypeError) as error:
        raise SchemaFileError(f"{name} is no schema: {error}") from error

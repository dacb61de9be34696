"""Errors about merged elements, pointing to every subgraph that declares the element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.errors import CompositionError, locate_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import Node

    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.subgraph import Subgraph


def merged_error(graph: MergedGraph, code: str, message: str, coordinate: str) -> CompositionError:
    """Make an error about the element of a coordinate such as `T`, `T.f` or `T.f(a:)`."""
    places = ((subgraph.name, node) for subgraph in graph.subgraphs if (node := _find_node(subgraph, coordinate)))
    return CompositionError(code, message, coordinate, locate_all(places))


def _find_node(subgraph: Subgraph, coordinate: str) -> Node | None:
    nodes = list(_nodes(subgraph, coordinate))
    return nodes[-1] if nodes else None


def _nodes(subgraph: Subgraph, coordinate: str) -> Iterator[Node | None]:
    element, _, rest = coordinate.partition("(")
    argument = rest.removesuffix(":)")
    if element.startswith("@"):
        directive = subgraph.schema.directives.get(element[1:])
        if directive is not None:
            yield directive.arguments[argument].node if argument in directive.arguments else directive.node
        return
    type_name, _, member = element.partition(".")
    definition = subgraph.schema.types.get(type_name)
    if definition is None:
        return
    found = definition.fields.get(member) or definition.inputs.get(member) or definition.values.get(member)
    if not member:
        yield definition.node
    elif argument and member in definition.fields:
        inner = definition.fields[member].arguments.get(argument)
        yield inner.node if inner else definition.fields[member].node
    elif found is not None:
        yield found.node

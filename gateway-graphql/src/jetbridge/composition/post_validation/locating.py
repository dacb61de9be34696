"""Errors about merged elements, pointing to every subgraph that declares the element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.errors import CompositionError, CompositionHint, locate_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import Node

    from jetbridge.composition.errors import SourceLocation
    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.subgraph import Subgraph


def merged_error(graph: MergedGraph, code: str, message: str, coordinate: str) -> CompositionError:
    """Make an error about the element of a coordinate such as `T`, `T.f` or `T.f(a:)`."""
    return CompositionError(code, message, coordinate, _places(graph, coordinate))


def merged_hint(graph: MergedGraph, code: str, message: str, coordinate: str) -> CompositionHint:
    """Make a hint about such an element."""
    return CompositionHint(code, message, coordinate, _places(graph, coordinate))


def _places(graph: MergedGraph, coordinate: str) -> tuple[SourceLocation, ...]:
    return locate_all((s.name, node) for s in graph.subgraphs if (node := _find_node(s, coordinate)))


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

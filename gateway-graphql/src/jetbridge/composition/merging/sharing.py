"""@shareable: a field more than one subgraph resolves must be shareable in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.overrides import interface_objects_with
from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.model import find_directive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import Node

    from jetbridge.composition.merging.context import Merge, Sources
    from jetbridge.composition.merging.overrides import Overridden
    from jetbridge.composition.model import Field


def check_sharing(
    merge: Merge, type_name: str, field_name: str, sources: Sources[Field], overridden: Mapping[int, Overridden]
) -> None:
    """Count who resolves a field of an object type, through interface objects too."""
    if type_name == "Subscription":
        _check_subscription(merge, f"{type_name}.{field_name}", sources)
    resolving: list[tuple[int, bool, Node | None]] = []
    for index, field in sources:
        facts = merge.facts[index]
        if index in overridden or facts.is_fully_external(type_name, field_name):
            continue
        definition = merge.subgraphs[index].schema.types[type_name]
        resolving.append((index, facts.is_shareable(definition, field), field.node))
    resolving += _through_interface_objects(merge, type_name, field_name)
    private = [index for index, is_shareable, _ in resolving if not is_shareable]
    if len(resolving) > 1 and private:
        _report(merge, f"{type_name}.{field_name}", resolving, private)


def _check_subscription(merge: Merge, coordinate: str, sources: Sources[Field]) -> None:
    marked = [(index, field.node) for index, field in sources if find_directive(field.directives, "shareable")]
    if marked:
        names = subgraph_list(merge.names(index for index, _ in marked))
        message = f'"{coordinate}" is marked @shareable in {names}, but a subscription has one source; remove it.'
        merge.error("INVALID_FIELD_SHARING", message, coordinate, marked)


def _through_interface_objects(merge: Merge, type_name: str, field_name: str) -> list[tuple[int, bool, Node | None]]:
    found = []
    if not merge.interface_objects:
        return []
    for index, subgraph in enumerate(merge.subgraphs):
        if type_name in subgraph.schema.types:
            continue
        for interface in interface_objects_with(merge, index, type_name, field_name):
            definition = subgraph.schema.types[interface]
            field = definition.fields[field_name]
            if not merge.facts[index].is_fully_external(interface, field_name):
                found.append((index, merge.facts[index].is_shareable(definition, field), field.node))
    return found


def _report(merge: Merge, coordinate: str, resolving: list[tuple[int, bool, Node | None]], private: list[int]) -> None:
    all_names = subgraph_list(merge.names(index for index, _, _ in resolving))
    where = subgraph_list(merge.names(private)) if len(private) < len(resolving) else "all of them"
    message = (
        f'"{coordinate}" is resolved by {all_names}, but not marked @shareable in {where};'
        " mark it there, or let one subgraph resolve it."
    )
    merge.error("INVALID_FIELD_SHARING", message, coordinate, [(index, node) for index, _, node in resolving])

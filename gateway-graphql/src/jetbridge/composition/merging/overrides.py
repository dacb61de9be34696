"""@override: which subgraph's field another subgraph takes over, for all or for part of the traffic (`label`).

In: the declarations of a field. Out: what became of each overridden one; or errors where the override is refused, in
which case both subgraphs go on resolving the field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import StringValueNode

from jetbridge.composition.model import Kind, find_directive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import Node

    from jetbridge.composition.merging.context import Merge, Sources
    from jetbridge.composition.model import Directive, Field

_LABEL = re.compile(r"[a-zA-Z][a-zA-Z0-9_\-:./]*")
_PERCENT = re.compile(r"percent\(([0-9]{1,2}(?:\.[0-9]{1,8})?|100)\)")
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Overridden:
    """A subgraph's field that another one takes over. With a label, both may be asked."""

    is_used: bool
    label: str | None = None

    @property
    def is_gone(self) -> bool:
        """Whether nothing needs the field in that subgraph any more."""
        return not self.is_used and self.label is None


def string_argument(directive: Directive, name: str) -> str | None:
    """Read a string argument; None where it is absent."""
    value = directive.arguments.get(name)
    return value.value if isinstance(value, StringValueNode) else None


def find_overridden(merge: Merge, type_name: str, field_name: str, sources: Sources[Field]) -> Mapping[int, Overridden]:
    """Follow every @override on the field."""
    overriding = [
        (index, directive) for index, field in sources if (directive := find_directive(field.directives, "override"))
    ]
    if not overriding:
        return {}
    by_index = dict(sources)
    overridden: dict[int, Overridden] = {}
    for index, directive in overriding:
        source = _find_source(merge, f"{type_name}.{field_name}", type_name, index, directive, by_index)
        if source is not None:
            overridden[source] = _take_over(merge, type_name, field_name, source, directive, by_index[source])
    return overridden


def _find_source(
    merge: Merge, coordinate: str, type_name: str, index: int, directive: Directive, by_index: Mapping[int, Field]
) -> int | None:
    origin = string_argument(directive, "from") or ""
    nodes: list[tuple[int, Node | None]] = [(index, directive.node)]
    names = [subgraph.name for subgraph in merge.subgraphs]
    definition = merge.subgraphs[index].schema.types[type_name]
    if definition.kind is Kind.INTERFACE:
        message = f'"{coordinate}" is a field of an interface; override the fields of the implementations.'
        merge.error("OVERRIDE_ON_INTERFACE", message, coordinate, nodes)
        return None
    if definition.has("interfaceObject"):
        message = f'"{coordinate}" cannot override: its type is an @interfaceObject, where overriding is not possible.'
        merge.error("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", message, coordinate, nodes)
        return None
    if origin not in names:
        message = f'"{coordinate}" overrides subgraph "{origin}", which does not exist; there are {", ".join(names)}.'
        merge.hint("FROM_SUBGRAPH_DOES_NOT_EXIST", message, coordinate, nodes)
        return None
    source = names.index(origin)
    if source == index:
        message = f'"{coordinate}" overrides its own subgraph "{origin}"; name the subgraph the field comes from.'
        merge.error("OVERRIDE_FROM_SELF_ERROR", message, coordinate, nodes)
        return None
    field = by_index.get(source)
    if field is None:
        _report_absent_source(merge, coordinate, type_name, source, nodes)
        return None
    if find_directive(field.directives, "override"):
        message = f'"{coordinate}" overrides "{origin}", which itself overrides; only one can take a field over.'
        merge.error("OVERRIDE_SOURCE_HAS_OVERRIDE", message, coordinate, [*nodes, (source, field.node)])
        return None
    return None if _collides(merge, coordinate, index, source, directive, by_index) else source


def _report_absent_source(
    merge: Merge, coordinate: str, type_name: str, source: int, nodes: list[tuple[int, Node | None]]
) -> None:
    origin = merge.subgraphs[source].name
    field_name = coordinate.partition(".")[2]
    providers = interface_objects_with(merge, source, type_name, field_name)
    if providers:
        above = providers[0]
        message = f'"{coordinate}" cannot override "{origin}", where the @interfaceObject "{above}" has the field.'
        merge.error("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", message, coordinate, nodes)
    else:
        message = f'"{coordinate}" overrides "{origin}", which has no such field; @override can be removed.'
        merge.hint("OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", message, coordinate, nodes)


def interface_objects_with(merge: Merge, index: int, type_name: str, field_name: str) -> list[str]:
    """List the interface objects of a subgraph through which it resolves a field of an implementation."""
    types = merge.subgraphs[index].schema.types
    above = ((name, types.get(name)) for name in merge.interfaces.get(type_name, ()))
    return [name for name, t in above if t is not None and t.has("interfaceObject") and field_name in t.fields]


def _collides(
    merge: Merge, coordinate: str, index: int, source: int, directive: Directive, by_index: Mapping[int, Field]
) -> bool:
    type_name, _, field_name = coordinate.partition(".")
    if merge.facts[index].is_external(type_name, field_name):
        found: tuple[int, str] | None = (index, "external")
    else:
        # The subgraph that takes the field over may require or provide as it likes; what the other one did ends.
        specs = ("requires", "provides")
        found = next(((source, spec) for spec in specs if find_directive(by_index[source].directives, spec)), None)
    if found is None:
        return False
    where = merge.subgraphs[found[0]].name
    message = f'"{coordinate}" cannot be overridden: it has "@{found[1]}" in subgraph "{where}"; remove one of them.'
    nodes = [(index, directive.node), (source, by_index[source].node)]
    merge.error("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", message, coordinate, nodes)
    return True


def _is_label(label: str) -> bool:
    percent = _PERCENT.fullmatch(label)
    return float(percent[1]) <= _WHOLE if percent else _LABEL.fullmatch(label) is not None


def _take_over(
    merge: Merge, type_name: str, field_name: str, source: int, directive: Directive, field: Field
) -> Overridden:
    coordinate = f"{type_name}.{field_name}"
    name = merge.subgraphs[source].name
    nodes = [(source, field.node)]
    if merge.facts[source].is_external(type_name, field_name):
        message = f'"{coordinate}" is @external in "{name}", which never resolves it; @override can be removed.'
        merge.hint("OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", message, coordinate, nodes)
        return Overridden(is_used=True)
    label = string_argument(directive, "label") or None
    if label is not None and not _is_label(label):
        message = (
            f'"{label}" on "{coordinate}" is no label: use letters, digits and _-:./ after a first letter,'
            " or percent(N) with N from 0 to 100."
        )
        merge.error("OVERRIDE_LABEL_INVALID", message, coordinate, nodes)
    is_used = (type_name, field_name) in merge.facts[source].used
    if label is not None:
        message = f'"{coordinate}" is being migrated away from "{name}"; the migration can be finished or undone.'
        merge.hint("OVERRIDE_MIGRATION_IN_PROGRESS", message, coordinate, nodes)
        return Overridden(is_used, label)
    advice = "is still needed there by other directives" if is_used else "can be removed there"
    message = f'"{coordinate}" is no longer resolved by "{name}"; it {advice}.'
    merge.hint("OVERRIDDEN_FIELD_CAN_BE_REMOVED", message, coordinate, nodes)
    return Overridden(is_used)

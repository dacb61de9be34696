"""`@join__field`: what each subgraph knows of a field, left out where all that know its type know it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import StringValueNode

from jetbridge.composition.context_text import split_context
from jetbridge.composition.merging.graph import ContextArgument, JoinField
from jetbridge.composition.merging.overrides import string_argument
from jetbridge.composition.model import find_directive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.composition.merging.context import Merge, Sources
    from jetbridge.composition.merging.overrides import Overridden
    from jetbridge.composition.model import Directives, Field


def join_field(
    merge: Merge,
    type_name: str,
    field_name: str,
    sources: Sources[Field],
    *,
    overridden: Mapping[int, Overridden],
    all_types_equal: bool,
) -> None:
    """Record who knows the field, if that does not go without saying."""
    labels = {other.label for other in overridden.values()}
    joins = [
        _join(merge, type_name, index, field, overridden.get(index), labels, all_types_equal=all_types_equal)
        for index, field in sources
        if index not in overridden or not overridden[index].is_gone
    ]
    everywhere = len(joins) == len(merge.sources[type_name])
    if not everywhere or not all_types_equal or any(map(_says_something, joins)):
        merge.joins.fields[(type_name, field_name)] = joins


def _join(
    merge: Merge,
    type_name: str,
    index: int,
    field: Field,
    overridden: Overridden | None,
    labels: set[str | None],
    *,
    all_types_equal: bool,
) -> JoinField:
    printed_type = None if all_types_equal else field.type.text
    is_external = merge.facts[index].is_external(type_name, field.name)
    if not field.directives and overridden is None and not field.arguments:
        return JoinField(index, type=printed_type, is_external=is_external)
    override = find_directive(field.directives, "override")
    label = string_argument(override, "label") if override else None
    if label not in labels:
        # There is nobody to share the traffic with.
        label = None
    return JoinField(
        index,
        requires=_field_set(field.directives, "requires"),
        provides=_field_set(field.directives, "provides"),
        type=printed_type,
        is_external=is_external,
        override=string_argument(override, "from") if override else None,
        override_label=label or (overridden.label if overridden else None),
        is_used_overridden=overridden is not None and overridden.is_used and not is_external,
        context_arguments=_context_arguments(merge.subgraphs[index].name, field),
    )


def _says_something(join: JoinField) -> bool:
    return (
        join.is_external
        or join.requires is not None
        or join.provides is not None
        or join.override_label is not None
        or join.is_used_overridden
        or bool(join.context_arguments)
    )


def _field_set(directives: Directives, spec: str) -> str | None:
    directive = find_directive(directives, spec)
    return string_argument(directive, "fields") if directive else None


def _context_arguments(subgraph: str, field: Field) -> tuple[ContextArgument, ...]:
    arguments = []
    for argument in field.arguments.values():
        directive = find_directive(argument.directives, "fromContext")
        value = directive.arguments.get("field") if directive else None
        if isinstance(value, StringValueNode):
            context, selection = split_context(value.value)
            name = f"{subgraph}__{context}"
            arguments.append(ContextArgument(argument.name, argument.type.text, name, selection))
    return tuple(arguments)

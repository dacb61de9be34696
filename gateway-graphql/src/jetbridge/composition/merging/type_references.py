"""Types of fields and arguments: outputs merge to the most general type, inputs to the most specific one.

Types may differ in nullability, through lists too, and outputs in that one is an interface or union of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from jetbridge.composition.merging.reporting import describe_versions
from jetbridge.composition.type_ref import is_subtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import Node

    from jetbridge.composition.merging.context import Merge, Sources
    from jetbridge.composition.type_ref import TypeRef


class Typed(Protocol):
    """A field, an argument or an input field."""

    @property
    def type(self) -> TypeRef:
        """Its type."""

    @property
    def node(self) -> Node | None:
        """Where it is declared."""


_Element = TypeVar("_Element", bound=Typed)


@dataclass(frozen=True, slots=True)
class MergedType:
    """The type, and whether every subgraph says the same."""

    type: TypeRef
    all_equal: bool


def merge_output_type(merge: Merge, coordinate: str, sources: Sources[_Element]) -> MergedType:
    """Merge the type of a field."""
    merged = _merge(sources, lambda one, other: is_subtype(one, other, merge.is_subtype))
    merge.used_as_output.update(element.type.name for _, element in sources)
    return _reported(
        merge, coordinate, sources, merged, "FIELD_TYPE_MISMATCH", "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE"
    )


def merge_argument_type(merge: Merge, coordinate: str, sources: Sources[_Element]) -> MergedType:
    """Merge the type of an argument."""
    return _merge_input(
        merge,
        coordinate,
        sources,
        "FIELD_ARGUMENT_TYPE_MISMATCH",
        "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE",
    )


def merge_input_field_type(merge: Merge, coordinate: str, sources: Sources[_Element]) -> MergedType:
    """Merge the type of a field of an input object."""
    return _merge_input(merge, coordinate, sources, "FIELD_TYPE_MISMATCH", "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE")


def _merge_input(
    merge: Merge, coordinate: str, sources: Sources[_Element], error_code: str, hint_code: str
) -> MergedType:
    merged = _merge(sources, lambda one, other: is_subtype(other, one, str.__eq__))
    merge.used_as_input.update(element.type.name for _, element in sources)
    return _reported(merge, coordinate, sources, merged, error_code, hint_code)


def _merge(sources: Sources[_Element], covers: Callable[[TypeRef, TypeRef], bool]) -> MergedType | None:
    merged = sources[0][1].type
    all_equal = True
    for _, element in sources[1:]:
        if element.type is merged:
            continue
        all_equal = False
        if covers(element.type, merged):
            merged = element.type
        elif not covers(merged, element.type):
            return None
    return MergedType(merged, all_equal)


def _reported(
    merge: Merge,
    coordinate: str,
    sources: Sources[_Element],
    merged: MergedType | None,
    error_code: str,
    hint_code: str,
) -> MergedType:
    if merged is not None and merged.all_equal:
        return merged
    nodes = [(index, element.node) for index, element in sources]
    versions = describe_versions((merge.subgraphs[i], f'"{element.type}"') for i, element in sources)
    if merged is None:
        message = f'The type of "{coordinate}" differs: it is {versions}; no type covers all of them.'
        merge.error(error_code, message, coordinate, nodes)
        return MergedType(sources[0][1].type, all_equal=False)
    message = f'The type of "{coordinate}" differs: it is {versions}; the supergraph uses "{merged.type}".'
    merge.hint(hint_code, message, coordinate, nodes)
    return merged

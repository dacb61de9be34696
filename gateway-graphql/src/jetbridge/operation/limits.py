"""Refuse operations that are too large, before anything expensive is done with them.

Every number is that of the expanded operation (as if each fragment stood where it is spread), computed from one visit
of each fragment. So a document of a few hundred bytes that means 100^10 fields costs microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, OperationDefinitionNode

from jetbridge.operation.refusal import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import DocumentNode, SelectionSetNode

    from jetbridge.operation.refusal import OperationRefused


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest operation that is accepted."""

    tokens: int = 5_000
    # Brackets of any kind within each other; parser and executor recurse over them.
    recursion: int = 200
    depth: int = 12
    aliases: int = 30
    directives: int = 50
    root_fields: int = 30
    # All operations of a document are parsed and validated, whichever of them is run.
    operations: int = 50
    # Fields and fragments of the expanded operation. The largest real operations have some hundreds.
    selections: int = 10_000
    introspection: bool = True


class OperationSize(NamedTuple):
    """How large an operation, or a part of it, is when expanded."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0
    selections: int = 0


_NOTHING = OperationSize()
_WORDS = {
    "depth": "levels of fields",
    "aliases": "aliases",
    "directives": "directives",
    "root_fields": "root fields",
    "selections": "selections",
}


def check_size(document: DocumentNode, limits: Limits) -> None:
    """Raise `OperationRefused` if any operation of `document` is over a limit."""
    try:
        sizes = measure(document)
    except RecursionError:
        message = f"The operation nests more than {limits.recursion} levels when its fragments are expanded."
        raise _refuse_size("recursion", limits.recursion, message) from None
    if len(sizes) > limits.operations:
        message = f"The document has {len(sizes)} operations; at most {limits.operations} are allowed."
        raise _refuse_size("operations", limits.operations, message)
    # Validation walks all operations of a document, so what it walks is limited for all of them together.
    selections = sum(size.selections for size in sizes)
    for size in sizes:
        for name, actual in size._replace(selections=selections)._asdict().items():
            maximum = getattr(limits, name)
            if actual > maximum:
                number = str(actual) if actual < 10**9 else "more than a billion"
                message = (
                    f"The operation has {number} {_WORDS[name]} when its fragments are expanded; "
                    f"at most {maximum} are allowed."
                )
                raise _refuse_size(name, maximum, message)


def measure(document: DocumentNode) -> list[OperationSize]:
    """The expanded size of each operation of `document`."""
    ruler = _Ruler(document)
    return [ruler.measure_operation(node) for node in document.definitions if isinstance(node, OperationDefinitionNode)]


def _refuse_size(limit: str, maximum: int, message: str) -> OperationRefused:
    return refuse("OPERATION_LIMIT_EXCEEDED", message, {"limit": limit, "maximum": maximum})


class _Ruler:
    """Measures operations of one document; each fragment is visited once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._sizes: dict[str, OperationSize] = {}

    def measure_operation(self, operation: OperationDefinitionNode) -> OperationSize:
        size = self._measure(operation.selection_set)
        return size._replace(directives=size.directives + len(operation.directives or ()))

    def _measure(self, selection_set: SelectionSetNode) -> OperationSize:
        return _add([self._measure_selection(selection) for selection in selection_set.selections])

    def _measure_selection(self, selection: object) -> OperationSize:
        match selection:
            case FieldNode():
                return self._measure_field(selection)
            case InlineFragmentNode():
                return _with_directives(self._measure(selection.selection_set), len(selection.directives or ()))
            case FragmentSpreadNode():
                return _with_directives(self._measure_fragment(selection.name.value), len(selection.directives or ()))
        return _NOTHING

    def _measure_field(self, field: FieldNode) -> OperationSize:
        inner = self._measure(field.selection_set) if field.selection_set else _NOTHING
        return OperationSize(
            # Introspection nests deeply by nature; its own validation rule bounds it.
            depth=0 if field.name.value.startswith("__") else inner.depth + 1,
            aliases=inner.aliases + (field.alias is not None),
            directives=inner.directives + len(field.directives or ()),
            root_fields=1,
            selections=inner.selections + 1,
        )

    def _measure_fragment(self, name: str) -> OperationSize:
        size = self._sizes.get(name)
        if size is None:
            # What a cycle (which validation refuses) or an unknown fragment counts while it is being visited.
            self._sizes[name] = _NOTHING
            fragment = self._fragments.get(name)
            size = self._sizes[name] = self._measure(fragment.selection_set) if fragment else _NOTHING
        return size


def _add(sizes: Sequence[OperationSize]) -> OperationSize:
    if not sizes:
        return _NOTHING
    depths, *counts = zip(*sizes, strict=True)
    return OperationSize(max(depths), *map(sum, counts))


def _with_directives(size: OperationSize, directives: int) -> OperationSize:
    return size._replace(directives=size.directives + directives, selections=size.selections + 1)

"""Applied directives: repeatable ones are united; of the others one application is chosen or a combination is made.

In: the declarations of an element in the subgraphs. Out: the directives it has in the supergraph.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol, TypeVar

from graphql import StringValueNode

from jetbridge.composition.merging.directive_arguments import COMBINATIONS
from jetbridge.composition.model import Directive
from jetbridge.composition.values import print_value, value_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import Node

    from jetbridge.composition.merging.context import Merge, Sources
    from jetbridge.composition.model import Directives


class Annotated(Protocol):
    """An element that may have directives."""

    @property
    def directives(self) -> Directives:
        """What is applied to it."""

    @property
    def node(self) -> Node | None:
        """Where it is declared."""


_Element = TypeVar("_Element", bound=Annotated)
_REPEATABLE = frozenset({"tag", "context"})


def merge_directives(merge: Merge, coordinate: str, sources: Sources[_Element]) -> Directives:
    """Merge the applications of every composed directive."""
    if not any(element.directives for _, element in sources):
        return ()
    applications = [(index, directive) for index, element in sources for directive in element.directives]
    return merge_applications(merge, coordinate, applications)


def merge_applications(merge: Merge, coordinate: str, applications: Sources[Directive]) -> Directives:
    """Merge directives applied to one element by several subgraphs."""
    by_name: dict[str, Sources[Directive]] = {}
    for index, directive in applications:
        name = merge.composed.name_of(merge.subgraphs[index], directive)
        if name is not None:
            by_name.setdefault(name, []).append((index, directive))
    merged: list[Directive] = []
    for name, uses in by_name.items():
        if uses[0][1].spec == "context":
            merged += _contexts(merge, name, uses)
        elif _is_repeatable(merge, name, uses[0][1]):
            merged += _distinct(merge, name, [directive for _, directive in uses])
        else:
            merged.append(_one(merge, coordinate, name, uses))
    return tuple(merged)


def _is_repeatable(merge: Merge, name: str, directive: Directive) -> bool:
    if directive.spec is not None:
        return directive.spec in _REPEATABLE
    definition = merge.composed.definitions.get(name)
    return definition is not None and definition.is_repeatable


def _distinct(merge: Merge, name: str, directives: Iterable[Directive]) -> list[Directive]:
    distinct = {_effective_key(merge, directive): directive for directive in reversed(list(directives))}
    return [Directive(name, d.spec, d.arguments, d.node) for d in reversed(distinct.values())]


def _contexts(merge: Merge, name: str, uses: Sources[Directive]) -> list[Directive]:
    # Contexts of different subgraphs are different contexts, so each takes its subgraph's name along.
    renamed = []
    for index, directive in uses:
        value = directive.arguments.get("name")
        if isinstance(value, StringValueNode):
            text = StringValueNode(value=f"{merge.subgraphs[index].name}__{value.value}")
            renamed.append(Directive(name, "context", {"name": text}, directive.node))
    return _distinct(merge, name, renamed)


def _one(merge: Merge, coordinate: str, name: str, uses: Sources[Directive]) -> Directive:
    first = uses[0][1]
    keys = Counter(_effective_key(merge, directive) for _, directive in uses)
    combine = COMBINATIONS.get(first.spec or "")
    nodes = [(index, directive.node) for index, directive in uses]
    if len(keys) == 1:
        return Directive(name, first.spec, first.arguments, first.node)
    if combine is not None:
        arguments = combine([directive.arguments for _, directive in uses])
        message = f'"@{name}" on "{coordinate}" has different arguments in different subgraphs; they are combined.'
        merge.hint("MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", message, coordinate, nodes)
        return Directive(name, first.spec, arguments)
    chosen_key = keys.most_common(1)[0][0]
    chosen = next(directive for _, directive in uses if _effective_key(merge, directive) == chosen_key)
    text = ", ".join(f"{key}: {print_value(value)}" for key, value in chosen.arguments.items())
    message = f'"@{name}" on "{coordinate}" has different arguments in different subgraphs; used is @{name}({text}).'
    merge.hint("INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", message, coordinate, nodes)
    return Directive(name, chosen.spec, chosen.arguments, chosen.node)


def _effective_key(merge: Merge, directive: Directive) -> tuple[tuple[str, str], ...]:
    """Make a key that is equal for uses that mean the same: an argument left out has its default value."""
    values = {name: value_key(value) for name, value in directive.arguments.items()}
    if directive.name == "deprecated":
        return (("reason", values.get("reason", '"No longer supported"')),)
    definition = merge.composed.definitions.get(directive.name) if directive.spec is None else None
    for argument in definition.arguments.values() if definition else ():
        if argument.default is not None:
            values.setdefault(argument.name, value_key(argument.default))
    return tuple(sorted(values.items()))

"""Can fields of one response key be merged? In time linear in the expanded operation.

GraphQL specification, "Field Selection Merging". The rule compares fields pair by pair there, which a hostile document
makes quadratic; here a whole group of fields is compared with its first one, in two walks over the merged selections:
one for the shape of the answer (whatever the parent types are), one for name and arguments (fields whose parent types
can be the same object). A set of fields that was walked once is not walked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    InlineFragmentNode,
    get_named_type,
    is_leaf_type,
    is_object_type,
    print_ast,
    type_from_ast,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphql import GraphQLNamedType, GraphQLOutputType, OperationDefinitionNode, SelectionSetNode
    from graphql.validation import ValidationContext


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """One place where a response key is asked for."""

    node: FieldNode
    parent: GraphQLNamedType | None
    type: GraphQLOutputType | None

    @property
    def signature(self) -> tuple[str, frozenset[str]]:
        return self.node.name.value, frozenset(print_ast(argument) for argument in self.node.arguments or ())


_Groups: TypeAlias = dict[str, list[_Occurrence]]


class OverlappingFieldsRule(ASTValidationRule):
    """Takes the place of graphql-core's rule of the same purpose."""

    context: ValidationContext

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._walked: set[tuple[str, frozenset[int]]] = set()

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        root = self.context.schema.get_root_type(node.operation)
        groups = self._collect([(node.selection_set, root)])
        self._check_shapes(groups)
        self._check_signatures(groups)

    def _check_shapes(self, groups: _Groups) -> None:
        if not self._is_new("shapes", groups):
            return
        for key, group in groups.items():
            first, *others = sorted(group, key=lambda occurrence: occurrence.type is None)
            for other in others:
                if not _is_same_shape(first.type, other.type):
                    kinds = f"they return conflicting types '{first.type}' and '{other.type}'"
                    self._report(key, kinds, first, other)
                    return
            self._check_shapes(self._collect_below(group))

    def _check_signatures(self, groups: _Groups) -> None:
        if not self._is_new("signatures", groups):
            return
        for key, group in groups.items():
            for overlapping in _split_by_parent(group):
                first = overlapping[0]
                if len(overlapping) > 1:
                    signature = first.signature
                    for other in overlapping[1:]:
                        if other.signature != signature:
                            self._report(key, _tell_difference(first, other), first, other)
                            return
                self._check_signatures(self._collect_below(overlapping))

    def _is_new(self, walk: str, groups: _Groups) -> bool:
        mark = walk, frozenset(id(occurrence.node) for group in groups.values() for occurrence in group)
        if mark in self._walked:
            return False
        self._walked.add(mark)
        return True

    def _report(self, key: str, reason: str, first: _Occurrence, other: _Occurrence) -> None:
        message = (
            f"Fields '{key}' conflict because {reason}. "
            "Use different aliases on the fields to fetch both if this was intentional."
        )
        self.report_error(GraphQLError(message, [first.node, other.node]))

    def _collect_below(self, group: Iterable[_Occurrence]) -> _Groups:
        return self._collect(
            [
                (occurrence.node.selection_set, get_named_type(occurrence.type) if occurrence.type else None)
                for occurrence in group
                if occurrence.node.selection_set
            ]
        )

    def _collect(self, sets: Sequence[tuple[SelectionSetNode, GraphQLNamedType | None]]) -> _Groups:
        """The fields of all `sets`, fragments inlined, by response key."""
        groups: _Groups = {}
        spread: set[str] = set()
        for selection_set, parent in sets:
            self._collect_into(groups, spread, selection_set, parent)
        return groups

    def _collect_into(
        self, groups: _Groups, spread: set[str], selection_set: SelectionSetNode, parent: GraphQLNamedType | None
    ) -> None:
        for selection in selection_set.selections:
            match selection:
                case FieldNode():
                    key = selection.alias.value if selection.alias else selection.name.value
                    occurrence = _Occurrence(selection, parent, self._get_type(parent, selection.name.value))
                    groups.setdefault(key, []).append(occurrence)
                case InlineFragmentNode():
                    condition = selection.type_condition
                    inner = type_from_ast(self.context.schema, condition) if condition else parent
                    self._collect_into(groups, spread, selection.selection_set, inner)
                case FragmentSpreadNode():
                    name = selection.name.value
                    fragment = self.context.get_fragment(name)
                    if fragment and name not in spread:
                        spread.add(name)
                        inner = type_from_ast(self.context.schema, fragment.type_condition)
                        self._collect_into(groups, spread, fragment.selection_set, inner)

    def _get_type(self, parent: GraphQLNamedType | None, field: str) -> GraphQLOutputType | None:
        definition = self.context.schema.get_field(parent, field) if parent else None  # type: ignore[arg-type]  # a wrong parent type has no such field, and another rule says so
        return definition.type if definition else None


def _split_by_parent(group: list[_Occurrence]) -> list[list[_Occurrence]]:
    """Groups of fields that one object can have all together; an abstract parent is in every group."""
    by_object: dict[str, list[_Occurrence]] = {}
    abstract: list[_Occurrence] = []
    for occurrence in group:
        if is_object_type(occurrence.parent):
            by_object.setdefault(occurrence.parent.name, []).append(occurrence)
        else:
            abstract.append(occurrence)
    return [abstract + fields for fields in by_object.values()] or [abstract]


def _is_same_shape(first: GraphQLOutputType | None, other: GraphQLOutputType | None) -> bool:
    """Would values of both types look alike? Unknown types are left to the rule that knows them."""
    while True:
        if first is None or other is None or first is other:
            return True
        if isinstance(first, GraphQLNonNull | GraphQLList):
            if type(first) is not type(other):
                return False
            first, other = first.of_type, other.of_type
        elif isinstance(other, GraphQLNonNull | GraphQLList):
            return False
        else:
            return not is_leaf_type(first) and not is_leaf_type(other)


def _tell_difference(first: _Occurrence, other: _Occurrence) -> str:
    if first.node.name.value != other.node.name.value:
        return f"'{first.node.name.value}' and '{other.node.name.value}' are different fields"
    return "they have differing arguments"

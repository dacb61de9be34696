"""How large an operation may be: document -> its size with all fragments expanded, or a refusal.

Counted before validation, which itself would take long for a hostile document. Each fragment is measured once, so that
fragments nested in fragments cost nothing to count, however much they expand to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    get_named_type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, GraphQLField, GraphQLNamedType, GraphQLSchema, SelectionSetNode

MAX_TOKENS = 2_000
MAX_DEPTH = 15
MAX_ALIASES = 30
# One password may be tried in an operation: such fields cost 250 each, others 1 or 10.
MAX_COST = 499


class TooLarge(Exception):
    """The operation is over a limit; the message says which."""


@dataclass(frozen=True, slots=True)
class Size:
    depth: int = 0
    aliases: int = 0
    cost: int = 0

    def beside(self, other: Size) -> Size:
        return Size(max(self.depth, other.depth), self.aliases + other.aliases, self.cost + other.cost)

    def under(self, *, alias: bool, cost: int) -> Size:
        return Size(self.depth + 1, self.aliases + alias, self.cost + cost)


def check_size(document: DocumentNode, schema: GraphQLSchema) -> None:
    """Raises `TooLarge` if any operation of the document is."""
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    measure = _Measure(schema, fragments)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            root = schema.get_root_type(definition.operation)
            _refuse_if_over(measure.selections(definition.selection_set, root))


def _refuse_if_over(size: Size) -> None:
    if size.depth > MAX_DEPTH:
        raise TooLarge(f"The operation is nested {size.depth} levels deep; {MAX_DEPTH} are allowed.")
    if size.aliases > MAX_ALIASES:
        raise TooLarge(f"The operation has {size.aliases} aliases; {MAX_ALIASES} are allowed.")
    if size.cost > MAX_COST:
        raise TooLarge(
            f"The operation costs {size.cost}; {MAX_COST} are allowed. Send logins and the like in separate requests."
        )


class _Measure:
    """Parent types are followed as far as they are known; what the schema does not have costs one until refused."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._measured: dict[str, Size] = {}

    def selections(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None) -> Size:
        total = Size()
        for selection in selection_set.selections:
            match selection:
                case FieldNode():
                    total = total.beside(self._field(selection, parent))
                case InlineFragmentNode(type_condition=condition):
                    narrowed = self._schema.get_type(condition.name.value) if condition else parent
                    total = total.beside(self.selections(selection.selection_set, narrowed))
                case FragmentSpreadNode():
                    total = total.beside(self._fragment(selection.name.value))
        return total

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Size:
        fields = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
        field = fields.get(node.name.value)
        field_type = get_named_type(field.type) if field else None
        below = self.selections(node.selection_set, field_type) if node.selection_set else Size()
        return below.under(alias=node.alias is not None, cost=_weight(field))

    def _fragment(self, name: str) -> Size:
        if name not in self._measured:
            # Unknown fragments and cycles count nothing here: validation refuses them.
            self._measured[name] = Size()
            if definition := self._fragments.get(name):
                parent = self._schema.get_type(definition.type_condition.name.value)
                self._measured[name] = self.selections(definition.selection_set, parent)
        return self._measured[name]


def _weight(field: GraphQLField | None) -> int:
    """What `@cost` says in the schema document, or one."""
    for directive in (field.ast_node.directives if field and field.ast_node else None) or ():
        if directive.name.value == "cost":
            return next(int(a.value.value) for a in directive.arguments or () if isinstance(a.value, IntValueNode))
    return 1

"""A normalized operation -> what it is estimated to cost, and which of its lists were not given the size they need.

A field costs its weight and what is selected below it, as often as its list is long, and what its arguments cost. Of
fragments on several object types the dearest combination counts: an object has one type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphql import GraphQLList, GraphQLNonNull, OperationType, get_named_type, is_abstract_type

from jetbridge.demand.arguments import estimate_arguments, estimate_missing_slice, estimate_slice
from jetbridge.demand.estimate import Estimate, add, largest, multiply
from jetbridge.operation.model import Field, InlineFragment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLField, GraphQLOutputType, GraphQLSchema

    from jetbridge.demand.weights import ListSize, Weights
    from jetbridge.operation.model import Operation, Selection

# What the peers take for it: a change is dearer than a read of the same shape.
MUTATION_COST = 10


@dataclass(frozen=True, slots=True)
class Unsized:
    """A field that has to be given exactly one of `arguments`; `missing` is 1 where it is not."""

    coordinate: str
    arguments: tuple[str, ...]
    missing: Estimate


@dataclass(slots=True)
class OperationCost:
    """`reported` notes that somebody was told it is too dear."""

    cost: Estimate
    unsized: tuple[Unsized, ...]
    reported: bool = field(default=False)


def estimate_operation(
    operation: Operation, schema: GraphQLSchema, weights: Weights, default_list_size: int
) -> OperationCost:
    """`schema` is the API schema, of which the operation is."""
    estimator = _Estimator(schema, weights, default_list_size)
    base = MUTATION_COST if operation.kind is OperationType.MUTATION else 0
    cost = add([base, estimator.estimate(operation.selections, {})])
    return OperationCost(cost, tuple(estimator.unsized))


class _Estimator:
    def __init__(self, schema: GraphQLSchema, weights: Weights, default_list_size: int) -> None:
        self._schema = schema
        self._weights = weights
        self._default = default_list_size
        self.unsized: list[Unsized] = []

    def estimate(self, selections: tuple[Selection, ...], sized: Mapping[str, Estimate]) -> Estimate:
        """`sized` are the lengths that the field around these selections gives to lists among them."""
        parts = [self._estimate_field(each, sized) for each in selections if isinstance(each, Field)]
        fragments = [each for each in selections if isinstance(each, InlineFragment)]
        if fragments:
            parts.append(self._estimate_fragments(fragments, sized))
        return add(parts)

    def _estimate_fragments(self, fragments: list[InlineFragment], sized: Mapping[str, Estimate]) -> Estimate:
        costs = [self.estimate(each.selections, sized) for each in fragments]
        types = [self._find_object_types(each.type_condition) for each in fragments]
        together = {
            tuple(index for index, each in enumerate(types) if name in each) for name in frozenset().union(*types)
        }
        return largest(add(costs[index] for index in indexes) for indexes in together)

    def _find_object_types(self, name: str) -> frozenset[str]:
        type_ = self._schema.get_type(name)
        if type_ is not None and is_abstract_type(type_):
            return frozenset(each.name for each in self._schema.get_possible_types(type_))
        return frozenset((name,))

    def _estimate_field(self, selected: Field, sized: Mapping[str, Estimate]) -> Estimate:
        definition = self._find_definition(selected)
        if definition is None:
            return 0
        weight = self._weights.find_field(selected.parent_type, selected.name)
        if weight is None:
            weight = self._weights.weigh_type(get_named_type(definition.type))
        sizes = self._weights.find_sizes(selected.parent_type, selected.name)
        self._note_unsized(sizes, selected, definition)
        given = largest(self._measure(size, selected, definition) for size in sizes)
        below = {name: given for size in sizes if size is not None for name in size.sized_fields}
        # A size with sized fields speaks of those, not of the field it stands on.
        own = sized.get(selected.name, self._default if below else given)
        one = add([weight, self.estimate(selected.selections, below)])
        length = self._find_length(definition.type, own)
        return add([multiply(length, one), estimate_arguments(selected, definition, self._weights)])

    def _note_unsized(self, sizes: list[ListSize | None], selected: Field, definition: GraphQLField) -> None:
        for size in sizes:
            missing = 0 if size is None else estimate_missing_slice(size, selected, definition)
            if size is not None and missing != 0:
                coordinate = f"{selected.parent_type}.{selected.name}"
                self.unsized.append(Unsized(coordinate, size.slicing_arguments, missing))

    def _find_definition(self, selected: Field) -> GraphQLField | None:
        """None for what every schema has: __typename and introspection cost nothing."""
        if selected.name.startswith("__"):
            return None
        parent = self._schema.get_type(selected.parent_type)
        fields: Mapping[str, GraphQLField] = getattr(parent, "fields", {})
        return fields.get(selected.name)

    def _measure(self, size: ListSize | None, selected: Field, definition: GraphQLField) -> Estimate:
        if size is None:
            return self._default
        assumed = self._default if size.assumed is None else size.assumed
        return estimate_slice(size, selected, definition, assumed)

    def _find_length(self, type_: GraphQLOutputType, outermost: Estimate) -> Estimate:
        """How many values a field gives: of a list within a list nothing tells the length."""
        length: Estimate = 1
        depth = 0
        while isinstance(type_, GraphQLList | GraphQLNonNull):
            if isinstance(type_, GraphQLList):
                length = multiply(length, outermost if depth == 0 else self._default)
                depth += 1
            type_ = type_.of_type
        return length

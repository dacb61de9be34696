"""What the arguments of a field say: how long its list will be, and what they cost themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    IntValueNode,
    Undefined,
    get_named_type,
    parse_value,
    value_from_ast,
)

from jetbridge.demand.estimate import MOST, Estimate, Variables, add

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import GraphQLArgument, GraphQLField, GraphQLInputType

    from jetbridge.demand.weights import ListSize, Weights
    from jetbridge.operation.model import Argument, Field


def estimate_slice(size: ListSize, selected: Field, definition: GraphQLField, otherwise: int) -> Estimate:
    """The largest of the slicing arguments that are given, else of their defaults, else `otherwise`.

    What is below 1 says nothing of the size: 0 and -1 mean "all" to more than one server, so they must not be cheap.
    """
    arguments = _Slicing(size, selected, definition)
    without = _find_largest(arguments.defaults.values(), otherwise)

    def read(variables: Variables) -> int:
        sizes = [value for value in arguments.read(variables).values() if isinstance(value, int)]
        return min(MOST, _find_largest(sizes, without))

    return read if arguments.vary else read({})


def _find_largest(sizes: Iterable[int], otherwise: int) -> int:
    return max((size if size > 0 else otherwise for size in sizes), default=otherwise)


def estimate_missing_slice(size: ListSize, selected: Field, definition: GraphQLField) -> Estimate:
    """1 where exactly one slicing argument is required and there is not one."""
    arguments = _Slicing(size, selected, definition)
    if not arguments.names or not size.require_one:
        return 0

    def count(variables: Variables) -> int:
        given = arguments.read(variables)
        present = sum(value is not None for value in given.values())
        defaults = arguments.defaults.keys() - given.keys()
        return int(present > 1 or (present == 0 and not defaults))

    return count if arguments.vary else count({})


class _Slicing:
    """The slicing arguments of one selected field."""

    def __init__(self, size: ListSize, selected: Field, definition: GraphQLField) -> None:
        self.names = [name for name in size.slicing_arguments if name in definition.args]
        found = {name: _find_default(definition.args[name]) for name in self.names}
        self.defaults = {name: default for name, default in found.items() if default is not None}
        given = [argument for argument in selected.arguments if argument.name in self.names]
        self._given = [(each.name, parse_value(each.literal), definition.args[each.name].type) for each in given]
        self.vary = any(argument.variables for argument in given)

    def read(self, variables: Variables) -> dict[str, Any]:
        """The values by name; null is one, a variable that has none is not."""
        values = {name: value_from_ast(node, type_, variables) for name, node, type_ in self._given}
        return {name: value for name, value in values.items() if value is not Undefined}


def estimate_arguments(selected: Field, definition: GraphQLField, weights: Weights) -> Estimate:
    return add(_estimate_argument(selected, each, definition.args[each.name], weights) for each in selected.arguments)


def _find_default(argument: GraphQLArgument) -> int | None:
    """Of an argument that is an integer, as the schema writes it."""
    literal = argument.default.literal if argument.default else None
    return int(literal.value) if isinstance(literal, IntValueNode) else None


def _estimate_argument(selected: Field, argument: Argument, definition: GraphQLArgument, weights: Weights) -> Estimate:
    own = weights.find_argument(selected.parent_type, selected.name, argument.name)
    if own is None and not _may_cost(definition.type, weights):
        return 0
    node = parse_value(argument.literal)

    def weigh(variables: Variables) -> int:
        value = value_from_ast(node, definition.type, variables)
        return min(MOST, _weigh_value(value, definition.type, own, weights))

    return weigh if argument.variables else weigh({})


def _may_cost(type_: GraphQLInputType, weights: Weights) -> bool:
    return weights.weigh_type(get_named_type(type_)) > 0 or isinstance(get_named_type(type_), GraphQLInputObjectType)


def _weigh_value(value: Any, type_: GraphQLInputType, own: int | None, weights: Weights) -> int:
    """A list costs what its items do; what is not there costs nothing."""
    if value is None or value is Undefined:
        return 0
    if isinstance(type_, GraphQLNonNull):
        return _weigh_value(value, type_.of_type, own, weights)
    if isinstance(type_, GraphQLList):
        return sum(_weigh_value(item, type_.of_type, own, weights) for item in value)
    weight = weights.weigh_type(type_) if own is None else own
    if isinstance(type_, GraphQLInputObjectType) and isinstance(value, dict):
        for name, definition in type_.fields.items():
            inner = weights.find_field(type_.name, name)
            weight += _weigh_value(value.get(definition.out_name or name), definition.type, inner, weights)
    return weight

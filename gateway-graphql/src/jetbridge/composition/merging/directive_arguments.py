"""How the arguments of non-repeatable federation directives are combined when subgraphs give different ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from graphql import (
    BooleanValueNode,
    ConstListValueNode,
    IntValueNode,
    ListValueNode,
    StringValueNode,
)

from jetbridge.composition.merging.requirement_sets import both, to_requirement, to_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import ValueNode

Arguments: TypeAlias = "Mapping[str, ValueNode]"


def _requirements(argument: str) -> Callable[[list[Arguments]], Arguments]:
    def combine(uses: list[Arguments]) -> Arguments:
        return {argument: to_value(both([to_requirement(arguments.get(argument)) for arguments in uses]))}

    return combine


def _largest(uses: list[Arguments], argument: str) -> ValueNode | None:
    values = [value for arguments in uses if isinstance(value := arguments.get(argument), IntValueNode)]
    return max(values, key=lambda value: int(value.value), default=None)


def _cost(uses: list[Arguments]) -> Arguments:
    weight = _largest(uses, "weight")
    return {"weight": weight} if weight is not None else {}


def _list_size(uses: list[Arguments]) -> Arguments:
    candidates = {
        "assumedSize": _largest(uses, "assumedSize"),
        "slicingArguments": _united(uses, "slicingArguments"),
        "sizedFields": _united(uses, "sizedFields"),
        "requireOneSlicingArgument": BooleanValueNode(value=all(_requires_one(arguments) for arguments in uses)),
    }
    return {name: value for name, value in candidates.items() if value is not None}


def _united(uses: list[Arguments], argument: str) -> ValueNode | None:
    lists = [value for arguments in uses if isinstance(value := arguments.get(argument), ListValueNode)]
    if not lists:
        return None
    names = dict.fromkeys(item.value for value in lists for item in value.values if isinstance(item, StringValueNode))
    return ConstListValueNode(values=tuple(StringValueNode(value=name) for name in names))


def _requires_one(arguments: Arguments) -> bool:
    value = arguments.get("requireOneSlicingArgument")
    return value.value if isinstance(value, BooleanValueNode) else True


COMBINATIONS: dict[str, Callable[[list[Arguments]], Arguments]] = {
    "requiresScopes": _requirements("scopes"),
    "policy": _requirements("policies"),
    "cost": _cost,
    "listSize": _list_size,
}

"""Check leaf values: what a subgraph sent -> the value a client gets, for each scalar and enum.

GraphQL specification, "Scalars: Result Coercion". A subgraph has coerced its results already, so a value of another
JSON type is a broken subgraph, not something to convert; only what the specification calls the same value passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLEnumType

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import GraphQLLeafType

_INT_RANGE = range(-(2**31), 2**31)


class WrongLeafError(Exception):
    """The value is not one of the type."""


def get_leaf_check(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    """A function that returns the checked value or raises `WrongLeafError`; custom scalars pass as they are."""
    if isinstance(type_, GraphQLEnumType):
        return _build_enum_check(type_)
    return _CHECKS.get(type_.name, _pass)


def _check_int(value: Any) -> int:
    if type(value) is int and value in _INT_RANGE:
        return value
    if type(value) is float and value.is_integer() and int(value) in _INT_RANGE:
        return int(value)
    raise WrongLeafError


def _check_float(value: Any) -> float:
    if type(value) is float or type(value) is int:
        return value
    raise WrongLeafError


def _check_string(value: Any) -> str:
    if type(value) is str:
        return value
    raise WrongLeafError


def _check_boolean(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise WrongLeafError


def _check_id(value: Any) -> str:
    if type(value) is str:
        return value
    if type(value) is int:
        return str(value)
    raise WrongLeafError


def _pass(value: Any) -> Any:
    return value


def _build_enum_check(type_: GraphQLEnumType) -> Callable[[Any], Any]:
    values = frozenset(type_.values)

    def check_enum(value: Any) -> str:
        if type(value) is str and value in values:
            return value
        raise WrongLeafError

    return check_enum


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "Int": _check_int,
    "Float": _check_float,
    "String": _check_string,
    "Boolean": _check_boolean,
    "ID": _check_id,
}

"""What depends on variables: an estimate is a number, or a function that gives it when the variables have values.

Everything constant is added up beforehand, so the estimate of most operations is a number. It saturates: no operation
makes numbers that are long to multiply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

Variables: TypeAlias = dict[str, Any]
Estimate: TypeAlias = int | Callable[[Variables], int]

# More than any maximum somebody would set, and still exact as a float of JSON and Prometheus.
MOST = 10**15


def evaluate(estimate: Estimate, variables: Variables) -> int:
    return estimate if isinstance(estimate, int) else estimate(variables)


def add(parts: Iterable[Estimate]) -> Estimate:
    constant, rest = _divide(parts, sum)
    if not rest:
        return constant
    return lambda variables: min(MOST, constant + sum([part(variables) for part in rest]))


def largest(parts: Iterable[Estimate]) -> Estimate:
    constant, rest = _divide(parts, lambda numbers: max(numbers, default=0))
    if not rest:
        return constant
    return lambda variables: max(constant, *[part(variables) for part in rest])


def multiply(size: Estimate, cost: Estimate) -> Estimate:
    if isinstance(size, int) and isinstance(cost, int):
        return min(MOST, size * cost)
    return lambda variables: min(MOST, evaluate(size, variables) * evaluate(cost, variables))


def _divide(
    parts: Iterable[Estimate], join: Callable[[list[int]], int]
) -> tuple[int, list[Callable[[Variables], int]]]:
    constants: list[int] = []
    rest: list[Callable[[Variables], int]] = []
    for part in parts:
        if isinstance(part, int):
            constants.append(part)
        else:
            rest.append(part)
    return min(MOST, join(constants)), rest

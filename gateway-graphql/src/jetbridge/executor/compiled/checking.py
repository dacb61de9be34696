"""Checks of single values, for answers that decoding alone does not make right.

A subgraph may send ids as numbers, and enum values or objects that exist but not for clients. The plans of such answers
are compiled to accept them, and to put right every value that may be one of them before the answer is encoded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jetbridge.executor.compiled.writer import IrregularError
from jetbridge.executor.shape import AbstractShape, Leaf, ListOf, NonNull

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from jetbridge.executor.compiled.layout import Entry
    from jetbridge.executor.compiled.structs import Structs
    from jetbridge.executor.compiled.writer import Writer
    from jetbridge.executor.shape import Shape


def write_check(writer: Writer, structs: Structs, entry: Entry) -> list[str]:
    """Lines that put right the value of `entry` of an object `o`, if it can be wrong."""
    value = f"o.{entry.attribute}"
    if is_id(entry.shape) or (isinstance(entry.shape, NonNull) and is_id(entry.shape.of)):
        return [f"if {value}.__class__ is int: {value} = str({value})"]
    hidden: frozenset[Any] = frozenset()
    if entry.child is not None:
        # Of an object that stands in several places it may be known by now how it would be encoded.
        hidden = frozenset(
            classes[id(variant)]
            for variant in entry.child.variants.values()
            for classes in (structs.decoded, structs.encoded)
            if variant.is_hidden and id(variant) in classes
        )
    check = _build_check(entry.shape, hidden) if entry.shape is not None else None
    return [] if check is None else [f"{value} = {writer.name(check)}({value})"]


def is_id(shape: Shape | None) -> bool:
    return isinstance(shape, Leaf) and shape.type.name == "ID"


def _build_check(shape: Shape, hidden: Collection[Any]) -> Callable[[Any], Any] | None:
    """A function from what was decoded to what is encoded; None if they are the same. `hidden` are classes."""
    match shape:
        case Leaf():
            return (_to_text if is_id(shape) else None) or (_build_hiding(shape.hidden) if shape.hidden else None)
        case AbstractShape():
            return _build_hiding_objects(hidden) if hidden else None
        case ListOf() | NonNull():
            inner = _build_check(shape.of, hidden)
            if inner is None:
                return None
            return _build_list(inner) if isinstance(shape, ListOf) else _build_non_null(inner)
    return None


def _to_text(value: Any) -> Any:
    return str(value) if type(value) is int else value


def _build_hiding(hidden: frozenset[str]) -> Callable[[Any], Any]:
    return lambda value: None if value in hidden else value


def _build_hiding_objects(hidden: Collection[Any]) -> Callable[[Any], Any]:
    return lambda value: None if type(value) in hidden else value


def _build_list(inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else [inner(item) for item in value]


def _build_non_null(inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        found = inner(value)
        if found is None:
            raise IrregularError
        return found

    return check

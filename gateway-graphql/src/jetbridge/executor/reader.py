"""Read a subgraph's answer into the result tree: what was asked for, under the keys of the tree, in the shape asked.

Readers are built once per plan from its fetch selections. What is missing or has a wrong shape becomes a `Failure` at
its place; what nobody asked for is not looked at. Leaf values are checked later, by the type the client knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from jetbridge.executor.failure import Failure, fail
from jetbridge.planner.plan import FetchField

if TYPE_CHECKING:
    from jetbridge.executor.failure import PathItem
    from jetbridge.planner.plan import FetchSelection

Tree: TypeAlias = dict[str, Any]
_MISSING = object()


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads one field; `below` is None for leaf types."""

    wire_key: str
    key: str | None
    list_depth: int
    below: ObjectReader | None
    subgraph: str

    def read(self, reply: dict[str, Any], target: Tree, *, lenient: bool) -> None:
        if self.key is None:
            return
        value = reply.get(self.wire_key, _MISSING)
        if value is _MISSING:
            if lenient:
                return
            value = self._fail("left out")
        elif isinstance(value, Failure):
            value = Failure(value.cause, self.map_path(value.rest))
        elif self.below is not None and value is not None:
            value = self._read_below(self.below, value, target.get(self.key), self.list_depth)
        keep_better(target, self.key, value)

    def _read_below(self, below: ObjectReader, value: Any, existing: Any, depth: int) -> Any:
        if value is None:
            return None
        if isinstance(value, Failure):
            return Failure(value.cause, self.map_path(value.rest))
        if depth:
            if not isinstance(value, list):
                return self._fail("answered no list for")
            before = existing if isinstance(existing, list) and len(existing) == len(value) else [None] * len(value)
            items = [self._read_below(below, item, known, depth - 1) for item, known in zip(value, before, strict=True)]
            return [
                known if _is_empty(item) and known is not None else item
                for item, known in zip(items, before, strict=True)
            ]
        if not isinstance(value, dict):
            return self._fail("answered no object for")
        target: Tree = existing if isinstance(existing, dict) else {}
        below.read(value, target)
        return target

    def map_path(self, path: tuple[PathItem, ...]) -> tuple[PathItem, ...]:
        """`path` of the subgraph, from below this field, in keys of the tree; ends where only the plan looks."""
        for index, item in enumerate(path):
            if isinstance(item, str):
                return path[:index] + (self.below.map_path(path[index:]) if self.below else ())
        return path

    def _fail(self, what: str) -> Failure:
        message = f'Subgraph "{self.subgraph}" {what} "{self.wire_key}".'
        return fail("SUBGRAPH_INVALID_RESPONSE", self.subgraph, message)


@dataclass(frozen=True, slots=True)
class FragmentReader:
    """Reads fields of objects with some of the runtime types only."""

    type_condition: str
    types: frozenset[str]
    below: ObjectReader

    def matches(self, typename: str | None) -> bool:
        # Without any type known the place is of one concrete type, or the subgraph has left out what does not match.
        return typename is None or typename in self.types or typename == self.type_condition


@dataclass(frozen=True, slots=True)
class ObjectReader:
    """Reads the fields of an object."""

    fields: tuple[FieldReader, ...]
    fragments: tuple[FragmentReader, ...]

    def read(self, reply: dict[str, Any], target: Tree, *, typename: str | None = None, lenient: bool = False) -> None:
        for field in self.fields:
            field.read(reply, target, lenient=lenient)
        if self.fragments:
            typename = get_typename(target) or get_typename(reply) or typename
            for fragment in self.fragments:
                if fragment.matches(typename):
                    fragment.below.read(reply, target, typename=typename, lenient=lenient or typename is None)

    def fail(self, target: Tree, failure: Failure, typename: str | None = None) -> None:
        """Put `failure` at each field that `target` was to get."""
        for field in self.fields:
            if field.key is not None:
                keep_better(target, field.key, failure)
        typename = get_typename(target) or typename
        for fragment in self.fragments:
            if fragment.matches(typename):
                fragment.below.fail(target, failure, typename)

    def map_path(self, path: tuple[PathItem, ...]) -> tuple[PathItem, ...]:
        if not path:
            return ()
        for field in self.fields:
            if field.wire_key == path[0]:
                return () if field.key is None else (field.key, *field.map_path(path[1:]))
        for fragment in self.fragments:
            if mapped := fragment.below.map_path(path):
                return mapped
        return ()


def build_reader(selections: tuple[FetchSelection, ...], subgraph: str) -> ObjectReader:
    return _build_object(selections, subgraph, {})


def _build_object(
    selections: tuple[FetchSelection, ...], subgraph: str, built: dict[int, ObjectReader]
) -> ObjectReader:
    """`built` by identity: what is selected on many object types alike is one value, and has one reader."""
    known = built.get(id(selections))
    if known is None:
        known = built[id(selections)] = _build_fields(selections, subgraph, built)
    return known


def _build_fields(
    selections: tuple[FetchSelection, ...], subgraph: str, built: dict[int, ObjectReader]
) -> ObjectReader:
    fields: list[FieldReader] = []
    fragments: list[FragmentReader] = []
    for selection in selections:
        below = _build_object(selection.selections, subgraph, built)
        if isinstance(selection, FetchField):
            depth = selection.type.count("[")
            child = below if selection.selections else None
            fields.append(FieldReader(selection.wire_key, selection.key, depth, child, subgraph))
        else:
            fragments.append(FragmentReader(selection.type_condition, selection.types, below))
    return ObjectReader(tuple(fields), tuple(fragments))


def keep_better(target: Tree, key: str, value: Any) -> None:
    """Several fetches may answer one key: a value is better than a failure, and that is better than null."""
    if not _is_empty(value) or target.get(key) is None:
        target[key] = value


def get_typename(item: Tree) -> str | None:
    """The runtime type of an object of the tree or of a reply, where it was fetched."""
    typename = item.get("__typename")
    return typename if isinstance(typename, str) else None


def _is_empty(value: Any) -> bool:
    return value is None or isinstance(value, Failure)

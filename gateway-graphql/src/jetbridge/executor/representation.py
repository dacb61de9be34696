"""Representations of entities: objects of the result tree -> the JSON sent as `_Any`, each different one once.

Apollo Federation subgraph specification, "Query._entities".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jetbridge.executor.failure import Failure
from jetbridge.executor.reader import get_typename
from jetbridge.planner.plan import KeyStep, RepresentationField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jetbridge.executor.reader import Tree
    from jetbridge.planner.plan import EntityGroup, Path, RepresentationCase, RepresentationSelection

_encode = msgspec.json.Encoder().encode


class KeyIsNull(Exception):  # a signal, not an error: the object has no entity elsewhere
    """A key holds a null where one is needed."""


class KeyFailed(Exception):  # likewise
    """A key is not known because of `failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure


class Place(NamedTuple):
    """An object of the tree that an entity completes, and its runtime type where it is known."""

    object: Tree
    typename: str | None


@dataclass(slots=True)
class Batch:
    """What one `_entities` sends: distinct representations as JSON, and the places each of them stands for.

    `alias` is where its answer will be; `context` are the values of the group's contexts as JSON.
    """

    alias: str = ""
    context: tuple[bytes, ...] = ()
    places: dict[bytes, list[Place]] = field(default_factory=dict)
    failed: list[tuple[Place, Failure]] = field(default_factory=list)

    def to_json(self) -> bytes:
        return b"[" + b",".join(self.places) + b"]"

    def follow_order(self, sent: list[bytes]) -> None:
        """Have the representations in the order in which they were sent before, if they are the same."""
        if self.places.keys() == set(sent):
            self.places = {representation: self.places[representation] for representation in sent}


def find_objects(root: Tree, path: Path) -> list[Tree]:
    """The objects at `path`, in the order of the answer."""
    objects = [root]
    for step in path:
        if isinstance(step, KeyStep):
            found: list[Tree] = []
            for item in objects:
                _enter(item.get(step.key), found)
            objects = found
        else:
            objects = [item for item in objects if get_typename(item) in step.types]
    return objects


def _enter(value: Any, found: list[Tree]) -> None:
    if isinstance(value, dict):
        found.append(value)
    elif isinstance(value, list):
        for item in value:
            _enter(item, found)


def build_batch(root: Tree, group: EntityGroup) -> Batch:
    batch = Batch(group.alias)
    for path in group.paths:
        for item in find_objects(root, path):
            add_object(batch, item, group.cases)
    return batch


def add_object(batch: Batch, item: Tree, cases: Sequence[RepresentationCase]) -> None:
    """Put an object into a batch, unless it has no entity elsewhere."""
    found = _find_case(item, cases)
    if found is None:
        return
    case, typename = found
    place = Place(item, typename)
    try:
        representation = _represent(item, case, typename)
    except KeyIsNull:
        return
    except KeyFailed as key:
        batch.failed.append((place, key.failure))
        return
    batch.places.setdefault(representation, []).append(place)


def _find_case(item: Tree, cases: Sequence[RepresentationCase]) -> tuple[RepresentationCase, str | None] | None:
    typename = get_typename(item)
    if typename is not None:
        for case in cases:
            if typename in case.types:
                return case, typename
        return None
    if len(cases) != 1:
        return None
    case = cases[0]
    if len(case.types) == 1:
        # A place of a concrete type: that is the only type of the only case.
        return case, next(iter(case.types))
    # Interface objects alone were asked so far, and the interface's name is what is sent on.
    return (case, None) if case.typename is not None else None


def _represent(item: Tree, case: RepresentationCase, typename: str | None) -> bytes:
    representation: dict[str, Any] = {"__typename": case.typename or typename}
    _add_keys(representation, item, case.keys, typename)
    _add_inputs(representation, item, case.requires, typename)
    return _encode(representation)


def _add_keys(
    target: dict[str, Any], item: Tree, selections: Iterable[RepresentationSelection], typename: str | None
) -> None:
    for selection in selections:
        if isinstance(selection, RepresentationField):
            target[selection.name] = _get_key(item.get(selection.key), selection)
        elif typename in selection.types:
            _add_keys(target, item, selection.selections, typename)


def _get_key(value: Any, selection: RepresentationField) -> Any:
    if isinstance(value, list):
        return [_get_key(item, selection) for item in value]
    if value is None:
        raise KeyIsNull
    if isinstance(value, Failure):
        raise KeyFailed(value)
    if selection.selections and isinstance(value, dict):
        inner: dict[str, Any] = {}
        _add_keys(inner, value, selection.selections, get_typename(value))
        return inner
    return value


def _add_inputs(
    target: dict[str, Any], item: Tree, selections: Iterable[RepresentationSelection], typename: str | None
) -> None:
    for selection in selections:
        if isinstance(selection, RepresentationField):
            value = _get_input(item.get(selection.key), selection, target.get(selection.name))
            target[selection.name] = value
        elif typename in selection.types:
            _add_inputs(target, item, selection.selections, typename)


def _get_input(value: Any, selection: RepresentationField, sent: Any) -> Any:
    """`sent` is what stands there already: an object may be both key and input, or input by several requirements."""
    if isinstance(value, list):
        before = sent if isinstance(sent, list) and len(sent) == len(value) else [None] * len(value)
        return [_get_input(item, selection, known) for item, known in zip(value, before, strict=True)]
    if value is None or isinstance(value, Failure):
        return None
    if selection.selections and isinstance(value, dict):
        inner: dict[str, Any] = sent if isinstance(sent, dict) else {}
        _add_inputs(inner, value, selection.selections, get_typename(value))
        return inner
    return value

"""Values from contexts (`@fromContext`): what stands above entities parts them into batches.

One `_entities` field has one value for each of its variables, so entities that need different ones are asked for by
several of them in one request (see `contextual_request.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jetbridge.executor.failure import Failure
from jetbridge.executor.reader import get_typename
from jetbridge.executor.representation import Batch, KeyFailed, KeyIsNull, Place, add_object
from jetbridge.planner.plan import KeyStep, RepresentationField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.executor.reader import Tree
    from jetbridge.planner.plan import ContextVariable, EntityGroup, Path, RepresentationSelection

_encode = msgspec.json.Encoder().encode


class Lineage(NamedTuple):
    """An object of the tree and what it is in."""

    object: Tree
    parent: Lineage | None


def build_batches(root: Tree, group: EntityGroup) -> list[Batch]:
    """A batch for each combination of values; an object without a value that must not be null is in none of them."""
    batches: dict[tuple[bytes, ...], Batch] = {}
    failed: list[tuple[Place, Failure]] = []
    for path in group.paths:
        for lineage in find_lineages(root, path):
            try:
                values = tuple(_encode(_find_value(lineage, variable)) for variable in group.contexts)
            except KeyIsNull:
                continue
            except KeyFailed as context:
                failed.append((Place(lineage.object, get_typename(lineage.object)), context.failure))
                continue
            batch = batches.setdefault(values, Batch(context=values))
            add_object(batch, lineage.object, group.cases)
    found = list(batches.values())
    kept = [batch for batch in found if batch.places]
    for number, batch in enumerate(kept):
        batch.alias = group.alias if len(kept) == 1 else f"{group.alias}_{number}"
    failed += [failure for batch in found for failure in batch.failed]
    return [*kept, Batch(failed=failed)] if failed else kept


def find_lineages(root: Tree, path: Path) -> list[Lineage]:
    """The objects at `path`, in the order of the answer."""
    found = [Lineage(root, None)]
    for step in path:
        if isinstance(step, KeyStep):
            below: list[Lineage] = []
            for lineage in found:
                _enter(lineage.object.get(step.key), lineage, below)
            found = below
        else:
            found = [lineage for lineage in found if get_typename(lineage.object) in step.types]
    return found


def _enter(value: Any, parent: Lineage, found: list[Lineage]) -> None:
    if isinstance(value, dict):
        found.append(Lineage(value, parent))
    elif isinstance(value, list):
        for item in value:
            _enter(item, parent, found)


def _find_value(lineage: Lineage, variable: ContextVariable) -> Any:
    """A failed value is sent as null, as inputs of requirements are, unless null is not allowed."""
    is_nullable = not variable.type.endswith("!")
    value: Any = None
    above, up = lineage, 0
    for source in variable.sources:
        while up < source.up and above.parent is not None:
            above, up = above.parent, up + 1
        if source.types is None or get_typename(above.object) in source.types:
            try:
                value = _read(above.object, source.selections)
            except KeyFailed:
                if not is_nullable:
                    raise
            break
    if value is None and not is_nullable:
        raise KeyIsNull
    return value


def _read(value: Any, selections: Iterable[RepresentationSelection]) -> Any:
    """The one value at the end of `selections`: each object on the way has one field that leads to it."""
    if isinstance(value, Failure):
        raise KeyFailed(value)
    if isinstance(value, list):
        return [_read(item, selections) for item in value]
    if not selections or not isinstance(value, dict):
        return value
    for selection in selections:
        if not isinstance(selection, RepresentationField):
            if get_typename(value) in selection.types:
                return _read(value, selection.selections)
        elif selection.name != "__typename":
            return _read(value.get(selection.key), selection.selections)
    return None

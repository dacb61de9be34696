"""What comes late: a layout -> the objects to which the last fetches only add leaves.

Fetches are *early* or *late*. Late ones bring nothing but leaves, and are sent when all early ones are read: then the
answer has its final structure, and only some values in it are missing, the *holes*. A *filler* is what belongs into
those of an object: objects with equal keys have the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from jetbridge.executor.compiled.layout import get_entries, sign_shape
from jetbridge.executor.compiled.sent import find_sent_fields
from jetbridge.planner.plan import EntityFetch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.executor.compiled.layout import Entry, Layout, Place, Variant
    from jetbridge.planner.plan import Fetch


@dataclass(frozen=True, slots=True)
class Filler:
    """For the objects of `variant`: `keys` are there early, `runs` are the late entries, each of neighbours.

    One that is `whole` is all of its object, which then is a single hole.
    """

    variant: Variant
    keys: tuple[Entry, ...]
    late: tuple[Entry, ...]
    runs: tuple[tuple[Entry, ...], ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class LateValues:
    """Of a plan: the ids of its late fetches, and the fillers by the id of their variant.

    `models` has for each filler the one that stands for all that are alike: they share their objects.
    """

    fetches: frozenset[int]
    fillers: dict[int, Filler]
    models: dict[int, Filler]

    @property
    def kinds(self) -> list[Filler]:
        """The models, each once."""
        return [filler for id_, filler in self.fillers.items() if self.models[id_] is filler]

    @property
    def columns(self) -> list[int]:
        """Of each kind: the number of its piece in a row of one filler of each, or of the first of its pieces."""
        return list(accumulate((len(filler.runs) or 1 for filler in self.kinds[:-1]), initial=0)) if self.kinds else []

    @property
    def width(self) -> int:
        """How many pieces a row has."""
        return sum(len(filler.runs) or 1 for filler in self.kinds)

    def has_holes(self, place: Place) -> bool:
        """At `place` or below."""
        return any(
            id(variant) in self.fillers
            or any(entry.child is not None and self.has_holes(entry.child) for entry in variant.entries.values())
            for variant in place.variants.values()
        )


NOTHING_LATE = LateValues(frozenset(), {}, {})


def find_late_values(layout: Layout, fetches: Sequence[Fetch]) -> LateValues:
    """Nothing is late in a plan that is not of this kind as a whole."""
    late = _find_late_fetches(layout, fetches)
    fillers: dict[int, Filler] = {}
    for part in (part for part in layout.views if part.fetch.id in late):
        targets = layout.get_targets(part)
        if len({id(target.variant) for target in targets}) < len(targets):
            return NOTHING_LATE
        for target in targets:
            if id(target.variant) not in fillers:
                filler = _build_filler(layout, target.variant, late)
                if filler is None:
                    return NOTHING_LATE
                fillers[id(target.variant)] = filler
    reached = {id(variant) for place in _iterate_visible(layout.root) for variant in place.variants.values()}
    if not fillers or not fillers.keys() <= reached:
        return NOTHING_LATE
    first: dict[object, Filler] = {}
    models = {id_: first.setdefault(_sign(layout, filler, late), filler) for id_, filler in fillers.items()}
    return LateValues(late, fillers, models)


def _find_late_fetches(layout: Layout, fetches: Sequence[Fetch]) -> frozenset[int]:
    """Those after which nothing but late ones comes, and which come after all that are not late."""
    before: dict[int, set[int]] = {}
    for fetch in fetches:
        direct = {*fetch.after, *layout.reads_after[fetch.id]}
        before[fetch.id] = direct.union(*(before[id_] for id_ in direct if id_ in before))
    late = {fetch.id for fetch in fetches if _brings_leaves_only(layout, fetch)}
    for fetch in reversed(fetches):
        if fetch.id not in late:
            late -= before[fetch.id]
    early = before.keys() - late
    # Reading may wait for more than sending does, and it is sending that needs the text.
    sent_after = [
        set(fetch.after).union(*(before[id_] for id_ in fetch.after)) for fetch in fetches if fetch.id in late
    ]
    return frozenset(late) if all(early <= each for each in sent_after) else frozenset()


def _brings_leaves_only(layout: Layout, fetch: Fetch) -> bool:
    return isinstance(fetch, EntityFetch) and all(
        entry.child is None and not target.tells_types
        for part, views in layout.views.items()
        if part.fetch is fetch
        for view in views
        for target in view.targets
        for entry in get_entries(target.variant, part)
    )


def _build_filler(layout: Layout, variant: Variant, late: frozenset[int]) -> Filler | None:
    entries = list(variant.entries.values())
    origins = {entry.attribute: {source.part.fetch.id in late for source in entry.sources} for entry in entries}
    if variant.place.abstract or any(len(origin) > 1 for origin in origins.values()):
        return None
    is_late = {attribute for attribute, origin in origins.items() if True in origin}
    if any(len(entry.sources) > 1 for entry in entries if entry.attribute in is_late):
        return None
    keys = {
        entry.attribute: entry
        for part, views in layout.views.items()
        if part.fetch.id in late
        for view in views
        for target in view.targets
        if target.variant is variant
        for entry in find_sent_fields(target).entries
    }
    if not all(entry.is_scalar for entry in keys.values()):
        return None
    early_keys = [entry for entry in keys.values() if entry.attribute not in is_late]
    whole = layout.is_shared(variant.place) and len(variant.place.hops[-1].entry.nullable_items) < 2
    if whole:
        own = {entry.attribute: entry for entry in (*variant.place.identity, *early_keys)}
        whole = all(e.attribute in own or e.attribute in is_late or e.constant is not None for e in entries)
        early_keys = list(own.values()) if whole else early_keys
    return Filler(
        variant,
        tuple(early_keys),
        tuple(entry for entry in entries if entry.attribute in is_late),
        () if whole else _find_runs(entries, is_late),
        whole,
    )


def _sign(layout: Layout, filler: Filler, late: frozenset[int]) -> object:
    """Fillers with equal signatures are asked for alike, and put equal pieces into their holes."""
    numbers = {entry.attribute: number for number, entry in enumerate((*filler.keys, *filler.late))}
    entries = [
        (
            numbers.get(entry.attribute, -1),
            entry.key,
            entry.hidden_type if entry.shape is None else sign_shape(entry.shape),
            entry.shape is None,
            tuple((id(source.part), source.wire_key) for source in entry.sources if source.part.fetch.id in late),
        )
        for entry in filler.variant.entries.values()
        if filler.whole or entry.attribute in numbers
    ]
    targets = [
        (id(part), view.number, id(target.case))
        for part, views in layout.views.items()
        if part.fetch.id in late
        for view in views
        for target in view.targets
        if target.variant is filler.variant
    ]
    runs = [[entry.key for entry in run] for run in filler.runs]
    return repr((filler.variant.typename, filler.whole, entries, targets, runs))


def _find_runs(entries: Sequence[Entry], is_late: set[str]) -> tuple[tuple[Entry, ...], ...]:
    """Of what the client sees, what is late and stands side by side."""
    runs: list[list[Entry]] = [[]]
    for entry in entries:
        if entry.shape is None:
            continue
        if entry.attribute in is_late:
            runs[-1].append(entry)
        elif runs[-1]:
            runs.append([])
    return tuple(tuple(run) for run in runs if run)


def _iterate_visible(place: Place) -> list[Place]:
    found = {id(place): place}
    waiting = [place]
    while waiting:
        for variant in waiting.pop().variants.values():
            for entry in variant.entries.values():
                if entry.child is not None and entry.shape is not None and id(entry.child) not in found:
                    found[id(entry.child)] = entry.child
                    waiting.append(entry.child)
    return [*found.values()]

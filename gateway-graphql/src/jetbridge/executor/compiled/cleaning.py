"""Write what makes the answer that the client asked for of the one that subgraphs were asked for: what only keys and
requirements need is taken out, and what was known before the first fetch is put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.executor.compiled.checking import write_check
from jetbridge.executor.shape import Ready

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from jetbridge.executor.compiled.collecting import CollectorWriter
    from jetbridge.executor.compiled.layout import Layout, Place, Variant
    from jetbridge.executor.compiled.structs import Structs
    from jetbridge.executor.compiled.writer import Writer


class CleaningWriter:
    """With `checks_values` leaves are looked at one by one, too."""

    def __init__(
        self, writer: Writer, layout: Layout, structs: Structs, collector: CollectorWriter, *, checks_values: bool
    ) -> None:
        self._writer = writer
        self._layout = layout
        self._structs = structs
        self._collector = collector
        self._checks_values = checks_values

    def write(self, done: Collection[int] = ()) -> None:
        """For all places but those whose ids are `done`."""
        # All is collected first: objects are told apart by their classes, which cleaning changes.
        places = [place for place in self._iterate_visible_places() if id(place) not in done]
        for objects, place, work in [self._find_cleaning(place) for place in places]:
            self._write_cleaning(objects, place, work)
        self._write_ready()

    def _find_cleaning(self, place: Place) -> tuple[str, Place, dict[Variant, list[str]]]:
        """What is to be done with objects of each variant, and the name of the list of those objects."""
        work = {variant: lines for variant in place.variants.values() if (lines := self.find_work(variant))}
        return self._collector.write_objects(place) if work else "", place, work

    def find_work(self, variant: Variant) -> list[str]:
        """Lines that take out of an object `o` what the client did not ask for."""
        decoded = self._structs.decoded.get(id(variant))
        if decoded is None:
            return []
        encoded = self._structs.encoded[id(variant)]
        lines = [f"o.{entry.attribute} = UNSET" for entry in variant.entries.values() if entry.shape is None]
        if self._checks_values:
            for entry in variant.entries.values():
                lines += write_check(self._writer, self._structs, entry)
        if encoded is not decoded:
            lines.append(f"o.__class__ = {self._writer.name(encoded, 'C')}")
        return lines

    def _write_cleaning(self, objects: str, place: Place, work: dict[Variant, list[str]]) -> None:
        if not work:
            return
        with self._writer.block(f"for o in {objects}:"):
            if place.abstract:
                self._writer.add("k = o.__class__")
            for variant, lines in work.items():
                check = self._collector.write_class(variant)
                with self._writer.block(f"if k is {check}:" if check else "if True:"):
                    self._writer.add(*lines)

    def _write_ready(self) -> None:
        (variant,) = self._layout.root.variants.values()
        for entry in variant.entries.values():
            if isinstance(entry.shape, Ready):
                self._writer.add(f"s.root.{entry.attribute} = s.ready[{self._writer.name(entry.key)}]")

    def _iterate_visible_places(self) -> Iterator[Place]:
        seen: set[int] = set()
        waiting = [self._layout.root]
        while waiting:
            place = waiting.pop()
            if id(place) not in seen:
                seen.add(id(place))
                yield place
                for variant in place.variants.values():
                    entries = variant.entries.values()
                    waiting += [entry.child for entry in entries if entry.child is not None and entry.shape is not None]

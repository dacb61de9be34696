"""Write what a `read` does with a decoded answer: its values go to their places in the answer.

What does not fit (a list of another length, a null where none may be) raises Irregular, and the interpreter
sorts it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.executor.compiled.layout import get_entries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jetbridge.executor.compiled.collecting import CollectorWriter
    from jetbridge.executor.compiled.layout import Entry, Layout, Part, Place, Variant, View
    from jetbridge.executor.compiled.structs import Structs
    from jetbridge.executor.compiled.writer import Writer


class ReadWriter:
    """`parts` are their names."""

    def __init__(
        self,
        writer: Writer,
        layout: Layout,
        parts: Mapping[int, str],
        structs: Structs,
        collector: CollectorWriter,
    ) -> None:
        self._writer = writer
        self._layout = layout
        self._parts = parts
        self._structs = structs
        self._collector = collector

    def write_root(self, part: Part) -> None:
        add = self._writer.add
        if self._layout.root.creator is part:
            add("s.root = d0")
            return
        (variant,) = self._layout.root.variants.values()
        add("o = s.root")
        self._write_fills(variant, variant, part, "d0")

    def write_inside(self, part: Part) -> None:
        add, block, name = self._writer.add, self._writer.block, self._parts[id(part)]
        views = self._layout.views[part]
        for view in views:
            add(f"a = d{view.number}.g{part.index}" if part.group is not None else f"a = [d{view.number}]")
            if view.number == 0 and part.group is not None:
                with block(f"if len(a) != s.n{name}:"):
                    add("raise Irregular")
            if self._collector.walks_through(view):
                self._write_keeping(view, alone=len(views) == 1)
            model = view.targets[0].variant
            for number, target in enumerate(view.targets):
                label = f"{name}_{view.number}_{number}"
                entries = get_entries(target.variant, part)
                if not entries and not target.tells_types:
                    continue
                add(f"p = s.p{label}")
                with block(f"for o, e in zip(s.o{label}, a if p is None else map(a.__getitem__, p)):"):
                    if target.tells_types:
                        self._write_telling(target.variant.place, part, optional=len(views) > 1)
                        continue
                    with block("if e is None:"):
                        self._write_nulls(entries)
                        add("continue")
                    self._write_fills(
                        target.variant, model, part, "e", optional=part.group is not None and len(views) > 1
                    )

    def _write_telling(self, place: Place, part: Part, *, optional: bool) -> None:
        """Have an untyped object `o` become one of the type that its answer `e` tells."""
        add = self._writer.add
        known = {entry.attribute for entry in place.untyped.entries.values()} if place.untyped is not None else set()
        add("k = e.__class__")
        for variant in place.variants.values():
            with self._writer.block(f"if k is {self._collector.write_answer_class(variant, part)}:"):
                self._write_fills(variant, variant, part, "e", optional=optional)
                for entry in variant.entries.values():
                    if entry.constant is not None:
                        add(f"o.{entry.attribute} = {self._writer.name(entry.constant)}")
                    elif entry.find_wire_key(part) is None and entry.attribute not in known:
                        add(f"o.{entry.attribute} = None")
                add(f"o.__class__ = {self._collector.write_class(variant)}", "continue")
        # An entity that is not found has no type.
        add("raise Irregular")

    def _write_keeping(self, view: View, *, alone: bool) -> None:
        """Answers whose objects have others below that are looked for later; all others may go at once."""
        add, name = self._writer.add, self._parts[id(view.part)]
        if alone:
            add(f"s.{self._collector.name_answers(view)} = a")
            return
        # Of the answers decoded for this view only those to its own targets have anything below them.
        add("used = {}")
        for number in range(len(view.targets)):
            label = f"{name}_{view.number}_{number}"
            add(f"p = s.p{label}")
            add(f"used.update(dict.fromkeys(range(len(s.o{label})) if p is None else p))")
        add(f"s.{self._collector.name_answers(view)} = [a[p] for p in used]")

    def _write_nulls(self, entries: Sequence[Entry]) -> None:
        if any(entry.is_non_null for entry in entries):
            self._writer.add("raise Irregular")
        else:
            self._writer.add(" = ".join([*(f"o.{entry.attribute}" for entry in entries), "None"]))

    def _write_fills(
        self, variant: Variant, model: Variant, part: Part, source: str, *, optional: bool = False
    ) -> None:
        """Take over what `source` brings, an answer whose attributes are those of `model`."""
        add = self._writer.add
        for entry, read in zip(get_entries(variant, part), get_entries(model, part), strict=True):
            value = f"{source}.{read.attribute}"
            if optional:
                with self._writer.block(f"if {value} is UNSET:"):
                    add("raise Irregular")
            if entry.sources[0].part is part:
                add(f"o.{entry.attribute} = {value}")
            elif entry.child is not None:
                add(f"{self._write_patch(entry, part)}(o.{entry.attribute}, {value})")
            else:
                with self._writer.block(f"if {value} is not None:"):
                    add(f"o.{entry.attribute} = {value}")

    def _write_patch(self, entry: Entry, part: Part) -> str:
        """A function that adds to the objects of `entry` what `part` knows of them; lists go item by item."""
        assert entry.child is not None
        name = self._writer.new("patch")
        with self._writer.function(f"{name}(o, e)"):
            self._write_pairing()
            if entry.child.abstract:
                self._writer.add("k = o.__class__")
            for variant in entry.child.variants.values():
                check = self._collector.write_class(variant)
                with self._writer.block(f"if k is {check}:" if check else "if True:"):
                    self._write_patch_of(variant, part)
        for _ in range(entry.list_depth):
            inner, name = name, self._writer.new("patch")
            with self._writer.function(f"{name}(o, e)"):
                self._write_pairing()
                with self._writer.block("if len(o) != len(e):"):
                    self._writer.add("raise Irregular")
                with self._writer.block("for x, y in zip(o, e):"):
                    self._writer.add(f"{inner}(x, y)")
        return name

    def _write_patch_of(self, variant: Variant, part: Part) -> None:
        if variant.place.abstract:
            patch = self._writer.name(self._structs.patches[id(variant), id(part)])
            with self._writer.block(f"if e.__class__ is not {patch}:"):
                self._writer.add("raise Irregular")
        self._write_fills(variant, variant, part, "e")
        self._writer.add("pass")

    def _write_pairing(self) -> None:
        with self._writer.block("if o is None or e is None:"), self._writer.block("if o is e:"):
            self._writer.add("return")
        with self._writer.block("if o is None or e is None:"):
            self._writer.add("raise Irregular")

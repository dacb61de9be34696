"""Write the code that finds the objects of a place: `source.py`'s part of walking through the answer.

A list of objects is made when it is first needed and kept. A walk starts from the nearest list that is needed anyway.
Of references to one entity only one object stays, put in the place of all others: everything later is done once.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from jetbridge.executor.compiled.layout import NotCompilableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jetbridge.executor.compiled.layout import Entry, Hop, Layout, Part, Place, Target, Variant, View
    from jetbridge.executor.compiled.structs import Structs
    from jetbridge.executor.compiled.writer import Writer


class CollectorWriter:
    """Knows the state's lists of objects and of answers by name."""

    def __init__(self, writer: Writer, structs: Structs, layout: Layout, parts: Mapping[int, str]) -> None:
        self.answers: list[str] = []
        writer.names["own"] = own
        self._writer = writer
        self._structs = structs
        self._layout = layout
        self._parts = parts
        self._names: dict[int, str] = {}
        self._lineages: dict[int, str] = {}
        self._targets: dict[int, list[Target]] = {}
        for part, views in layout.views.items():
            if not part.is_root:
                for target in (target for view in views for target in view.targets):
                    self._targets.setdefault(id(target.variant.place), []).append(target)

    @property
    def lists(self) -> list[str]:
        return [*self._names.values(), *self._lineages.values()]

    def name_answers(self, view: View) -> str:
        name = f"a{self._parts[id(view.part)]}_{view.number}"
        if name not in self.answers:
            self.answers.append(name)
        return name

    def walks_through(self, view: View) -> bool:
        """Whether any code written so far does."""
        return f"a{self._parts[id(view.part)]}_{view.number}" in self.answers

    def write_class(self, variant: Variant) -> str | None:
        """The name of the class that tells objects of `variant`, where there are others at its place."""
        if not variant.place.abstract or variant.is_untyped:
            return None
        if variant.place.creator is None:
            # Nothing brings such objects, so none has to be told from others.
            return "None"
        return self._writer.name(self._structs.decoded[id(variant)], "C")

    def write_answer_class(self, variant: Variant, part: Part) -> str | None:
        """The name of the class of answers for objects of `variant`, if `part` tells what their types are."""
        class_ = self._structs.tellings.get((id(variant), id(part)))
        return None if class_ is None else self._writer.name(class_, "C")

    def get_list_name(self, place: Place) -> str:
        """Of the state's list of the objects of `place`."""
        name = self._names.get(id(place))
        if name is None:
            name = self._names[id(place)] = self._writer.new("c")
            self._write_collector(place, name)
        return name

    def write_objects(self, place: Place) -> str:
        """Have the objects of `place` in a local variable; returns its name."""
        name = self.get_list_name(place)
        self._writer.add(f"{name} = s.{name}")
        with self._writer.block(f"if {name} is None:"):
            self._writer.add(f"{name} = collect_{name}(s)")
        return name

    def get_lineages_name(self, place: Place) -> str:
        """Of the state's list of what the objects of `place` are in; they must be in a list already."""
        return self._lineages[id(place)]

    def _write_collector(self, place: Place, name: str) -> None:
        with self._writer.function(f"collect_{name}(s)"):
            if place.is_own:
                self._write_own(place, name)
            elif self._layout.is_shared(place):
                self._writer.add("known = {}", "share = known.setdefault")
                self._write_walk(place)
                self._writer.add(f"found = s.{name} = [*known.values()]")
            else:
                self._writer.add(f"found = s.{name} = []", "add = found.append")
                if place is self._layout.root:
                    self._writer.add("add(s.root)")
                else:
                    self._write_walk(place)
            self._writer.add("return found")

    def find_identity(self, place: Place) -> frozenset[str]:
        """Attributes in which the objects of `write_objects` are known to differ from each other; may be empty."""
        return frozenset(entry.attribute for entry in place.identity) if self._layout.is_shared(place) else frozenset()

    def _write_own(self, place: Place, name: str) -> None:
        """From what is above them; an object that stands there in several places is copied for each."""
        if place.base is None:
            raise NotCompilableError("an object that nothing brings")
        add, block, hop = self._writer.add, self._writer.block, place.hops[-1]
        above, attribute, class_ = hop.variant.place, hop.entry.attribute, self.write_class(hop.variant)
        pairs = "[(s.root, None)]"
        if above is not self._layout.root:
            pairs = f"zip({self.write_objects(above)}, s.{self.get_lineages_name(above)})"
        lineages = self._lineages[id(place)] = self._writer.new("u")
        add(f"found = s.{name} = []", "add = found.append")
        add(f"lineages = s.{lineages} = []", "add_lineage = lineages.append", "seen = set()")
        with block(f"for o, l in {pairs}:"):
            if class_:
                add(f"if o.__class__ is not {class_}:", " continue")
            add(f"v = o.{attribute}")
            with block("if v is not None and v is not UNSET:"):
                if not place.base.part.is_root:
                    add(f"o.{attribute} = v = own(v, seen)")
                add("lineage = o, l")
                self._write_own_items("v", hop.entry.nullable_items)

    def _write_own_items(self, value: str, nullable: Sequence[bool]) -> None:
        if not nullable:
            self._writer.add(f"add({value})", "add_lineage(lineage)")
            return
        item = self._writer.new()
        with self._writer.block(f"for {item} in {value}:"), self._writer.block(f"if {item} is not None:"):
            self._write_own_items(item, nullable[1:])

    def _write_walk(self, place: Place) -> None:
        if place.creator is None:
            return
        if place.base is None:
            raise NotCompilableError("an object that nothing brings")
        hops = list(place.hops)
        for number in range(len(hops) - 1, 0, -1):
            above = hops[number - 1].entry.child
            if above is not None and (id(above) in self._targets or above.is_own):
                objects = self.write_objects(above)
                with self._writer.block(f"for o in {objects}:"):
                    self._write_hops("o", hops[number:], place, self.write_class(hops[number].variant))
                return
        if place.base.part.is_root:
            self._write_hops("s.root", hops, place, None)
            return
        with (
            self._writer.block(f"for o in s.{self.name_answers(place.base)}:"),
            self._writer.block("if o is not None:"),
        ):
            self._write_hops("o", hops, place, self.write_answer_class(hops[0].variant, place.base.part))

    def _write_hops(self, item: str, hops: Sequence[Hop], place: Place, class_: str | None) -> None:
        hop, *rest = hops
        value = self._writer.new()
        location = f"{item}.{hop.entry.attribute}"
        with self._writer.block(f"if {item}.__class__ is {class_}:" if class_ else "if True:"):
            self._writer.add(f"{value} = {location}")
            # An answer that serves several types leaves out what is not of its type.
            is_optional = place.base is not None and len(self._layout.views[place.base.part]) > 1
            with self._writer.block(f"if {value} is not None{f' and {value} is not UNSET' if is_optional else ''}:"):
                self._write_items(value, location, hop.entry.nullable_items, rest, place)

    def _write_items(self, value: str, location: str, nullable: Sequence[bool], rest: list[Hop], place: Place) -> None:
        """`nullable` says of each list around the objects whether its items may be null."""
        if nullable:
            item, index = self._writer.new(), self._writer.new("i")
            keeps_index = len(nullable) == 1 and not rest and self._layout.is_shared(place)
            with (
                self._writer.block(
                    f"for {index}, {item} in enumerate({value}):" if keeps_index else f"for {item} in {value}:"
                ),
                self._writer.block(f"if {item} is not None:" if nullable[0] else "if True:"),
            ):
                self._write_items(item, f"{value}[{index}]", nullable[1:], rest, place)
        elif rest:
            self._write_hops(value, rest, place, self.write_class(rest[0].variant))
        elif self._layout.is_shared(place):
            self._write_shared(value, location, place.identity)
        else:
            self._writer.add(f"add({value})")

    def _write_shared(self, value: str, location: str, identity: Sequence[Entry]) -> None:
        values = [f"{value}.{entry.attribute}" for entry in identity]
        key = values[0] if len(values) == 1 else f"({', '.join(values)})"
        self._writer.add(f"{location} = share({key}, {value})")


def own(value: Any, seen: set[int]) -> Any:
    """Objects that have been seen are copied; lists always are."""
    if type(value) is list:
        return [own(item, seen) for item in value]
    if value is None:
        return None
    if id(value) in seen:
        return copy(value)
    seen.add(id(value))
    return value

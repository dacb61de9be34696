"""Write the code that turns what is known early into text: `source.py`'s part of not keeping the answer as objects.

A request waits for its late fetches while others are read. Objects that lie about meanwhile are cold when they are
encoded and freed, and the memory of the next request is cold as well. So as soon as the structure of the answer is
known it is encoded, with a `HOLE` wherever something is late, and its objects go. What is left is the text, the keys
of all fillers, by kind (`m…`), and `holes`: in the order of the text, the number of the piece for each.

Pieces are numbered in rows: row 0 has the pieces of the first filler of each kind, row 1 those of the second, and so
on. So a piece has a number before it is known how many fillers there will be.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.executor.compiled.structs import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jetbridge.executor.compiled.collecting import CollectorWriter
    from jetbridge.executor.compiled.late import Filler, LateValues
    from jetbridge.executor.compiled.layout import Entry, Place, Variant
    from jetbridge.executor.compiled.structs import Structs
    from jetbridge.executor.compiled.writer import Writer

# No JSON holds this byte.
_MARK = b"\0"
HOLE = msgspec.Raw(_MARK)
# Characters of text for each hole. Filling a hole costs about as much as encoding and freeing so many characters.
MIN_TEXT_PER_HOLE = 60
# After so many calls it is looked again whether the answers of a plan are worth it.
CALLS_BETWEEN_LOOKS = 500


class Gauge:
    """Whether the answers of one plan are worth writing early: not where there is a hole in every line."""

    __slots__ = ("_calls_left", "_is_worth_it")

    def __init__(self) -> None:
        self._is_worth_it = True
        self._calls_left = CALLS_BETWEEN_LOOKS

    def decide(self) -> bool:
        if self._is_worth_it:
            return True
        self._calls_left -= 1
        if self._calls_left:
            return False
        self._calls_left = CALLS_BETWEEN_LOOKS
        return True

    def weigh(self, text: bytes, holes: Sequence[Any]) -> None:
        self._is_worth_it = len(text) >= MIN_TEXT_PER_HOLE * len(holes)


def find_defaults(late: LateValues) -> dict[int, Any]:
    """What late entries hold in early text: the first of a run the hole, the others nothing."""
    defaults: dict[int, Any] = {}
    for filler in late.fillers.values():
        for entry in filler.late:
            defaults[id(entry)] = None if filler.whole else UNSET
        for first, *_ in filler.runs:
            defaults[id(first)] = HOLE
    return defaults


class EarlyTextWriter:
    """`find_cleaning` says of a variant which lines take out of an object `o` what the client does not see."""

    slots = ("early", "text", "holes")

    def __init__(
        self,
        writer: Writer,
        structs: Structs,
        late: LateValues,
        collector: CollectorWriter,
        find_cleaning: Callable[[Variant], list[str]],
    ) -> None:
        self._writer = writer
        self._structs = structs
        self._late = late
        self._collector = collector
        self._find_cleaning = find_cleaning
        self._numbers = {id(filler.variant): number for number, filler in enumerate(late.kinds)}
        self._cleanings: dict[int, tuple[str, list[str]]] = {}
        self._seen: set[int] = set()
        self.gauge = writer.name(Gauge())
        self._hole = writer.name(HOLE)
        writer.names.update(numbers=defaultdict, count=count)

    def write_text(
        self,
        root: Place,
        finish: Callable[[set[int]], None],
        forget: Callable[[], list[str]],
        *,
        seen_once: str,
    ) -> None:
        """The function `write_early(s)`.

        `finish` writes what is left to be done before encoding, but for places of the ids it is given; `forget` gives
        lines that let go of the objects. `seen_once` is an expression: whether no object is at several places.
        """
        with self._writer.function("write_early(s)"):
            add = self._writer.add
            add("s.early = False", "holes = []", "add = holes.append", f"once = {seen_once}")
            for number, column in enumerate(self._late.columns):
                add(f"m{number} = numbers(count({column}, {self._late.width}).__next__)")
            body_at = self._writer.mark()
            self._write_place(root, "s.root")
            self._writer.insert(body_at, [f"{name} = []" for name, _ in self._cleanings.values()])
            finish(self._seen | {id(f.variant.place) for f in self._late.fillers.values() if f.whole})
            for name, lines in self._cleanings.values():
                with self._writer.block(f"for o in {name}:"):
                    add(*lines)
            add("text = encode(Response(s.root))", "s.holes = holes", f"{self.gauge}.weigh(text, holes)", *forget())
            add(f"s.text = {self._writer.name(_to_format)}(text)")
            add(*(f"s.m{number} = m{number}" for number in self._numbers.values()))

    def _write_place(self, place: Place, name: str) -> None:
        self._seen.add(id(place))
        if not place.abstract:
            (variant,) = place.variants.values()
            self._write_object(variant, name)
            return
        class_ = self._writer.new("k")
        self._writer.add(f"{class_} = {name}.__class__")
        for variant in place.variants.values():
            if id(variant) in self._structs.decoded:
                check = self._collector.write_class(variant)
                with self._writer.block(f"if {class_} is {check}:"):
                    self._write_object(variant, name)
                    self._writer.add("pass")

    def _write_object(self, variant: Variant, name: str) -> None:
        add = self._writer.add
        filler = self._late.fillers.get(id(variant))
        found = ""
        if filler is not None:
            found = self._writer.new("x")
            add(f"{found} = {self._write_number(filler, name)}")
        runs = {id(run[0]): number for number, run in enumerate(filler.runs)} if filler is not None else {}
        for entry in variant.entries.values():
            if entry.shape is None:
                continue
            if filler is not None and id(entry) in runs:
                add(f"add({found} + {runs[id(entry)]})" if runs[id(entry)] else f"add({found})")
            elif entry.child is not None and self._late.has_holes(entry.child):
                self._write_child(variant, entry, name)
        self._write_own_cleaning(variant, name)

    def _write_own_cleaning(self, variant: Variant, name: str) -> None:
        """At once, if nobody else comes by this object and needs what is taken out of it."""
        lines = [*self._find_cleaning(variant), *self._find_whole_lists(variant)]
        if lines:
            with self._writer.block("if once:"):
                self._writer.add(f"o = {name}", *lines)
            self._write_cleaning_later(variant, name)

    def _write_cleaning_later(self, variant: Variant, name: str) -> None:
        """What to do twice does no harm."""
        lines = [*self._find_cleaning(variant), *self._find_whole_lists(variant), *self._find_wholes(variant)]
        cleaned, _ = self._cleanings.setdefault(id(variant), (self._writer.new("w"), lines))
        with self._writer.block("else:"):
            self._writer.add(f"{cleaned}.append({name})")

    def _write_child(self, variant: Variant, entry: Entry, name: str) -> None:
        assert entry.child is not None
        value = self._writer.new()
        self._writer.add(f"{value} = {name}.{entry.attribute}")
        with self._writer.block(f"if {value} is not None:"):
            self._write_items(entry.child, value, entry.nullable_items)
            if self._is_whole(entry) and not entry.list_depth:
                self._writer.add(f"if once: {name}.{entry.attribute} = {self._hole}")
                self._write_cleaning_later(variant, name)

    def _write_items(self, place: Place, value: str, nullable: Sequence[bool]) -> None:
        if nullable:
            item = self._writer.new()
            with (
                self._writer.block(f"for {item} in {value}:"),
                self._writer.block(f"if {item} is not None:" if nullable[0] else "if True:"),
            ):
                self._write_items(place, item, nullable[1:])
            return
        filler = self._find_whole(place)
        if filler is None:
            self._write_place(place, value)
        else:
            self._seen.add(id(place))
            self._writer.add(f"add({self._write_number(filler, value)})")

    def _find_whole(self, place: Place) -> Filler | None:
        fillers = [self._late.fillers.get(id(variant)) for variant in place.variants.values()]
        return fillers[0] if fillers and fillers[0] is not None and fillers[0].whole else None

    def _is_whole(self, entry: Entry) -> bool:
        """Whether a hole stands for each object there, for the client to see."""
        return entry.shape is not None and entry.child is not None and self._find_whole(entry.child) is not None

    def _find_wholes(self, variant: Variant) -> list[str]:
        """Lines that put holes in the place of single objects."""
        values = [f"o.{e.attribute}" for e in variant.entries.values() if self._is_whole(e) and not e.list_depth]
        return [f"if {value} is not None: {value} = {self._hole}" for value in values]

    def _find_whole_lists(self, variant: Variant) -> list[str]:
        """Lines that put holes in the place of all objects of a list."""
        values = [f"o.{e.attribute}" for e in variant.entries.values() if self._is_whole(e) and e.list_depth]
        return [
            f"if {value} is not None: {value} = [None if x is None else {self._hole} for x in {value}]"
            for value in values
        ]

    def _write_number(self, filler: Filler, name: str) -> str:
        """An expression: the number of the (first) piece for an object, which gets one if it has none."""
        values = [f"{name}.{entry.attribute}" for entry in filler.keys]
        key = values[0] if len(values) == 1 else f"({', '.join(values)})"
        return f"m{self._numbers[id(self._late.models[id(filler.variant)].variant)]}[{key}]"


def _to_format(text: bytes) -> bytes:
    """For the `%` operator, which finds holes five times as fast as `split` does."""
    if b"%" in text:
        text = text.replace(b"%", b"%%")
    return text.replace(_MARK, b"%b")

"""Write the code of late fetches once the answer is text: `early_text.py` says who is to be asked for, this asks.

Fillers of one kind have their keys in a dictionary (`m…`), each with the number of its piece. For every late fetch and
kind there is a *column* (`e…`): the answers, in the order of those keys. So nothing is made or changed for a single
filler before its piece is written: values of a row are read from the columns side by side.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from jetbridge.executor.compiled.layout import get_entries
from jetbridge.executor.compiled.sent import find_sent_fields, find_single_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jetbridge.executor.compiled.late import Filler, LateValues
    from jetbridge.executor.compiled.layout import Entry, Layout, Part, Target, View
    from jetbridge.executor.compiled.representations import RepresentationWriter
    from jetbridge.executor.compiled.sent import SentFields
    from jetbridge.executor.compiled.structs import Structs
    from jetbridge.executor.compiled.writer import Writer


class _Asked(NamedTuple):
    """That `part` is asked for all fillers of a kind. `column` is where answers are kept, `wanted` how many are wanted
    by all who ask alike.
    """

    part: Part
    view: View
    target: Target
    filler: Filler
    fields: SentFields
    column: str
    wanted: str


class LateFetchWriter:
    """`parts` are their names. `slots` are those of a state."""

    def __init__(
        self,
        writer: Writer,
        layout: Layout,
        late: LateValues,
        parts: Mapping[int, str],
        structs: Structs,
        representations: RepresentationWriter,
    ) -> None:
        self._writer = writer
        self._layout = layout
        self._structs = structs
        self._representations = representations
        self._numbers = {id(filler.variant): number for number, filler in enumerate(late.kinds)}
        self._asked: dict[int, list[_Asked]] = {}
        # By the ids of a variant and of an entry: the column with its value, and the attribute there.
        self._values: dict[tuple[int, int], tuple[str, str]] = {}
        for part, views in layout.views.items():
            if part.fetch.id in late.fetches:
                targets = [(view, target) for view in views for target in view.targets]
                self._asked[id(part)] = [
                    self._expect(part, view, target, late.fillers[id(target.variant)], parts[id(part)])
                    for view, target in targets
                    if late.models[id(target.variant)].variant is target.variant
                ]
        everything = [asked for several in self._asked.values() for asked in several]
        self.slots = [
            *(f"m{number}" for number in self._numbers.values()),
            *(asked.column for asked in everything),
            *{asked.wanted: None for asked in everything},
            *(f"p{asked.column}" for asked in everything),
        ]

    def _expect(self, part: Part, view: View, target: Target, filler: Filler, name: str) -> _Asked:
        number = self._numbers[id(target.variant)]
        column = f"e{name}_{number}"
        model = view.targets[0].variant
        for entry, read in zip(get_entries(target.variant, part), get_entries(model, part), strict=True):
            self._values[id(target.variant), id(entry)] = column, read.attribute
        wanted = f"w{name}_{self._representations.get_index_name(target, part.index)}"
        return _Asked(part, view, target, filler, find_sent_fields(target), column, wanted)

    # --- Asking

    def write_asking(self, parts: Sequence[Part], fetch_id: int) -> None:
        """Lines that leave what is to be sent for each of `parts` in a list `r…`, or end if it is nothing."""
        for part in parts:
            self._write_wanted(part)
        with self._writer.block(f"if not ({' or '.join(f'r{part.index}' for part in parts)}):"):
            views = ", ".join("()" for part in parts for _ in self._get_views(part))
            self._writer.add(f"keep_{fetch_id}(s, {views})", "return None")

    def _write_wanted(self, part: Part) -> None:
        """What is asked for more than once is sent once, in the order in which it is needed first."""
        groups: dict[str, list[_Asked]] = {}
        for asked in self._asked[id(part)]:
            groups.setdefault(asked.wanted, []).append(asked)
        alone = find_single_key(self._layout.get_targets(part)) is not None
        self._writer.add(f"r{part.index} = []")
        for wanted, group in groups.items():
            self._write_different(part, group)
            self._writer.add(f"s.{wanted} = len(w)")
            fields = group[0].fields
            names = ", ".join(f"k{number}" for number in range(len(fields.all)))
            class_ = None if alone else self._representations.write_class(group[0].target, fields)
            self._writer.add(f"r{part.index} += {f'[{class_}({names}) for {names} in w]' if class_ else 'w'}")

    def _write_different(self, part: Part, group: Sequence[_Asked]) -> None:
        """Leaves `w`: what all of `group` want, each once, and for each of them where the answers will stand."""
        if self._is_answered_in_order(part):
            self._writer.add(f"w = s.m{self._numbers[id(group[0].filler.variant)]}")
            return
        self._writer.add(f"w = numbers(count(len(r{part.index})).__next__)")
        for asked in group:
            find = _write_position if self._are_plain(part) else partial(_write_position_of_key, fields=asked.fields)
            positions = self.write_for_all(asked.filler, asked.fields.entries, find)
            self._writer.add(f"s.p{asked.column} = {positions}")

    def _is_answered_in_order(self, part: Part) -> bool:
        """All of one kind are asked for, by what they are known by."""
        found = self._asked[id(part)]
        return len(found) == 1 and self._are_plain(part) and tuple(found[0].fields.entries) == found[0].filler.keys

    def _are_plain(self, part: Part) -> bool:
        """Whether no key of any of its objects is null."""
        return all(find_sent_fields(target).are_plain for target in self._layout.get_targets(part))

    def _get_views(self, part: Part) -> list[View]:
        return list({id(asked.view): asked.view for asked in self._asked[id(part)]}.values())

    # --- Keeping

    def write_taking(self, parts: Sequence[Part], fetch_id: int) -> None:
        """Lines that keep decoded answers `d…`."""
        for part in parts:
            counts = {f"s.{asked.wanted}": None for asked in self._asked[id(part)]}
            if counts:
                with self._writer.block(f"if len(d0.g{part.index}) != {' + '.join(counts)}:"):
                    self._writer.add("raise Irregular")
        answers = ", ".join(f"d{view.number}.g{part.index}" for part in parts for view in self._get_views(part))
        self._writer.add(f"keep_{fetch_id}(s, {answers})")

    def write_keeping(self, parts: Sequence[Part], fetch_id: int) -> None:
        """The function `keep_N(s, …)`: from the lists of answers, one a view of each part, to columns."""
        names = {id(view): f"a{part.index}_{view.number}" for part in parts for view in self._get_views(part)}
        with self._writer.function(f"keep_{fetch_id}(s, {', '.join(names.values())})"):
            for part in parts:
                for view in self._get_views(part):
                    self._write_columns(part, view, names[id(view)])

    def _write_columns(self, part: Part, view: View, answers: str) -> None:
        if self._is_answered_in_order(part):
            self._write_column(self._asked[id(part)][0], answers)
            return
        if not self._are_plain(part):
            # At the last place, for those who could not be asked for.
            self._writer.add(f"{answers} = [*{answers}, None]")
        for asked in self._asked[id(part)]:
            if asked.view is view:
                self._write_column(asked, f"[{answers}[p] for p in s.p{asked.column}]")

    def _write_column(self, asked: _Asked, answers: str) -> None:
        add, block = self._writer.add, self._writer.block
        entries = get_entries(asked.target.variant, asked.part)
        names = [read.attribute for read in get_entries(asked.view.targets[0].variant, asked.part)]
        add(f"e = {answers}")
        with block("if not all(e):"):
            if any(entry.is_non_null for entry in entries):
                add("raise Irregular")
            else:
                nothing = self._structs.answers[id(asked.view)](**dict.fromkeys(names))
                add(f"e = [{self._writer.name(nothing)} if x is None else x for x in e]")
        if len(self._layout.views[asked.part]) > 1:
            # An answer that serves several views leaves out what is not for its type.
            for name in names:
                with block(f"if UNSET in [x.{name} for x in e]:"):
                    add("raise Irregular")
        add(f"s.{asked.column} = e")

    # --- Reading

    def find_column(self, filler: Filler, entries: Sequence[Entry]) -> str | None:
        """The one whose answers are, when they are encoded, just `entries` of each filler of the kind."""
        for asked in (asked for several in self._asked.values() for asked in several if asked.filler is filler):
            brought = get_entries(filler.variant, asked.part)
            if brought == [*entries] and all(entry.find_wire_key(asked.part) == entry.key for entry in entries):
                return f"s.{asked.column}"
        return None

    def write_for_all(self, filler: Filler, entries: Sequence[Entry], build: Callable[[Sequence[str]], str]) -> str:
        """An expression: what `build` makes of expressions for the values of `entries`, of each filler of the kind."""
        loops: dict[str, str] = {}
        values = [self._write_value(filler, entry, loops) for entry in entries]
        if not loops:
            self._write_key(filler, loops)
        sources = ", ".join(loops) if len(loops) == 1 else f"zip({', '.join(loops)})"
        return f"[{build(values)} for {', '.join(loops.values())} in {sources}]"

    def _write_value(self, filler: Filler, entry: Entry, loops: dict[str, str]) -> str:
        """Tells `loops` which variable runs through what."""
        if entry.constant is not None:
            return self._writer.name(entry.constant)
        if entry in filler.keys:
            self._write_key(filler, loops)
            return f"k{filler.keys.index(entry)}"
        column, attribute = self._values[id(filler.variant), id(entry)]
        return f"{loops.setdefault(f's.{column}', f'x{len(loops)}')}.{attribute}"

    def _write_key(self, filler: Filler, loops: dict[str, str]) -> None:
        names = [f"k{number}" for number in range(len(filler.keys))]
        loops[f"s.m{self._numbers[id(filler.variant)]}"] = names[0] if len(names) == 1 else f"({', '.join(names)})"


def _write_position(values: Sequence[str]) -> str:
    return f"w[{', '.join(values)}]"


def _write_position_of_key(values: Sequence[str], fields: SentFields) -> str:
    """The last one, if a key is null: such an object has no entity."""
    keys = [value for value, field in zip(values, fields.all, strict=True) if field.is_key]
    return f"{_write_position(values)} if {' and '.join(f'{key} is not None' for key in keys) or 'True'} else -1"

"""Write the code that turns objects of the answer into representations: `source.py`'s part of sending entity fetches.

Where keys and inputs are plain scalars they are compared as they are; where they have structure, as the JSON they make.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.planner.plan import RepresentationField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jetbridge.executor.compiled.layout import Entry, Target, Variant
    from jetbridge.executor.compiled.writer import Writer
    from jetbridge.planner.plan import RepresentationSelection


class RepresentationWriter:
    """Writes loops that fill the list of representations of a group."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._indexes: dict[tuple[int, str, int], str] = {}
        self._uses: Counter[str] = Counter()

    def expect(self, target: Target, group: int) -> None:
        """Tell beforehand of every target that `write_loop` will be called for."""
        self._uses[self.get_index_name(target, group)] += 1

    def _is_used_again(self, known: str) -> bool:
        return self._uses[known] > 1

    def get_index_name(self, target: Target, group: int) -> str:
        """The dictionary of what is represented already; one for all that is represented alike."""
        assert target.case is not None
        key = (group, target.case.typename or target.variant.typename, id(target.case))
        name = self._indexes.get(key)
        if name is None:
            name = self._indexes[key] = self._writer.new("known")
        return name

    def write_loop(
        self, target: Target, objects: str, known: str, representations: str, check: str | None, fills: Sequence[Entry]
    ) -> None:
        """Leaves `objects`, and `positions`: which of them gets which answer (None: each its own, in order)."""
        assert target.case is not None
        keys = list(_flatten(target.case.keys, target.variant))
        names = {field.name for field, _ in keys}
        inputs = [pair for pair in _flatten(target.case.requires, target.variant) if pair[0].name not in names]
        fields = [*keys, *inputs]
        class_ = self._writer.name(_build_struct(target, [field for field, _ in fields]), "R")
        creator = target.variant.place.creator
        if all(entry.is_scalar for _, entry in fields) and all(entry.is_never_null(creator) for _, entry in keys):
            self._write_in_bulk([entry for _, entry in fields], class_, objects, known, representations, check)
        else:
            self._write_one_by_one(keys, inputs, class_, objects, known, representations, check, fills)

    def _write_in_bulk(
        self, entries: Sequence[Entry], class_: str, objects: str, known: str, representations: str, check: str | None
    ) -> None:
        """Comprehensions take a third of the time of a loop that does the same."""
        add, block = self._writer.add, self._writer.block
        add(f"objects = [o for o in {objects} if o.__class__ is {check}]" if check else f"objects = {objects}")
        values = [f"o.{entry.attribute}" for entry in entries]
        key = values[0] if len(values) == 1 else f"({', '.join(values)})"
        names = ", ".join(f"k{number}" for number in range(len(values)))
        add(f"keys = [{key} for o in objects]", "new = dict.fromkeys(keys)", f"before = len({representations})")
        with block(f"if {known}:"):
            add(f"new = [key for key in new if key not in {known}]")
        add(f"{representations} += [{class_}({names}) for {names} in new]")
        # Nothing before and nothing twice: answers come in the order of the objects.
        with block(f"if len({representations}) == len(keys) == len(new):"):
            add("positions = None")
            if self._is_used_again(known):
                add(f"{known}.update(zip(new, range(len(new))))")
        with block("else:"):
            add(f"{known}.update(zip(new, range(before, len({representations}))))")
            add(f"positions = [{known}[key] for key in keys]")

    def _write_one_by_one(
        self,
        keys: Sequence[tuple[RepresentationField, Entry]],
        inputs: Sequence[tuple[RepresentationField, Entry]],
        class_: str,
        objects: str,
        known: str,
        representations: str,
        check: str | None,
        fills: Sequence[Entry],
    ) -> None:
        add, block = self._writer.add, self._writer.block
        add("objects = []", "positions = []", "add_object = objects.append", "add_position = positions.append")
        with block(f"for o in {objects}:"):
            if check:
                with block(f"if o.__class__ is not {check}:"):
                    add("continue")
            values = self._write_keys(keys, fills)
            values += [self._write_value(field, entry, is_key=False) for field, entry in inputs]
            self._write_lookup(class_, values, known, representations, [*keys, *inputs])
            add("add_object(o)", "add_position(p)")

    def _write_keys(self, keys: Sequence[tuple[RepresentationField, Entry]], fills: Sequence[Entry]) -> list[str]:
        """An object without its key has no entity: what the entity would bring is null."""
        add, values = self._writer.add, []
        for field, entry in keys:
            value = self._writer.new()
            add(f"{value} = {self._write_value(field, entry, is_key=True)}")
            values.append(value)
        with self._writer.block(f"if {' or '.join(f'{value} is None' for value in values) or 'False'}:"):
            if any(entry.is_non_null for entry in fills):
                add("raise Irregular")
            else:
                add(*(f"o.{entry.attribute} = None" for entry in fills), "continue")
        return values

    def _write_lookup(
        self,
        class_: str,
        values: Sequence[str],
        known: str,
        representations: str,
        fields: Sequence[tuple[RepresentationField, Entry]],
    ) -> None:
        add = self._writer.add
        made = f"{class_}({', '.join(values)})"
        plain = all(entry.is_scalar for _, entry in fields)
        key = (values[0] if len(values) == 1 else f"({', '.join(values)},)") if plain else f"encode({made})"
        add(f"key = {key}", f"p = {known}.get(key)")
        with self._writer.block("if p is None:"):
            add(
                f"p = {known}[key] = len({representations})",
                f"{representations}.append({made if plain else 'Raw(key)'})",
            )

    def _write_value(self, field: RepresentationField, entry: Entry, *, is_key: bool) -> str:
        value = f"o.{entry.attribute}"
        if not field.selections:
            return value
        inner = self._write_object(field, entry, is_key=is_key)
        for _ in range(entry.list_depth):
            inner = self._write_list(inner, is_key=is_key)
        return f"{inner}({value})"

    def _write_object(self, field: RepresentationField, entry: Entry, *, is_key: bool) -> str:
        """A function from an object to what of it is sent."""
        if entry.child is None or entry.child.abstract:
            raise NotCompilableError("a representation with objects of several types")
        (variant,) = entry.child.variants.values()
        pairs = list(_flatten(field.selections, variant))
        class_ = msgspec.defstruct("Part", [(inner.name, Any) for inner, _ in pairs], gc=False)
        values = [(self._write_value(inner, below, is_key=is_key), is_key) for inner, below in pairs]
        code = [f"not_null({value})" if required else value for value, required in values]
        return self._write_function(f"{self._writer.name(class_)}({', '.join(code)})")

    def _write_list(self, inner: str, *, is_key: bool) -> str:
        return self._write_function(f"[{'not_null(' if is_key else ''}{inner}(x){')' if is_key else ''} for x in o]")

    def _write_function(self, result: str) -> str:
        name = self._writer.new("part")
        with self._writer.function(f"{name}(o)"):
            self._writer.add("if o is None:", " return None", f"return {result}")
        return name


def _flatten(
    selections: Iterable[RepresentationSelection], variant: Variant
) -> Iterator[tuple[RepresentationField, Entry]]:
    """The fields that objects of `variant` send, each once, with where they come from."""
    for selection in selections:
        if not isinstance(selection, RepresentationField):
            if variant.typename in selection.types:
                yield from _flatten(selection.selections, variant)
            continue
        entry = variant.entries.get(selection.key)
        if entry is None or selection.name == "__typename":
            raise NotCompilableError("a representation of what is not fetched")
        yield selection, entry


def _build_struct(target: Target, fields: Sequence[RepresentationField]) -> type[msgspec.Struct]:
    assert target.case is not None
    names = [field.name for field in fields]
    if len(set(names)) != len(names):
        raise NotCompilableError("one input required in two ways")
    return msgspec.defstruct(
        "Representation",
        [(f"r{number}", Any) for number in range(len(fields))],
        rename={f"r{number}": name for number, name in enumerate(names)},
        tag=target.case.typename or target.variant.typename,
        tag_field="__typename",
        gc=False,
    )

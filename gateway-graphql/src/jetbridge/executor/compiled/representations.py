"""Write the code that turns objects of the answer into representations: `source.py`'s part of sending entity fetches.

Where keys and inputs are plain scalars they are compared as they are; where they have structure, as the JSON they make.
Where all that a group sends is one key of one type, the list holds just the values of that key, see `write_json`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.planner.plan import RepresentationField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jetbridge.executor.compiled.layout import Entry, Part, Target, Variant
    from jetbridge.executor.compiled.writer import Writer
    from jetbridge.planner.plan import RepresentationSelection

_encode = msgspec.json.Encoder().encode
# A field of a representation, and the entry its value is read from.
_Sent: TypeAlias = "tuple[RepresentationField, Entry]"
# Which attributes are read of the objects of which variant.
_Keys: TypeAlias = tuple[int, tuple[str, ...]]


class RepresentationWriter:
    """Writes loops that fill the list of representations of a group, and the code that makes JSON of it."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._indexes: dict[tuple[int, str, int], str] = {}
        self._uses: Counter[str] = Counter()
        self._reads: Counter[_Keys] = Counter()
        # By what is read of which objects: the slot of a state that keeps it for the next who needs it.
        self._kept: dict[_Keys, str] = {}
        # By type and fields: the class of representations.
        self._classes: dict[tuple[str, tuple[str, ...]], str] = {}

    @property
    def slots(self) -> list[str]:
        return list(self._kept.values())

    def expect(self, target: Target, group: int) -> None:
        """Tell beforehand of every target that `write_loop` will be called for."""
        self._uses[self.get_index_name(target, group)] += 1
        fields = _find_fields(target)
        if fields.are_stable:
            self._reads[fields.keys_of(target)] += 1

    def _is_used_again(self, known: str) -> bool:
        return self._uses[known] > 1

    def get_index_name(self, target: Target, group: int) -> str:
        """The dictionary of what is represented already; one for all that is represented alike."""
        assert target.case is not None
        key = (group, _get_typename(target), id(target.case))
        name = self._indexes.get(key)
        if name is None:
            name = self._indexes[key] = self._writer.new("known")
        return name

    def write_json(self, targets: Sequence[Target], representations: str) -> str:
        """An expression: the list that `write_loop` has filled -> JSON."""
        key = _find_single_key(targets)
        if key is None:
            return f"encode({representations})"
        typename, name = key
        # Each value on a line of its own, and then what stands between values in place of the line breaks: no JSON
        # of a value holds one. Objects of one key each would take ten times as long.
        before = b'{"__typename":%b,%b:' % (_encode(typename), _encode(name))
        first, between = self._writer.name(b"[" + before), self._writer.name(b"}," + before)
        json = f'{first} + encode_lines({representations})[:-1].replace(b"\\n", {between}) + b"}}]"'
        return f'({json} if {representations} else b"[]")'

    def write_loop(
        self,
        target: Target,
        write_objects: Callable[[], str],
        known: str,
        representations: str,
        check: str | None,
        *,
        identity: frozenset[str],
        fills: Sequence[Entry],
        alone: bool,
    ) -> None:
        """Leaves `objects`, and `positions`: which of them gets which answer (None: each its own, in order).

        Objects differ from each other in `identity`, if it is not empty. With `alone`, representations are values of a
        single key, for `write_json` to make objects of.
        """
        fields = _find_fields(target)
        if fields.are_plain:
            self._write_keys_in_bulk(target, fields, write_objects, check, identity)
            class_ = None if alone else self._write_class(target, fields)
            self._write_in_bulk(len(fields.all), class_, known, representations)
        else:
            objects = write_objects()
            self._write_one_by_one(target, fields, objects, known, representations, check, fills)

    def _write_class(self, target: Target, fields: _Fields) -> str:
        """Targets that are represented alike have one class."""
        sent = _get_typename(target), tuple(field.name for field, _ in fields.all)
        name = self._classes.get(sent)
        if name is None:
            name = self._classes[sent] = self._writer.name(_build_struct(*sent), "R")
        return name

    def _write_keys_in_bulk(
        self,
        target: Target,
        fields: _Fields,
        write_objects: Callable[[], str],
        check: str | None,
        identity: frozenset[str],
    ) -> None:
        """Leaves `objects`, their `keys`, and `new`, the different ones; made once for all groups that need them."""
        reads = fields.keys_of(target)
        if not fields.are_stable or self._reads[reads] < 2:
            self._write_reading(fields, write_objects(), check, identity)
            return
        slot = self._kept.get(reads)
        if slot is None:
            slot = self._kept[reads] = self._writer.new("k")
            with self._writer.function(f"read_{slot}(s)"):
                self._write_reading(fields, write_objects(), check, identity)
                self._writer.add(f"s.{slot} = objects, keys, new", f"return s.{slot}")
        self._writer.add(f"objects, keys, new = s.{slot} or read_{slot}(s)")

    def _write_reading(self, fields: _Fields, objects: str, check: str | None, identity: frozenset[str]) -> None:
        values = [f"o.{entry.attribute}" for _, entry in fields.all]
        are_different = bool(identity) and identity <= {entry.attribute for _, entry in fields.all}
        key = values[0] if len(values) == 1 else f"({', '.join(values)})"
        self._writer.add(
            f"objects = [o for o in {objects} if o.__class__ is {check}]" if check else f"objects = {objects}",
            f"keys = [{key} for o in objects]",
            # A set of a thousand takes half the time of a dictionary, and mostly all are different.
            "new = keys" if are_different else "new = keys if len(set(keys)) == len(keys) else dict.fromkeys(keys)",
        )

    def _write_in_bulk(self, width: int, class_: str | None, known: str, representations: str) -> None:
        """Comprehensions take a third of the time of a loop that does the same."""
        add, block = self._writer.add, self._writer.block
        add(f"before = len({representations})")
        with block(f"if {known}:"):
            add(f"new = [key for key in new if key not in {known}]")
        names = ", ".join(f"k{number}" for number in range(width))
        add(f"{representations} += [{class_}({names}) for {names} in new]" if class_ else f"{representations} += new")
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
        target: Target,
        fields: _Fields,
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
            values = self._write_keys(fields.keys, fills)
            values += [self._write_value(field, entry, is_key=False) for field, entry in fields.inputs]
            self._write_lookup(self._write_class(target, fields), values, known, representations, fields.all)
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


@dataclass(frozen=True, slots=True)
class _Fields:
    """What one target sends: fields, each with where its value comes from."""

    keys: tuple[_Sent, ...]
    inputs: tuple[_Sent, ...]
    creator: Part | None

    @property
    def all(self) -> tuple[_Sent, ...]:
        return *self.keys, *self.inputs

    @property
    def are_plain(self) -> bool:
        """Scalars, and no key is null."""
        return all(entry.is_scalar for _, entry in self.all) and all(
            entry.is_never_null(self.creator) for _, entry in self.keys
        )

    @property
    def are_stable(self) -> bool:
        """Plain, and there from the beginning: whenever they are read, they are the same."""
        return self.are_plain and all(
            self.creator is not None and entry.sources[0].part is self.creator for _, entry in self.all
        )

    def keys_of(self, target: Target) -> _Keys:
        return id(target.variant), tuple(entry.attribute for _, entry in self.all)


def _find_fields(target: Target) -> _Fields:
    assert target.case is not None
    keys = tuple(_flatten(target.case.keys, target.variant))
    names = {field.name for field, _ in keys}
    inputs = tuple(pair for pair in _flatten(target.case.requires, target.variant) if pair[0].name not in names)
    return _Fields(keys, inputs, target.variant.place.creator)


def _find_single_key(targets: Sequence[Target]) -> tuple[str, str] | None:
    """The type and field sent, if all that is sent for `targets` is that field, a scalar."""
    found = set()
    for target in targets:
        fields = _find_fields(target)
        if not fields.are_plain or len(fields.all) != 1:
            return None
        found.add((_get_typename(target), fields.all[0][0].name))
    return found.pop() if len(found) == 1 else None


def find_sent_entries(target: Target) -> list[Entry]:
    """What is read of the objects of `target` to ask for them."""
    return [entry for _, entry in _find_fields(target).all]


def sends_single_key(targets: Sequence[Target]) -> bool:
    return _find_single_key(targets) is not None


def _get_typename(target: Target) -> str:
    assert target.case is not None
    return target.case.typename or target.variant.typename


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


def _build_struct(typename: str, names: Sequence[str]) -> type[msgspec.Struct]:
    if len(set(names)) != len(names):
        raise NotCompilableError("one input required in two ways")
    return msgspec.defstruct(
        "Representation",
        [(f"r{number}", Any) for number in range(len(names))],
        rename={f"r{number}": name for number, name in enumerate(names)},
        tag=typename,
        tag_field="__typename",
        gc=False,
    )

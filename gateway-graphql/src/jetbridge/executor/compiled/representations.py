"""Write the code that turns objects of the answer into representations: `sending.py`'s part of asking for entities.

Where keys and inputs are plain scalars they are compared as they are; where they have structure, as the JSON they make.
Where all that a group sends is one key of one type, the list holds just the values of that key, see `write_json`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.executor.compiled.contextual import ContextWriter
from jetbridge.executor.compiled.sent import find_sent_fields, find_single_key, flatten, get_sent_typename

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jetbridge.executor.compiled.layout import Entry, Place, Target, Variant
    from jetbridge.executor.compiled.sent import Reads, SentField, SentFields
    from jetbridge.executor.compiled.writer import Writer

_encode = msgspec.json.Encoder().encode


class RepresentationWriter:
    """Writes loops that fill the list of representations of a group, and the code that makes JSON of it."""

    def __init__(self, writer: Writer, write_class: Callable[[Variant], str | None]) -> None:
        """`write_class` names the class that tells objects of a variant from others at its place."""
        self._writer = writer
        self._contexts = ContextWriter(writer, write_class)
        self._write_class_of = write_class
        self._indexes: dict[tuple[int, str, int], str] = {}
        self._uses: Counter[str] = Counter()
        self._reads: Counter[Reads] = Counter()
        # By what is read of which objects: the slot of a state that keeps it for the next who needs it.
        self._kept: dict[Reads, str] = {}
        # By type and fields: the class of representations.
        self._classes: dict[tuple[str, tuple[str, ...]], str] = {}

    @property
    def slots(self) -> list[str]:
        return list(self._kept.values())

    def expect(self, target: Target, group: int) -> None:
        """Tell beforehand of every target that `write_loop` will be called for."""
        self._uses[self.get_index_name(target, group)] += 1
        fields = find_sent_fields(target)
        if fields.are_stable:
            self._reads[fields.keys_of(target)] += 1

    def _is_used_again(self, known: str) -> bool:
        return self._uses[known] > 1

    def get_index_name(self, target: Target, group: int) -> str:
        """The dictionary of what is represented already; one for all that is represented alike."""
        assert target.case is not None
        key = (group, get_sent_typename(target), id(target.case))
        name = self._indexes.get(key)
        if name is None:
            name = self._indexes[key] = self._writer.new("known")
        return name

    def write_json(self, targets: Sequence[Target], representations: str) -> str:
        """An expression: the list that `write_loop` has filled -> JSON."""
        key = find_single_key(targets)
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
        get_lineages: Callable[[Place], str],
    ) -> None:
        """Leaves `objects`, and `positions`: which of them gets which answer (None: each its own, in order).

        Objects differ from each other in `identity`, if it is not empty. With `alone`, representations are values of a
        single key, for `write_json` to make objects of. Where the part has contexts, the values for each representation
        are left in a list named like theirs with an `x` in front.
        """
        fields = find_sent_fields(target)
        if fields.are_plain and not target.contexts:
            self._write_keys_in_bulk(target, fields, write_objects, check, identity)
            class_ = None if alone else self.write_class(target, fields)
            self._write_in_bulk(len(fields.all), class_, known, representations)
        else:
            objects = write_objects()
            if target.contexts:
                objects = f"zip({objects}, s.{get_lineages(target.variant.place)})"
            self._write_one_by_one(target, fields, objects, known, representations, check, fills)

    def write_class(self, target: Target, fields: SentFields) -> str:
        """Targets that are represented alike have one class."""
        sent = get_sent_typename(target), fields.names
        name = self._classes.get(sent)
        if name is None:
            name = self._classes[sent] = self._writer.name(_build_struct(*sent), "R")
        return name

    def _write_keys_in_bulk(
        self,
        target: Target,
        fields: SentFields,
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

    def _write_reading(self, fields: SentFields, objects: str, check: str | None, identity: frozenset[str]) -> None:
        values = [f"o.{entry.attribute}" for entry in fields.entries]
        are_different = bool(identity) and identity <= {entry.attribute for entry in fields.entries}
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
        fields: SentFields,
        objects: str,
        known: str,
        representations: str,
        check: str | None,
        fills: Sequence[Entry],
    ) -> None:
        add, block = self._writer.add, self._writer.block
        add("objects = []", "positions = []", "add_object = objects.append", "add_position = positions.append")
        with block(f"for {'o, l' if target.contexts else 'o'} in {objects}:"):
            if check:
                with block(f"if o.__class__ is not {check}:"):
                    add("continue")
            contexts = self._write_contexts(target, fills)
            values = self._write_keys([field for field in fields.all if field.is_key], target, fills)
            values += [self._write_value(field, target.variant) for field in fields.all if not field.is_key]
            self._write_lookup(self.write_class(target, fields), values, known, representations, fields, contexts)
            add("add_object(o)", "add_position(p)")

    def _write_keys(self, keys: Sequence[SentField], target: Target, fills: Sequence[Entry]) -> list[str]:
        """An object without its key has no entity: what the entity would bring is null."""
        add, values = self._writer.add, []
        for field in keys:
            value = self._writer.new()
            add(f"{value} = {self._write_value(field, target.variant)}")
            values.append(value)
        with self._writer.block(f"if {' or '.join(f'{value} is None' for value in values) or 'False'}:"):
            self._write_leaving_out(target, fills)
        return values

    def _write_leaving_out(self, target: Target, fills: Sequence[Entry]) -> None:
        if target.tells_types or any(entry.is_non_null for entry in fills):
            self._writer.add("raise Irregular")
        else:
            self._writer.add(*(f"o.{entry.attribute} = None" for entry in fills), "continue")

    def _write_contexts(self, target: Target, fills: Sequence[Entry]) -> list[str]:
        """Where null is not allowed an object without the value is not asked for."""
        add, values = self._writer.add, []
        for variable in target.contexts:
            value = self._writer.new()
            values.append(value)
            add(f"{value} = {self._contexts.write_value(variable, target.variant.place)}")
            if variable.type.endswith("!"):
                with self._writer.block(f"if {value} is None:"):
                    self._write_leaving_out(target, fills)
            add(f"{value} = encode({value})")
        return values

    def _write_lookup(
        self,
        class_: str,
        values: Sequence[str],
        known: str,
        representations: str,
        fields: SentFields,
        contexts: Sequence[str],
    ) -> None:
        add, plain = self._writer.add, fields.are_scalar
        made = f"{class_}({', '.join(values)})"
        key = (values[0] if len(values) == 1 else f"({', '.join(values)},)") if plain else f"encode({made})"
        add(f"key = {key}")
        lookup = f"({', '.join(contexts)}, key)" if contexts else "key"
        add(f"p = {known}.get({lookup})")
        with self._writer.block("if p is None:"):
            add(
                f"p = {known}[{lookup}] = len({representations})",
                f"{representations}.append({made if plain else 'Raw(key)'})",
            )
            if contexts:
                add(f"x{representations}.append(({', '.join(contexts)},))")

    def _write_value(self, field: SentField, variant: Variant) -> str:
        """An expression: what of an object `o` of `variant` is sent as `field`."""
        if field.entry is None:
            return self._writer.name(variant.typename)
        value = f"o.{field.entry.attribute}"
        if field.entry.child is None:
            return value
        inner = self._write_object(field, field.entry.child)
        for _ in range(field.entry.list_depth):
            inner = self._write_list(inner, is_key=field.is_key)
        return f"{inner}({value})"

    def _write_object(self, field: SentField, place: Place) -> str:
        """A function from an object at `place` to what of it is sent."""
        results = [
            (self._write_class_of(variant), self._write_part(variant, flatten(field.below, variant)))
            for variant in place.variants.values()
        ]
        name = self._writer.new("part")
        with self._writer.function(f"{name}(o)"):
            self._writer.add("if o is None:", " return None")
            if place.abstract:
                self._writer.add("k = o.__class__")
            for class_, result in results:
                self._writer.add(f"if k is {class_}:" if class_ else "if True:", f" return {result}")
        return name

    def _write_part(self, variant: Variant, fields: Sequence[SentField]) -> str:
        """An expression: what is sent of an object `o` of `variant` inside a representation."""
        class_ = _build_struct(None, [field.name for field in fields])
        values = [(self._write_value(field, variant), field.is_key) for field in fields]
        code = [f"not_null({value})" if is_key else value for value, is_key in values]
        return f"{self._writer.name(class_)}({', '.join(code)})"

    def _write_list(self, inner: str, *, is_key: bool) -> str:
        return self._write_function(f"[{'not_null(' if is_key else ''}{inner}(x){')' if is_key else ''} for x in o]")

    def _write_function(self, result: str) -> str:
        name = self._writer.new("part")
        with self._writer.function(f"{name}(o)"):
            self._writer.add("if o is None:", " return None", f"return {result}")
        return name


def _build_struct(typename: str | None, names: Sequence[str]) -> type[msgspec.Struct]:
    """Of a representation, or of an object inside one, which tells no type of its own accord."""
    return msgspec.defstruct(
        "Representation",
        [(f"r{number}", Any) for number in range(len(names))],
        rename={f"r{number}": name for number, name in enumerate(names)},
        tag=typename,
        tag_field="__typename" if typename else None,
        gc=False,
    )

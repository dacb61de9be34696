"""Compile fetches with values from contexts (`@fromContext`): what stands above entities parts them into batches.

While an object is represented its lineage is at hand: a pair of the object it is in and that object's lineage. How a
request with several batches is written is told in `executor/contextual_request.py`.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.executor.compiled.writer import IrregularError
from jetbridge.executor.contextual_request import KEPT_DOCUMENTS, ContextualTemplate
from jetbridge.planner.plan import RepresentationField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jetbridge.executor.compiled.layout import Place, Variant
    from jetbridge.executor.compiled.writer import Writer
    from jetbridge.planner.plan import ContextSource, ContextVariable, EntityFetch, RepresentationSelection

_encode = msgspec.json.Encoder().encode


class ContextWriter:
    """Writes code that finds the values above an object `o` with the lineage `l`."""

    def __init__(self, writer: Writer, write_class: Callable[[Variant], str | None]) -> None:
        self._writer = writer
        self._write_class = write_class

    def write_value(self, variable: ContextVariable, place: Place) -> str:
        """An expression: the value for an object at `place`."""
        for source in variable.sources:
            variant, above = _find_above(place, source.up)
            if _fits(source, variant):
                return f"{self._write_reading(source.selections, [variant])}({above})"
        return "None"

    def _write_reading(self, selections: Sequence[RepresentationSelection], variants: Iterable[Variant]) -> str:
        """A function from an object of one of `variants` to the one value at the end of `selections`."""
        name = self._writer.new("above")
        results = [(variant, self._write_step(selections, variant)) for variant in variants]
        with self._writer.function(f"{name}(o)"):
            self._writer.add("if o is None:", " return None", "k = o.__class__")
            for variant, result in results:
                class_ = self._write_class(variant) if len(results) > 1 else None
                self._writer.add(f"if k is {class_}:" if class_ else "if True:", f" return {result}")
        return name

    def _write_step(self, selections: Sequence[RepresentationSelection], variant: Variant) -> str:
        field = _find_field(selections, variant)
        if field is None:
            return "None"
        entry = variant.entries.get(field.key)
        if entry is None:
            raise NotCompilableError("a context of what is not fetched")
        value = f"o.{entry.attribute}"
        if entry.child is None:
            return value
        inner = self._write_reading(field.selections, entry.child.variants.values())
        for _ in range(entry.list_depth):
            outer = self._writer.new("above")
            with self._writer.function(f"{outer}(o)"):
                self._writer.add(f"return None if o is None else [{inner}(x) for x in o]")
            inner = outer
        return f"{inner}({value})"


def _find_above(place: Place, up: int) -> tuple[Variant, str]:
    """What is `up` levels above the objects of `place`, and an expression for it; at most the root."""
    variant, above = place.hops[-1].variant, "l[0]"
    for level in range(1, up):
        if not variant.place.hops:
            break
        variant, above = variant.place.hops[-1].variant, f"l{'[1]' * level}[0]"
    return variant, above


def _fits(source: ContextSource, variant: Variant) -> bool:
    if source.types is None:
        return True
    if variant.is_untyped:
        raise NotCompilableError("a context of objects of an unknown type")
    return variant.place.abstract and variant.typename in source.types


def _find_field(selections: Iterable[RepresentationSelection], variant: Variant) -> RepresentationField | None:
    for selection in selections:
        if not isinstance(selection, RepresentationField):
            if variant.typename in selection.types:
                return _find_field(selection.selections, variant)
        elif selection.name != "__typename":
            return selection
    return None


class _Batch(NamedTuple):
    """Representations that go together, by their indexes among all of their group."""

    context: tuple[bytes, ...]
    representations: list[Any]
    indexes: list[int]

    def to_json(self) -> bytes:
        return _encode(self.representations)


class ContextualFetch:
    """Builds the bodies of one fetch and opens the replies to them.

    `views` says for each decoder which groups it reads: the index of the group and the type of its answers.
    """

    def __init__(self, fetch: EntityFetch, views: Sequence[Mapping[int, Any]]) -> None:
        self._groups = fetch.groups
        self._template = ContextualTemplate(fetch)
        self._views = views
        self._decoders: dict[tuple[tuple[int, ...], int], Callable[[Any], Any]] = {}

    def build(
        self, variables: Mapping[str, Any], asked: Sequence[tuple[list[Any], list[tuple[bytes, ...]] | None]]
    ) -> tuple[bytes, list[list[_Batch]]]:
        """The body, and the batches of each group: `asked` are its representations, and the contexts of each."""
        batches = [_part(representations, contexts) for representations, contexts in asked]
        return self._template.build(variables, batches), batches

    def open(self, body: bytes | memoryview, batches: list[list[_Batch]], view: int) -> SimpleNamespace:
        """As `g` and its index, of each group one answer for each representation."""
        counts = tuple(map(len, batches))
        decode = self._decoders.get((counts, view)) or self._build_decoder(counts, view)
        data = decode(body).data
        answers = SimpleNamespace()
        for index in self._views[view]:
            own = [getattr(data, f"g{index}_{number}") for number in range(counts[index])]
            setattr(answers, f"g{index}", _gather(own, batches[index]))
        return answers

    def _build_decoder(self, counts: tuple[int, ...], view: int) -> Callable[[Any], Any]:
        names: dict[str, str] = {}
        fields: list[tuple[str, Any]] = []
        for index, type_ in self._views[view].items():
            for number in range(counts[index]):
                names[f"g{index}_{number}"] = self._groups[index].alias + (f"_{number}" if counts[index] > 1 else "")
                fields.append((f"g{index}_{number}", type_))
        decode = build_decoder(msgspec.defstruct("Data", fields, rename=names, gc=False))
        if len(self._decoders) < KEPT_DOCUMENTS:
            self._decoders[counts, view] = decode
        return decode


def build_decoder(data: Any) -> Callable[[Any], Any]:
    """Decodes a whole reply; one that has errors is irregular."""
    reply = msgspec.defstruct(
        "Reply", [("data", data), ("errors", None | msgspec.UnsetType, msgspec.UNSET)], kw_only=True, gc=False
    )
    return msgspec.json.Decoder(reply).decode


def _part(representations: list[Any], contexts: list[tuple[bytes, ...]] | None) -> list[_Batch]:
    if contexts is None:
        return [_Batch((), representations, [*range(len(representations))])] if representations else []
    batches: dict[tuple[bytes, ...], _Batch] = {}
    for index, (representation, context) in enumerate(zip(representations, contexts, strict=True)):
        batch = batches.get(context) or batches.setdefault(context, _Batch(context, [], []))
        batch.representations.append(representation)
        batch.indexes.append(index)
    return [*batches.values()]


def _gather(answers: Sequence[list[Any]], batches: Sequence[_Batch]) -> list[Any]:
    found: list[Any] = [None] * sum(len(batch.indexes) for batch in batches)
    for own, batch in zip(answers, batches, strict=True):
        if len(own) != len(batch.indexes):
            raise IrregularError
        for index, answer in zip(batch.indexes, own, strict=True):
            found[index] = answer
    return found

"""Struct classes of a layout: what msgspec decodes a subgraph's answer into, checks and encodes.

Client text never becomes an attribute: attributes are numbered, and keys are only what they are called on the wire.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec
from graphql import GraphQLEnumType, ListTypeNode, NamedTypeNode, NonNullTypeNode, parse_type

from jetbridge.executor.compiled.checking import is_id
from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.executor.shape import AbstractShape, Leaf, ListOf, NonNull, ObjectShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import TypeNode

    from jetbridge.executor.compiled.layout import Entry, Layout, Part, Place, Variant, View
    from jetbridge.executor.shape import Shape

UNSET = msgspec.UNSET
# Attribute, type, name on the wire, default.
_FieldSpec: TypeAlias = tuple[str, Any, str, Any]
_REQUIRED = msgspec.NODEFAULT
_ANY_BUT_NULL = bool | int | float | str | list[Any] | dict[str, Any]
_SCALARS: dict[str, Any] = {
    "String": str,
    # A subgraph that sends numbers for ids is read by the interpreter, and then by code that checks values.
    "ID": str,
    "Int": Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)],
    "Float": int | float,
    "Boolean": bool,
}


class Structs:
    """Makes the classes of one layout, each once."""

    def __init__(self, late_defaults: Mapping[int, Any], *, checks_values: bool) -> None:
        """`late_defaults`: by id of an entry, what it holds until it is filled in, if that is not null.

        With `checks_values` decoding lets pass what `checking.py` puts right.
        """
        self._checks_values = checks_values
        self._late_defaults = late_defaults
        self._place_types: dict[int, Any] = {}
        self._patch_types: dict[tuple[int, int], Any] = {}
        # By the ids of a variant and of a part: the class of what the part adds to objects of the variant.
        self.patches: dict[tuple[int, int], type[msgspec.Struct]] = {}
        # By id of a view whose part tells no types: the class of its answers.
        self.answers: dict[int, type[msgspec.Struct]] = {}
        # By the ids of a variant and of a part that tells types: the class of its answers for objects of the variant.
        self.tellings: dict[tuple[int, int], type[msgspec.Struct]] = {}
        # By id of the variant: the class its objects are decoded into, and the one they are encoded as.
        self.decoded: dict[int, type[msgspec.Struct]] = {}
        self.encoded: dict[int, type[msgspec.Struct]] = {}

    def get_variants(self, layout: Layout) -> dict[type, Variant]:
        """The variant of each class that objects are decoded into."""
        variants = [variant for place in layout.iterate_places() for variant in place.variants.values()]
        return {self.decoded[id(variant)]: variant for variant in variants if id(variant) in self.decoded}

    def get_place_type(self, place: Place) -> Any:
        """What to decode the objects of `place` into: one class, or a union tagged with `__typename`."""
        known = self._place_types.get(id(place))
        if known is None and place.untyped is not None:
            known = self._place_types[id(place)] = self._build_changing(place, place.untyped)
        elif known is None:
            classes = [self._build_variant(variant) for variant in place.variants.values()]
            if not classes:
                raise NotCompilableError("an interface nothing implements")
            known = self._place_types[id(place)] = reduce(or_, classes)
        return known

    def build_view(self, view: View, *, optional: bool) -> Any:
        """The class of an answer's objects; with `optional` fields may be missing, because others share the answer."""
        default = UNSET if optional else _REQUIRED
        variant, part = view.targets[0].variant, view.part
        if not view.targets[0].tells_types:
            self.answers[id(view)] = self._build_patch("Answer", variant, part, default)
            return self.answers[id(view)]
        for told in variant.place.variants.values():
            self.tellings[id(told), id(part)] = self._build_patch("Answer", told, part, default, told.typename)
        return reduce(or_, [self.tellings[id(told), id(part)] for told in variant.place.variants.values()])

    def _build_changing(self, place: Place, untyped: Variant) -> type[msgspec.Struct]:
        """Classes that objects can change: all have the same attributes, of which most have no value.

        The one that is decoded is that of untyped objects.
        """
        names = {entry.attribute for variant in place.all_variants for entry in variant.entries.values()}
        decoded: list[_FieldSpec] = []
        for entry in untyped.entries.values():
            wire_key = entry.find_wire_key(place.creator) if place.creator else None
            if wire_key is not None and place.creator is not None:
                decoded.append((entry.attribute, self._get_part_type(entry, place.creator), wire_key, _REQUIRED))
        fields = {untyped.typename: decoded}
        for variant in place.variants.values():
            fields[variant.typename] = [(entry.attribute, Any, entry.key, UNSET) for entry in variant.entries.values()]
        for variant in (untyped, *place.variants.values()):
            own = fields[variant.typename]
            rest = sorted(names - {spec[0] for spec in own})
            class_ = build_struct(variant.typename, [*own, *((name, Any, f" {name}", UNSET) for name in rest)])
            self.decoded[id(variant)] = self.encoded[id(variant)] = class_
        return self.decoded[id(untyped)]

    def _build_variant(self, variant: Variant) -> type[msgspec.Struct]:
        place = variant.place
        plain: list[_FieldSpec] = []
        encoded_names: list[str] = []
        visible = [entry for entry in variant.entries.values() if entry.shape is not None]
        # msgspec writes the tag first, so where the client wants it first there is nothing to do.
        keeps_tag = place.abstract and bool(visible) and visible[0].key == "__typename" and bool(visible[0].constant)
        for entry in variant.entries.values():
            if keeps_tag and entry is visible[0]:
                continue
            plain.append(self._specify(entry, place))
            encoded_names.append(entry.key)
        tag = variant.typename if place.abstract else None
        decoded = build_struct(variant.typename, plain, tag=tag)
        encoded = decoded
        if (place.abstract and not keeps_tag) or [spec[2] for spec in plain] != encoded_names:
            renamed = [(*spec[:2], name, spec[3]) for spec, name in zip(plain, encoded_names, strict=True)]
            encoded = build_struct(variant.typename, renamed, tag=tag if keeps_tag else None)
        self.decoded[id(variant)], self.encoded[id(variant)] = decoded, encoded
        return decoded

    def _specify(self, entry: Entry, place: Place) -> _FieldSpec:
        """A field of a place's class: brought by the part that creates the object, or filled in later."""
        constant = entry.constant
        if constant is not None:
            # No name of GraphQL has a space: a value that only we give is never decoded.
            name = f" {entry.attribute}" if place.abstract else entry.key
            return entry.attribute, Literal[constant], name, constant
        if entry.is_denied:
            return entry.attribute, Any, f" {entry.attribute}", None
        wire_key = entry.find_wire_key(place.creator) if place.creator else None
        if wire_key is None:
            return entry.attribute, Any, entry.key, self._late_defaults.get(id(entry))
        assert place.creator is not None
        type_ = self._get_part_type(entry, place.creator)
        if entry.shape is None:
            type_ = type_ | msgspec.UnsetType if type_ is not Any else Any
        return entry.attribute, type_, wire_key, _REQUIRED

    def _get_part_type(self, entry: Entry, part: Part) -> Any:
        """The type of what `part` brings for `entry`: a new object, or a patch for one that is there."""
        inner: Any = None
        if entry.child is not None:
            creates = entry.sources[0].part is part
            inner = self.get_place_type(entry.child) if creates else self.get_patch_type(entry.child, part)
        if entry.shape is not None:
            return self._to_type(entry.shape, inner)
        return _to_hidden_type(parse_type(entry.hidden_type), inner)

    def get_patch_type(self, place: Place, part: Part) -> Any:
        """What `part` adds to objects of `place` that are there: one class, or a union tagged with `__typename`."""
        key = (id(place), id(part))
        known = self._patch_types.get(key)
        if known is None:
            if place.abstract and part not in place.typed_by:
                raise NotCompilableError("objects brought by two fetches, of which one does not tell their types")
            for variant in place.variants.values():
                patch = self._build_patch(
                    "Patch", variant, part, _REQUIRED, variant.typename if place.abstract else None
                )
                self.patches[id(variant), id(part)] = patch
            patches = [self.patches[id(variant), id(part)] for variant in place.variants.values()]
            known = self._patch_types[key] = reduce(or_, patches)
        return known

    def _build_patch(
        self, name: str, variant: Variant, part: Part, default: Any, tag: str | None = None
    ) -> type[msgspec.Struct]:
        fields: list[_FieldSpec] = [
            (entry.attribute, self._get_part_type(entry, part), wire_key, default)
            for entry in variant.entries.values()
            if (wire_key := entry.find_wire_key(part)) is not None
        ]
        return build_struct(name, fields, tag=tag)

    def _to_type(self, shape: Shape, child: Any) -> Any:
        if isinstance(shape, NonNull):
            return self._to_nullable_type(shape.of, child, null=False)
        return self._to_nullable_type(shape, child, null=True) | None

    def _to_nullable_type(self, shape: Shape, child: Any, *, null: bool) -> Any:
        match shape:
            case ListOf():
                return list[self._to_type(shape.of, child)]  # type: ignore[misc]  # made at run time
            case Leaf():
                return self._get_leaf_type(shape, null=null)
            case ObjectShape() | AbstractShape():
                return child
        raise AssertionError(f"{shape} is not decoded.")

    def _get_leaf_type(self, shape: Leaf, *, null: bool) -> Any:
        type_ = shape.type
        if isinstance(type_, GraphQLEnumType):
            return Literal[tuple(type_.values) + (tuple(shape.hidden) if self._checks_values else ())]
        if self._checks_values and is_id(shape):
            return str | int
        return _SCALARS.get(type_.name, Any if null else _ANY_BUT_NULL)


def build_struct(
    name: str, fields: list[_FieldSpec], *, tag: str | None = None, kw_only: bool = True
) -> type[msgspec.Struct]:
    """Classes need no garbage collector: what they hold is a tree."""
    names = [wire_name for _, _, wire_name, _ in fields]
    if len(set(names)) != len(names) or (tag is not None and "__typename" in names):
        raise NotCompilableError("one name for two values of an answer")
    return msgspec.defstruct(
        name,
        [(attribute, type_, default) for attribute, type_, _, default in fields],
        rename={attribute: wire_name for attribute, _, wire_name, _ in fields},
        kw_only=kw_only,
        gc=False,
        tag=tag,
        tag_field="__typename" if tag else None,
    )


def _to_hidden_type(node: TypeNode, child: Any) -> Any:
    """Only the plan reads it, and it sends on what it gets."""
    if isinstance(node, NonNullTypeNode):
        return _to_hidden_inner_type(node.type, child)
    inner = _to_hidden_inner_type(node, child)
    return Any if inner is Any else inner | None


def _to_hidden_inner_type(node: TypeNode, child: Any) -> Any:
    if isinstance(node, ListTypeNode):
        return list[_to_hidden_type(node.type, child)]  # type: ignore[misc]  # made at run time
    if child is not None:
        return child
    return _HIDDEN.get(node.name.value, Any) if isinstance(node, NamedTypeNode) else Any


# Hidden scalars are keys and inputs of requirements: hashable where their type says so.
_HIDDEN: dict[str, Any] = {"String": str, "ID": str | int, "Int": int, "Boolean": bool}

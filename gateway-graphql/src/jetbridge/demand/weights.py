"""Supergraph SDL -> what @cost and @listSize say in it, and what holds where they say nothing.

Composite types weigh 1, input objects too, leaves nothing. The directives go by the names the supergraph imports them
under. Through an interface a field weighs what it weighs on the dearest of the object types behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    is_abstract_type,
    is_leaf_type,
    parse,
)

from jetbridge.supergraph.spec_names import find_specifications, read_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphql import ConstDirectiveNode, GraphQLNamedType

    from jetbridge.supergraph import Supergraph


@dataclass(frozen=True, slots=True)
class ListSize:
    """A @listSize: how long a list is, or with `sized_fields` the lists one field below."""

    assumed: int | None = None
    slicing_arguments: tuple[str, ...] = ()
    sized_fields: tuple[str, ...] = ()
    require_one: bool = True


class Weights:
    """Of one supergraph."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._schema = supergraph.api_schema
        self._types: dict[str, int] = {}
        # By type and field; of arguments by type, field and argument.
        self._fields: dict[tuple[str, ...], int] = {}
        self._sizes: dict[tuple[str, str], ListSize] = {}
        self._read(supergraph.sdl)

    def weigh_type(self, type_: GraphQLNamedType) -> int:
        """One value of it."""
        if is_abstract_type(type_):
            return max((self.weigh_type(each) for each in self._schema.get_possible_types(type_)), default=1)
        return self._types.get(type_.name, 0 if is_leaf_type(type_) else 1)

    def find_field(self, parent: str, name: str) -> int | None:
        """Where a field, or an input field, has a weight of its own, which stands for its type's."""
        found = (self._fields.get((owner, name)) for owner in self._find_owners(parent))
        return max((weight for weight in found if weight is not None), default=None)

    def find_argument(self, parent: str, name: str, argument: str) -> int | None:
        found = (self._fields.get((owner, name, argument)) for owner in self._find_owners(parent))
        return max((weight for weight in found if weight is not None), default=None)

    def find_sizes(self, parent: str, name: str) -> list[ListSize | None]:
        """What is said of the field, None for nothing; of an interface's, what is said on each object type."""
        if (own := self._sizes.get((parent, name))) is not None:
            return [own]
        owners = [owner for owner in self._find_owners(parent) if owner != parent] or [parent]
        return list(dict.fromkeys(self._sizes.get((owner, name)) for owner in owners))

    def _find_owners(self, parent: str) -> Iterator[str]:
        yield parent
        type_ = self._schema.get_type(parent)
        if type_ is not None and is_abstract_type(type_):
            yield from (each.name for each in self._schema.get_possible_types(type_))

    def _read(self, sdl: str) -> None:
        document = parse(sdl, no_location=True)
        specification = find_specifications(document).get("cost")
        # A supergraph that forgot to link the specification still means what it says.
        names = [specification.directive(name) if specification else name for name in ("cost", "listSize")]
        reader = _Reader(*names)
        for definition in document.definitions:
            match definition:
                case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
                    self._note((definition.name.value,), definition.directives, reader)
                    for each in definition.fields or ():
                        place = definition.name.value, each.name.value
                        self._note(place, each.directives, reader)
                        if size := reader.read_size(each.directives):
                            self._sizes[place] = size
                        for argument in each.arguments or ():
                            self._note((*place, argument.name.value), argument.directives, reader)
                case InputObjectTypeDefinitionNode():
                    for given in definition.fields or ():
                        self._note((definition.name.value, given.name.value), given.directives, reader)
                case ScalarTypeDefinitionNode() | EnumTypeDefinitionNode():
                    self._note((definition.name.value,), definition.directives, reader)
                case _:
                    pass

    def _note(self, place: tuple[str, ...], directives: Iterable[ConstDirectiveNode] | None, reader: _Reader) -> None:
        weight = reader.read_weight(directives)
        if weight is None:
            return
        if len(place) == 1:
            self._types[place[0]] = weight
        else:
            self._fields[place] = weight


@dataclass(frozen=True, slots=True)
class _Reader:
    """`cost` and `list_size` are the directives' names in the document."""

    cost: str
    list_size: str

    def read_weight(self, directives: Iterable[ConstDirectiveNode] | None) -> int | None:
        given = _find(directives, self.cost)
        # The specification writes weights as strings, Federation as integers. None makes anything cheaper.
        return None if given is None else max(0, round(float(given["weight"])))

    def read_size(self, directives: Iterable[ConstDirectiveNode] | None) -> ListSize | None:
        given = _find(directives, self.list_size)
        if given is None:
            return None
        return ListSize(
            given.get("assumedSize"),
            tuple(given.get("slicingArguments") or ()),
            tuple(given.get("sizedFields") or ()),
            given.get("requireOneSlicingArgument", True),
        )


def _find(directives: Iterable[ConstDirectiveNode] | None, name: str) -> Mapping[str, Any] | None:
    return next((read_arguments(each) for each in directives or () if each.name.value == name), None)

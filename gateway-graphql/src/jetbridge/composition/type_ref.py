"""References to types, `[Flight!]!`: structure, printed text and the subtype rules merging needs.

Equal references are one object, so `is` and `==` agree and printing costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import TypeNode


class Wrapper(Enum):
    """How a reference is built from the one inside it."""

    NONE = ""
    LIST = "[]"
    NON_NULL = "!"


@dataclass(frozen=True, slots=True, eq=False)
class TypeRef:
    """A type as a field or argument names it. `name` is the named type inside every list and `!`."""

    text: str
    name: str
    wrapper: Wrapper
    inner: TypeRef | None

    @property
    def is_non_null(self) -> bool:
        """Whether null is excluded at the outermost level."""
        return self.wrapper is Wrapper.NON_NULL

    @property
    def is_list(self) -> bool:
        """Whether this is a list, nullable or not."""
        return self.nullable.wrapper is Wrapper.LIST

    @property
    def nullable(self) -> TypeRef:
        """The reference without an outermost `!`."""
        return self.inner if self.wrapper is Wrapper.NON_NULL and self.inner is not None else self

    @property
    def item(self) -> TypeRef:
        """What a list holds; only for lists."""
        inner = self.nullable.inner
        if inner is None:
            raise ValueError(f"{self.text} is not a list")
        return inner

    @property
    def all_nullable(self) -> TypeRef:
        """The reference without any `!`."""
        return list_of(self.item.all_nullable) if self.is_list else named(self.name)

    def renamed(self, name: str) -> TypeRef:
        """Return the same wrapping around another named type."""
        match self.wrapper:
            case Wrapper.NON_NULL:
                return non_null(self.nullable.renamed(name))
            case Wrapper.LIST:
                return list_of(self.item.renamed(name))
            case Wrapper.NONE:
                return named(name)

    def __str__(self) -> str:
        """Return the GraphQL source text."""
        return self.text


_known: dict[str, TypeRef] = {}


def _intern(text: str, name: str, wrapper: Wrapper, inner: TypeRef | None) -> TypeRef:
    return _known.get(text) or _known.setdefault(text, TypeRef(text, name, wrapper, inner))


def named(name: str) -> TypeRef:
    """Refer to a named type."""
    return _intern(name, name, Wrapper.NONE, None)


def list_of(item: TypeRef) -> TypeRef:
    """Refer to a list."""
    return _intern(f"[{item.text}]", item.name, Wrapper.LIST, item)


def non_null(inner: TypeRef) -> TypeRef:
    """Refer to a type without null."""
    return inner if inner.is_non_null else _intern(f"{inner.text}!", inner.name, Wrapper.NON_NULL, inner)


def build_type_ref(node: TypeNode) -> TypeRef:
    """Read a reference from its syntax node."""
    if isinstance(node, NamedTypeNode):
        return named(node.name.value)
    if isinstance(node, NonNullTypeNode):
        return non_null(build_type_ref(node.type))
    assert isinstance(node, ListTypeNode)
    return list_of(build_type_ref(node.type))


def is_subtype(general: TypeRef, specific: TypeRef, is_named_subtype: Callable[[str, str], bool]) -> bool:
    """Tell whether every value of `specific` is one of `general`.

    `is_named_subtype(general, specific)` decides between two different named types.
    """
    if general is specific:
        return True
    if specific.is_non_null:
        return is_subtype(general.nullable, specific.nullable, is_named_subtype)
    if general.is_non_null:
        return False
    if general.wrapper is Wrapper.LIST or specific.wrapper is Wrapper.LIST:
        both_lists = general.wrapper is specific.wrapper
        return both_lists and is_subtype(general.item, specific.item, is_named_subtype)
    return is_named_subtype(general.name, specific.name)

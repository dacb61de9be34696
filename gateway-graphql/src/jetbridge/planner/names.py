"""Under which keys values are kept in the tree of results.

The client's response keys are taken. What only the plan needs is kept under its field name where that cannot be taken
for something of the client's, else under a name of our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from jetbridge.operation.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jetbridge.operation.model import Argument, Selection

# What makes two selections of one object the same value: field name and arguments.
Identity: TypeAlias = "tuple[str, tuple[tuple[str, str], ...]]"


def identify(name: str, arguments: tuple[Argument, ...]) -> Identity:
    if not arguments:
        return name, ()
    return name, tuple(sorted((argument.name, argument.literal) for argument in arguments))


class Names:
    """The keys of one object of the tree, over all type conditions; `claims` are the client's selections there."""

    def __init__(self, claims: Iterable[tuple[Selection, ...]]) -> None:
        self._selections = tuple(claims)
        self._claimed: dict[str, set[Identity]] | None = None
        self._own: dict[Identity, str] = {}
        self._children: dict[str, Names] = {}

    def key_for(self, field: Field) -> str:
        """The key for a value the plan needs: the client's key for the same value if there is one."""
        identity = identify(field.name, field.arguments)
        key = self._own.get(identity)
        if key is None:
            key = self._own[identity] = self._choose(identity)
        return key

    def child(self, key: str) -> Names:
        """The keys of the object under `key`."""
        child = self._children.get(key)
        if child is None:
            below = (field.selections for field in self._fields() if field.response_key == key and field.selections)
            child = self._children[key] = Names(below)
        return child

    def _choose(self, identity: Identity) -> str:
        claims = self._claims()
        taken = set(self._own.values())
        name = identity[0]
        for key in (name, *claims):
            if claims.get(key) == {identity}:
                return key
        if name not in claims and name not in taken:
            return name
        number = 0
        while (key := f"__jb{number}_{name}") in claims or key in taken:
            number += 1
        return key

    def _claims(self) -> dict[str, set[Identity]]:
        if self._claimed is None:
            self._claimed = {}
            for field in self._fields():
                self._claimed.setdefault(field.response_key, set()).add(identify(field.name, field.arguments))
        return self._claimed

    def _fields(self) -> Iterator[Field]:
        waiting = list(self._selections)
        while waiting:
            for selection in waiting.pop(0):
                if isinstance(selection, Field):
                    yield selection
                else:
                    waiting.append(selection.selections)

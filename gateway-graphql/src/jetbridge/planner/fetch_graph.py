"""The fetch graph while it grows: groups (requests, or parts of one) and what each asks for.

A group asks one subgraph for the fields of one place, either from a root type or by `_entities`. Later passes join
groups into requests; only the planner's walk adds to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jetbridge.operation.model import Argument
    from jetbridge.planner.names import Identity
    from jetbridge.planner.places import Place
    from jetbridge.planner.plan import ContextVariable, RepresentationSelection
    from jetbridge.query_graph import FieldMove, Node


@dataclass(slots=True, eq=False)
class Asking:
    """What is asked of a subgraph about one object (or each object of a list).

    `wants_typename` at abstract places: the runtime type goes into the tree.
    """

    node: Node
    wants_typename: bool = False
    fields: dict[tuple[str, Identity], AskedField] = field(default_factory=dict)
    fragments: dict[str, Asking] = field(default_factory=dict)

    def is_empty(self) -> bool:
        return not (self.fields or self.wants_typename or any(not part.is_empty() for part in self.fragments.values()))

    def narrow(self, node: Node) -> Asking:
        """The part asked only of objects of `node`'s type."""
        if node is self.node or node.type_name == self.node.type_name:
            return self
        part = self.fragments.get(node.type_name)
        if part is None:
            part = self.fragments[node.type_name] = Asking(node)
        return part


@dataclass(slots=True, eq=False)
class AskedField:
    """A field asked for under `key` of the tree; fields of several object types can lead to one asking `below`."""

    key: str
    move: FieldMove
    arguments: tuple[Argument, ...]
    below: Asking | None = None


@dataclass(slots=True, eq=False)
class Group:
    """One root request or one `_entities` field. `after` are the groups whose answers it needs.

    `keys` and `requires` make the representations of the objects at `place`; `typename` is sent instead of the
    object's own. `contexts` fill arguments of the moves asked of this group. `level` is the wave it can run in at the
    earliest, kept up to date by `wait_for`.
    """

    number: int
    subgraph: str
    place: Place
    asking: Asking
    is_root: bool
    typename: str | None = None
    keys: tuple[RepresentationSelection, ...] = ()
    requires: tuple[RepresentationSelection, ...] = ()
    contexts: dict[FieldMove, tuple[ContextVariable, ...]] = field(default_factory=dict)
    after: dict[Group, None] = field(default_factory=dict)
    before: dict[Group, None] = field(default_factory=dict)
    level: int = 0

    def wait_for(self, others: dict[Group, None]) -> None:
        for other in others:
            if other is not self:
                self.after[other] = None
                other.before[self] = None
                self._rise(other.level + 1)

    def _rise(self, level: int) -> None:
        rising = [(self, level)]
        while rising:
            group, wanted = rising.pop()
            if group.level < wanted:
                group.level = wanted
                rising += [(later, wanted + 1) for later in group.before]

    def needs(self, other: Group) -> bool:
        """Whether this group has to wait for `other`, directly or not."""
        seen: set[Group] = set()
        waiting = [self]
        while waiting:
            group = waiting.pop()
            if group is other:
                return True
            if group not in seen and group.level > other.level:
                seen.add(group)
                waiting += group.after
        return False


@dataclass(slots=True, eq=False)
class Site:
    """A place as one group, or several together, are fetching it.

    Several do where each of them asks about other objects of a place, and all of them the same. A site narrowed from
    `base` is written into the request only when something is asked of it.
    """

    groups: tuple[Group, ...]
    node: Node
    asking: Asking | None = None
    base: Site | None = None

    @property
    def level(self) -> int:
        return max(group.level for group in self.groups)

    def ask(self) -> Asking:
        if self.asking is None:
            if self.base is None:
                raise AssertionError("A site has something it asks or a site it narrows.")
            self.asking = self.base.ask().narrow(self.node)
        return self.asking

    def narrow(self, node: Node) -> Site:
        return self if node is self.node else Site(self.groups, node, base=self)

"""Worlds as Federation 1 had them, and their supergraphs: every field has one owner, value types are whole everywhere.

There is no composer for these supergraphs here, so they are written from the world itself (join v0.1).
"""

from __future__ import annotations

from .generate import Generator
from .sdl import COLOR, INPUT, ROOTS, implements, quoted, signature
from .world import Field, Type, World


class ClassicGenerator(Generator):
    """Abstract types are in one subgraph each: Federation 1 took them for the same in all."""

    shares_fields = False

    def generate(self) -> World:
        self.world.is_classic = True
        self.homes: dict[str, str] = {}
        self.add_types()
        self.add_fields()
        if self.chance(0.5):
            self.add_mutations()
        self.lose_entities()
        self.settle()
        self.add_ways_to_the_root()
        return self.world

    def can_refer(self, target: Type, subgraph: str) -> bool:
        if target.kind == "type":
            return True
        return self.homes.setdefault(target.name, subgraph) == subgraph

    def ensure_entity(self, entity: Type, subgraph: str, *, may_be_unresolvable: bool = False) -> None:
        super().ensure_entity(entity, subgraph, may_be_unresolvable=False)

    def add_interface_object(self, interface: Type) -> None:
        """There were none."""

    def add_shared_abstract(self, target: Type) -> None:
        """Nor fields of two owners."""

    def add_split_value(self, parent: Type) -> None:
        """Nor value types in parts."""

    def require_abstract(self, target: Type, item: Field, subgraph: str, depth: int) -> str:
        return ""


def print_supergraph(world: World) -> str:
    roots = " ".join(f"{name.lower()}: {name}" for name in ROOTS if name in world.types)
    graphs = " ".join(f'{name.upper()} @join__graph(name: "{name}", url: "http://{name}")' for name in world.subgraphs)
    parts = [
        'schema @core(feature: "https://specs.apollo.dev/core/v0.2")'
        f' @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) {{ {roots} }}',
        f"enum join__Graph {{ {graphs} }}",
        COLOR,
        INPUT,
    ]
    return "\n".join([*parts, *(_print_type(world, type_) for type_ in world.types.values())])


def _print_type(world: World, type_: Type) -> str:
    if type_.kind == "union":
        return f"union {type_.name} = {' | '.join(type_.members)}"
    owner = _find_owner(type_)
    known = f" @join__owner(graph: {owner.upper()})" if owner else ""
    for subgraph, keys in sorted(type_.keys.items()):
        known += "".join(f" @join__type(graph: {subgraph.upper()}, key: {quoted(key)})" for key, _ in keys)
    fields = "\n".join(f"  {_print_field(type_, item, owner)}" for item in type_.fields.values())
    return f"{type_.kind} {type_.name}{implements(world, type_)}{known} {{\n{fields}\n}}"


def _find_owner(type_: Type) -> str | None:
    """A subgraph that has all keys."""
    return max(sorted(type_.keys), key=lambda subgraph: len(type_.keys[subgraph]), default=None)


def _print_field(type_: Type, item: Field, owner: str | None) -> str:
    if owner is None and type_.name not in ROOTS:
        return signature(item)
    graph = owner if item.is_key and owner else item.owners[0]
    arguments = [f"graph: {graph.upper()}"]
    if item.requires:
        arguments.append(f"requires: {quoted(item.requires)}")
    if graph in item.provides:
        arguments.append(f"provides: {quoted(item.provides[graph])}")
    return f"{signature(item)} @join__field({', '.join(arguments)})"

"""A world -> the same with a subgraph of its own that knows an interface as an object and adds fields to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .world import LEAVES, Field, Type

if TYPE_CHECKING:
    from .generate import Generator


def add_interface_object(made: Generator, interface: Type) -> None:
    """The subgraph is called guest; another one knows all implementations."""
    home, guest = _find_home(made, interface), "guest"
    if home is None:
        return
    made.world.subgraphs.append(guest)
    made.world.types["Query"].where.add(guest)
    for name in interface.members:
        made.ensure_entity(made.world.types[name], home, may_be_unresolvable=False)
    interface.members_in[home] = list(interface.members)
    interface.where |= {home, guest}
    interface.interface_object_in = {guest}
    interface.keys = {home: [("id", True)], guest: [("id", True)]}
    interface.fields["id"].owners = [guest]
    for _ in range(made.rng.randint(1, 2)):
        extra = Field(made.name("x"), made.rng.choice(LEAVES), [guest])
        _share_with_members(made, interface, extra)
    if made.chance(0.5):
        _add_computed(made, interface, home, guest)
    made.add_root(Field(made.name("guests"), made.wrap(interface.name), [guest], possible=list(interface.members)))


def _find_home(made: Generator, interface: Type) -> str | None:
    """A subgraph that can be asked for each implementation by its key, or does not have it yet."""
    members = [made.world.types[name] for name in interface.members]
    fitting = [
        subgraph
        for subgraph in made.world.subgraphs
        if all(subgraph not in member.where or subgraph in made.resolving(member) for member in members)
    ]
    return made.rng.choice(fitting) if fitting else None


def _add_computed(made: Generator, interface: Type, home: str, guest: str) -> None:
    inputs = [
        item
        for item in interface.fields.values()
        if item.name.startswith("h") and item.named not in made.world.types and not item.arguments
    ]
    if not inputs:
        return
    item = made.rng.choice(inputs)
    item.external.add(guest)
    for name in interface.members:
        made.world.types[name].fields[item.name].owners = [home]
    _share_with_members(made, interface, Field(made.name("c"), "String", [guest], requires=item.name, kind="computed"))


def _share_with_members(made: Generator, interface: Type, item: Field) -> None:
    interface.fields[item.name] = item
    for name in interface.members:
        made.world.types[name].fields[item.name] = Field(
            item.name, item.type, list(item.owners), requires=item.requires, kind=item.kind
        )

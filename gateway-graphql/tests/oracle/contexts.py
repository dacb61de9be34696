"""Give a world contexts: fields of entities whose argument comes from the nearest of several types above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .world import Context, Field, Type

if TYPE_CHECKING:
    from .generate import Generator


def add_contexts(made: Generator) -> None:
    """Fields of entities whose argument comes from above: at the latest from the query type."""
    for entity in made.entities:
        places = made.resolving(entity)
        if not places or made.chance(0.2):
            continue
        context = _make_context(made, made.rng.choice(places))
        item = Field(made.name("k"), "String", [context.subgraph], context=context, kind="contextual")
        if made.chance(0.3):
            item.arguments = {"n": "Int"}
        entity.fields[item.name] = item


def _make_context(made: Generator, subgraph: str) -> Context:
    known = [context for context in made.world.contexts if context.subgraph == subgraph]
    if known and made.chance(0.5):
        return made.rng.choice(known)
    root = Field(
        made.name("z"),
        made.rng.choice(["String", "String!"]),
        [made.rng.choice(sorted(made.world.types["Query"].where - {"guest"}))],
    )
    made.add_root(root)
    if subgraph not in root.owners:
        root.external.add(subgraph)
    fields = {"Query": root}
    for type_ in (*made.entities, *made.values):
        usable = [item for item in type_.fields.values() if _can_be_context(made, item, type_, subgraph)]
        if usable and made.chance(0.6):
            fields[type_.name] = made.rng.choice(usable)
            if subgraph not in fields[type_.name].owners:
                fields[type_.name].external.add(subgraph)
    context = Context(made.name("ctx"), subgraph, {name: item.name for name, item in fields.items()})
    made.world.contexts.append(context)
    return context


def _can_be_context(made: Generator, item: Field, type_: Type, subgraph: str) -> bool:
    """A text without arguments that the subgraph knows, or may know as another's."""
    if (
        item.named != "String"
        or "[" in item.type
        or item.arguments
        or item.kind != "data"
        or subgraph not in type_.where
    ):
        return False
    if item.overridden_in is not None or "guest" in item.owners or item.may_fail:
        return False
    return subgraph in (*item.owners, *item.external) or (type_ in made.entities and not item.types_in)

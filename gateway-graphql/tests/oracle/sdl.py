"""A world as SDL: the one schema that has everything, and each subgraph's part with its federation directives."""

from __future__ import annotations

from .world import Field, Type, World

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external",'
    ' "@requires", "@provides", "@interfaceObject", "@override", "@context", "@fromContext", "@inaccessible"])\n'
)
ROOTS = ("Query", "Mutation")
COLOR = "enum Color { RED GREEN BLUE }"
INPUT = 'input In { n: Int = 7 c: Color = RED l: [[Int]] s: String! = "s" more: [In!] }'


def print_whole(world: World) -> str:
    parts = [COLOR, INPUT]
    for type_ in world.types.values():
        if type_.kind == "union":
            parts.append(f"union {type_.name} = {' | '.join(type_.members)}")
            continue
        fields = "\n".join(f"  {signature(item)}" for item in type_.fields.values() if not item.is_hidden)
        parts.append(f"{type_.kind} {type_.name}{implements(world, type_)} {{\n{fields}\n}}")
    return "\n".join(parts)


def print_subgraph(world: World, subgraph: str) -> str:
    """The subgraph's SDL without the `@link`."""
    has_inputs = _uses(world, subgraph, "In")
    parts = [COLOR] if has_inputs or _uses(world, subgraph, "Color") else []
    parts += [INPUT] if has_inputs else []
    for type_ in world.types.values():
        if subgraph in type_.where:
            parts.append(_print_type(world, type_, subgraph))
    return "\n".join(parts)


def fields_in(world: World, type_: Type, subgraph: str) -> list[Field]:
    """The fields a subgraph's SDL gives a type."""
    if type_.kind == "interface" and subgraph not in type_.interface_object_in:
        members = [world.types[name] for name in type_.members_in.get(subgraph, [])]
        return [
            item
            for item in type_.fields.values()
            if all(subgraph in member.fields[item.name].owners for member in members)
        ]
    return [
        item
        for item in type_.fields.values()
        if subgraph in item.owners or subgraph in item.external or subgraph == item.overridden_in
    ]


def _print_type(world: World, type_: Type, subgraph: str) -> str:
    if type_.kind == "union":
        return f"union {type_.name} = {' | '.join(type_.members_in[subgraph])}"
    is_object = type_.kind == "type" or subgraph in type_.interface_object_in
    kind = "type" if is_object else "interface"
    keys = "".join(
        f' @key(fields: "{key}"{"" if resolvable else ", resolvable: false"})'
        for key, resolvable in type_.keys.get(subgraph, [])
    )
    marker = " @interfaceObject" if subgraph in type_.interface_object_in else ""
    for context in world.contexts:
        if context.subgraph == subgraph and type_.name in context.fields:
            marker += f' @context(name: "{context.name}")'
    fields = "\n".join(f"  {_print_field(item, subgraph, is_object)}" for item in fields_in(world, type_, subgraph))
    return f"{kind} {type_.name}{implements(world, type_, subgraph)}{keys}{marker} {{\n{fields}\n}}"


def _print_field(item: Field, subgraph: str, is_object: bool) -> str:
    text = signature(item, subgraph)
    if not is_object:
        return text
    if subgraph in item.external:
        text += " @external"
    elif (len(item.owners) > 1 or item.is_provided) and not item.is_key:
        text += " @shareable"
    if item.overridden_in and subgraph in item.owners:
        label = f', label: "{item.label}"' if item.label else ""
        text += f' @override(from: "{item.overridden_in}"{label})'
    if item.requires and subgraph in item.owners:
        text += f" @requires(fields: {quoted(item.requires)})"
    if item.is_hidden and subgraph == item.owners[0]:
        text += " @inaccessible"
    if subgraph in item.provides:
        text += f" @provides(fields: {quoted(item.provides[subgraph])})"
    return text


def quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def signature(item: Field, subgraph: str = "") -> str:
    type_text = item.types_in.get(subgraph, item.type)
    given = [f"{name}: {type_}" for name, type_ in item.arguments.items()]
    if item.context and subgraph:
        text = f"${item.context.name} {item.context.selection}"
        given.append(f'value: String @fromContext(field: "{text}")')
    arguments = ", ".join(given)
    return f"{item.name}({arguments}): {type_text}" if arguments else f"{item.name}: {type_text}"


def implements(world: World, type_: Type, subgraph: str | None = None) -> str:
    if type_.kind != "type":
        return ""
    names = [
        other.name
        for other in world.types.values()
        if other.kind == "interface"
        and type_.name in (other.members if subgraph is None else other.members_in.get(subgraph, []))
    ]
    return f" implements {' & '.join(names)}" if names else ""


def _uses(world: World, subgraph: str, name: str) -> bool:
    return any(
        name in (item.named, *(text.partition(" ")[0].strip("[]!") for text in item.arguments.values()))
        for type_ in world.types.values()
        if subgraph in type_.where
        for item in fields_in(world, type_, subgraph)
    )

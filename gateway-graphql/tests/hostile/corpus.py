"""Operations that are meant to hurt, by name: over a graph whose types lead to each other through two subgraphs."""

from __future__ import annotations

from collections.abc import Iterator

KINDS = 12
DEEP = 180


def subgraphs() -> dict[str, str]:
    """An interface with many object types, each with fields elsewhere, so that every level has many ways."""
    names = [f"T{number}" for number in range(KINDS)]
    here = (
        "type Query { node(id: ID): Node nodes: [Node!]! any: Any }",
        "interface Node { id: ID! next: Node peers(first: Int, where: Where): [Node] }",
        "input Where { and: [Where!] name: String }",
        f"union Any = {' | '.join(names)}",
        *(_type_here(name, number) for number, name in enumerate(names)),
    )
    there = (
        "interface Node { id: ID! far: Node h: Int }",
        *(_type_there(name, number) for number, name in enumerate(names)),
    )
    return {"here": "\n".join(here), "there": "\n".join(there)}


def _type_here(name: str, number: int) -> str:
    far = "" if number % 2 else "far: Node @shareable"
    fields = f"id: ID! next: Node peers(first: Int, where: Where): [Node] own: {name} {far} f{number}: Int"
    return f'type {name} implements Node @key(fields: "id") {{ {fields} }}'


def _type_there(name: str, number: int) -> str:
    required = f'h: Int @requires(fields: "f{number}") f{number}: Int @external' if number % 3 else "h: Int"
    return f'type {name} implements Node @key(fields: "id") {{ id: ID! far: Node @shareable {required} }}'


def operations() -> Iterator[tuple[str, str]]:
    yield from _deep()
    yield from _fragments()
    yield from _abstract()
    yield from _wide()
    yield from _variables()
    yield from _documents()


def _nest(opening: str, inner: str, levels: int) -> str:
    return opening * levels + inner + "}" * levels


def _deep() -> Iterator[tuple[str, str]]:
    yield "deep fields", f"{{ nodes {{ {_nest('next {', 'id', DEEP)} }} }}"
    yield "as deep as allowed", f"{{ nodes {{ {_nest('next {', 'id', 10)} }} }}"
    yield "deep lists", f"{{ nodes {{ {_nest('peers {', 'id', 10)} }} }}"
    yield "deep fields of two subgraphs", f"{{ nodes {{ {_nest('far {', 'h', 10)} }} }}"
    yield "two subgraphs in turn", f"{{ nodes {{ {_nest('far { next {', 'h }', 5)} }} }}"
    yield "deeper than any parser", "{ nodes " + "{ next " * 20_000
    yield "brackets without end", "{ node(id: " + "[" * 20_000
    yield "closing only", "}" * 20_000
    yield "deep inline fragments", f"{{ nodes {{ {_nest('... on Node {', 'id', DEEP)} }} }}"
    yield "deep bare fragments", f"{{ nodes {{ {_nest('... {', 'id', DEEP)} }} }}"
    yield "deep conditions", f"{{ nodes {{ {_nest('... @include(if: true) {', 'id', DEEP)} }} }}"
    where = "{and: [" * 90 + '{name: "x"}' + "]}" * 90
    yield "deep input", f"{{ nodes {{ peers(where: {where}) {{ id }} }} }}"


def _fragments() -> Iterator[tuple[str, str]]:
    def chain(levels: int, width: int, of: str) -> str:
        spreads = [" ".join([of % (number + 1)] * width) for number in range(levels)]
        parts = [f"fragment F{number} on Node {{ {text} }}" for number, text in enumerate(spreads)]
        return "\n".join([*parts, f"fragment F{levels} on Node {{ id }}", "{ nodes { ...F0 } }"])

    yield "fragments 100^10", chain(10, 100, "...F%d")
    yield "fields 10^10", chain(10, 10, "next { ...F%d }")
    yield "fields 2^11", chain(11, 2, "next { ...F%d }")
    yield (
        "aliased fields 2^10",
        "\n".join(
            [
                *(
                    f"fragment F{n} on Node {{ a: next {{ ...F{n + 1} }} b: next {{ ...F{n + 1} }} }}"
                    for n in range(10)
                ),
                "fragment F10 on Node { id }",
                "{ nodes { ...F0 } }",
            ]
        ),
    )
    yield "one fragment a thousand times", "{ nodes { " + "...F " * 1000 + "} } fragment F on Node { id next { id } }"
    yield "a long chain of fragments", chain(150, 1, "...F%d")
    yield "a circle of fragments", "{ nodes { ...A } } fragment A on Node { ...B } fragment B on Node { ...A }"
    yield "a fragment in itself", "{ nodes { ...A } } fragment A on Node { next { ...A } }"
    yield "fragments nobody uses", "{ __typename } " + " ".join(f"fragment U{n} on Node {{ id }}" for n in range(300))
    yield "fragments that are not there", "{ nodes { " + " ".join(f"...X{n}" for n in range(1000)) + " } }"
    pairs = " ".join(f"...P{n}" for n in range(60))
    inner = "x: id " * 5
    bodies = " ".join(f"fragment P{n} on Node {{ next {{ {inner}next {{ id }} }} }}" for n in range(60))
    yield "fields to merge in pairs", f"{{ nodes {{ {pairs} }} }} {bodies}"


def _abstract() -> Iterator[tuple[str, str]]:
    kinds = [f"T{number}" for number in range(KINDS)]

    def each(inner: str) -> str:
        return " ".join(f"... on {kind} {{ {inner} }}" for kind in kinds)

    yield "every type", f"{{ nodes {{ {each('id own { id }')} }} }}"
    twice = each(f"next {{ {each('id')} }}")
    yield "every type of every type", f"{{ nodes {{ {twice} }} }}"
    thrice = each(f"next {{ {twice} }}")
    yield "every type, three levels", f"{{ nodes {{ {thrice} }} }}"
    yield "far for every type", f"{{ nodes {{ {each('far { h }')} }} }}"
    yield "far twice for every type", f"{{ nodes {{ far {{ {each('far { h }')} }} }} }}"
    yield "a field each type has elsewhere", "{ nodes { far { far { far { far { h } } } } } }"
    yield "required by every type", "{ nodes { h next { h next { h next { h } } } } }"
    yield "a union of everything", f"{{ any {{ {each('own { own { own { own { id far { id h } } } } }')} }} }}"
    yield "types within types", "{ nodes { " + _nest("... on Node { ... on T1 { ", "f1", 40) + "}" * 40 + " } }"
    yield (
        "types that exclude each other",
        "{ nodes { " + "... on T1 { ... on Node { ... on T2 { id } } } " * 100 + "} }",
    )


def _wide() -> Iterator[tuple[str, str]]:
    yield "aliases", "{ " + " ".join(f"a{n}: nodes {{ id }}" for n in range(1500)) + " }"
    yield "one field ten thousand times", "{ nodes { " + "id " * 10_000 + "} }"
    yield (
        "aliases as many as allowed",
        "{ " + " ".join(f"a{n}: nodes {{ far {{ far {{ h }} }} }}" for n in range(29)) + " }",
    )
    yield (
        "different arguments",
        "{ nodes { " + " ".join(f"a{n}: peers(first: {n}) {{ far {{ h }} }}" for n in range(29)) + " } }",
    )
    yield "directives", "{ nodes { id " + "@include(if: true) " * 1000 + "} }"
    yield "unknown fields", "{ " + " ".join(f"nope{n}" for n in range(1500)) + " }"
    yield "unknown directives", "{ nodes { id " + " ".join(f"@nope{n}" for n in range(500)) + " } }"
    values = '{name: "x"} ' * 1000
    yield "a list of a thousand values", f"{{ nodes {{ peers(where: {{and: [{values}]}}) {{ id }} }} }}"


def _variables() -> Iterator[tuple[str, str]]:
    flags = ", ".join(f"$v{n}: Boolean = true" for n in range(45))
    yield (
        "many conditions",
        f"query ({flags}) {{ nodes {{ {' '.join(f'... @include(if: $v{n}) {{ id }}' for n in range(45))} }} }}",
    )
    many = ", ".join(f"$v{n}: Int" for n in range(1200))
    yield "variables nobody uses", f"query ({many}) {{ __typename }}"
    yield (
        "one variable often",
        "query ($v: Int) { nodes { " + " ".join(f"a{n}: peers(first: $v) {{ id }}" for n in range(29)) + " } }",
    )


def _documents() -> Iterator[tuple[str, str]]:
    yield "many operations", " ".join(f"query Q{n} {{ nodes {{ id }} }}" for n in range(600))
    yield "a long name", "query " + "a" * 200_000 + " { __typename }"
    yield "a long string", '{ node(id: "' + "x" * 200_000 + '") { id } }'
    yield "escapes", '{ node(id: "' + "\\u0041" * 30_000 + '") { id } }'
    yield "comments", "#" * 200_000 + "\n{ __typename }"
    yield "commas", "{" + "," * 200_000 + " __typename }"
    yield "nothing", ""
    yield "a block string without end", '{ node(id: """' + "\n" * 50_000
    schema = _nest("fields { type { ", "name", 30) + "}" * 30
    yield "introspection in circles", f"{{ __schema {{ types {{ {schema} }} }} }}"
    wide = " ".join(f'a{n}: __type(name: "T1") {{ fields {{ name }} }}' for n in range(29))
    yield "introspection, wide", f"{{ {wide} }}"
    yield "aliases of ours", "{ nodes { __jb0_id: id id: next { id } far { h } } }"
    yield "names of Python", "{ __class__: nodes { __dict__: id __proto__: id constructor: id __init__: far { h } } }"

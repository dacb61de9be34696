"""Builders for subgraphs in tests: `fed2("a", "type Query { x: Int }")` links federation and imports what it names."""

from __future__ import annotations

import re

from jetbridge.composition import CompositionResult, SubgraphDefinition, compose

_NAMES = [
    "key",
    "requires",
    "provides",
    "external",
    "tag",
    "extends",
    "shareable",
    "inaccessible",
    "override",
    "composeDirective",
    "interfaceObject",
    "authenticated",
    "requiresScopes",
    "policy",
    "context",
    "fromContext",
    "cost",
    "listSize",
    "cacheTag",
]


def fed2(name: str, sdl: str, *, version: str = "2.9") -> SubgraphDefinition:
    imports = ", ".join(f'"@{directive}"' for directive in _NAMES if re.search(rf"@{directive}\b", sdl))
    link = f'extend schema @link(url: "https://specs.apollo.dev/federation/v{version}", import: [{imports}])'
    return plain(name, f"{link}\n{sdl}")


def plain(name: str, sdl: str) -> SubgraphDefinition:
    return SubgraphDefinition(name, f"http://{name}.test/graphql", sdl)


def compose_fed2(**sdls: str) -> CompositionResult:
    return compose([fed2(name, sdl) for name, sdl in sdls.items()])


def compose_fed1(**sdls: str) -> CompositionResult:
    return compose([plain(name, sdl) for name, sdl in sdls.items()])


def error_codes(**sdls: str) -> set[str]:
    return {error.code for error in compose_fed2(**sdls).errors}


def hint_codes(**sdls: str) -> list[str]:
    result = compose_fed2(**sdls)
    assert not result.errors, result.errors
    return sorted(hint.code for hint in result.hints)


def supergraph_types(result: CompositionResult, *names: str) -> str:
    """The definitions of some types as the supergraph prints them."""
    assert result.supergraph_sdl is not None, result.errors
    blocks = result.supergraph_sdl.strip().split("\n\n")
    wanted = [b for b in blocks if re.match(rf"(?:type|interface|union|enum|input|scalar) ({'|'.join(names)})\b", b)]
    return "\n\n".join(wanted)

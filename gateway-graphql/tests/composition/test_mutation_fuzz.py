"""Whatever is done to subgraphs' SDLs, composition answers: a result or errors, soon, and never an exception.

Short by default; `FUZZ=long` (`make fuzz`) tries 20,000 inputs. A failing input is reproduced by its seed.
"""

import os
import random
import re
import time
from collections import Counter
from typing import Any

import pytest
from graphql import parse

from jetbridge.composition import SubgraphDefinition, compose

from .subgraphs import fed2, plain

pytestmark = pytest.mark.fuzz
INPUTS = 20_000 if os.environ.get("FUZZ") == "long" else 250
SECONDS_ALLOWED = 5

SEEDS = [
    [
        fed2(
            "a",
            'type Query { me: User @provides(fields: "name") } type User @key(fields: "id org { id }") { id: ID! name: String @external org: Org! } type Org @shareable { id: ID! }',
        ),
        fed2(
            "b",
            'type User @key(fields: "id org { id }") { id: ID! org: Org! name: String @shareable age(unit: Unit! = YEARS): Int } type Org @shareable { id: ID! } enum Unit { YEARS MONTHS }',
        ),
    ],
    [
        fed2(
            "a",
            'type Query { media: [Media!]! } interface Media @key(fields: "id") { id: ID! title: String } type Book implements Media @key(fields: "id") { id: ID! title: String } type Film implements Media @key(fields: "id") { id: ID! title: String @deprecated(reason: "x") }',
        ),
        fed2(
            "b",
            'type Media @interfaceObject @key(fields: "id") { id: ID! rating: Int @tag(name: "t") reviews(first: Int = 10): [Review!]! } type Review { body: String author: Author } union Author = Person | Bot type Person { name: String } type Bot { name: String }',
        ),
    ],
    [
        fed2(
            "a",
            'type Query { t: T } type T @key(fields: "id") { id: ID! size: Int price: Int @override(from: "b", label: "percent(10)") secret: Int @inaccessible }',
        ),
        fed2(
            "b",
            'type T @key(fields: "id") { id: ID! price: Int size: Int @external cost: Int @requires(fields: "size") @authenticated } type Mutation { save(input: In! = {n: 1, deep: {n: 2}}): T } input In { n: Int! = 3 deep: In }',
        ),
        plain(
            "c",
            'extend type T @key(fields: "id") { id: ID! @external extra: Int } type Subscription { changed: T } directive @live(x: Int) on QUERY',
        ),
    ],
    [
        fed2(
            "a",
            'type Query { t: T l(first: Int): [T] @listSize(slicingArguments: ["first"]) @cost(weight: 2) } type T @key(fields: "id") @context(name: "ctx") { id: ID! prop: String! u: U! } type U @key(fields: "id") { id: ID! f(a: String @fromContext(field: "$ctx { prop }")): Int! }',
        ),
        plain(
            "b",
            'schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [{name: "@key", as: "@k"}, "@composeDirective"]) @link(url: "https://x.test/s/v1.0", import: ["@mark"]) @composeDirective(name: "@mark") { query: Root } directive @mark(n: [Int!]) repeatable on OBJECT | FIELD_DEFINITION type Root @mark(n: 1) { z: Int } type U @k(fields: "id") @mark(n: [2]) { id: ID! }',
        ),
    ],
]
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|\S')
SPICE = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "!",
    ":",
    "@",
    "=",
    "|",
    "&",
    "$",
    "...",
    '"',
    '""',
    "null",
    "-1",
    "1e999",
    "true",
    "extend",
    "schema",
    "type",
    "interface",
    "union",
    "enum",
    "input",
    "scalar",
    "directive",
    "implements",
    "repeatable",
    "on",
    "query",
    "fragment",
    "ID",
    "Int",
    "String",
    "Query",
    "T",
    "__typename",
    "_Entity",
    "_Any",
    "federation__FieldSet",
    "link__Purpose",
    "\N{SNOWMAN}",
    "\x00",
    "# ",
    '@key(fields: "id")',
    '@key(fields: "t { t { id } }")',
    '@requires(fields: "a(x: 1) { b }")',
    '@provides(fields: "... on T { id }")',
    "@external",
    "@shareable",
    "@inaccessible",
    '@override(from: "a")',
    "@interfaceObject",
    '@tag(name: "x")',
    "@federation__key",
    "@link",
    "@extends",
    "[[[[[Int!]!]!]!]!]",
    "= {a: [{b: null}]}",
    "implements Media & Media",
    '"""block"""',
    "@deprecated",
    "@composeDirective",
]


def test_the_seeds_are_sound() -> None:
    for seed in SEEDS:
        for definition in seed:
            parse(definition.sdl)


def test_composition_survives_whatever_it_is_given(count_figures: Any, record_figures: Any) -> None:
    answers, slowest = Counter[str](), 0.0
    for number in range(INPUTS):
        subgraphs = mutated(random.Random(number))
        started = time.process_time()
        result = compose(subgraphs)
        seconds = time.process_time() - started
        assert seconds < SECONDS_ALLOWED, (number, seconds)
        answers["composed" if result.ok else "refused"] += 1
        slowest = max(slowest, seconds)
        assert result.ok == (result.supergraph_sdl is not None), number
        assert all(error.code and error.message for error in result.errors), number
    count_figures(schemas=INPUTS, **answers)
    record_figures(f"the slowest took {slowest * 1000:.0f} ms of processor time")


def mutated(chance: random.Random) -> list[SubgraphDefinition]:
    subgraphs = list(chance.choice(SEEDS))
    for _ in range(chance.choice((1, 1, 2, 4))):
        index = chance.randrange(len(subgraphs))
        victim = subgraphs[index]
        other = chance.choice(chance.choice(SEEDS)).sdl
        subgraphs[index] = SubgraphDefinition(victim.name, victim.url, mutate(victim.sdl, other, chance))
    return subgraphs


def mutate(sdl: str, other: str, chance: random.Random) -> str:
    spans = [match.span() for match in TOKEN.finditer(sdl)]
    if not spans:
        return other
    start, end = chance.choice(spans)
    match chance.randrange(8):
        case 0:
            return sdl[:start] + sdl[end:]
        case 1:
            return sdl[:start] + chance.choice(SPICE) + sdl[end:]
        case 2 | 3:
            return sdl[:start] + chance.choice(SPICE) + " " + sdl[start:]
        case 4:
            token = chance.choice(TOKEN.findall(sdl))
            return sdl[:start] + token + sdl[end:]
        case 5:
            return sdl[:start] + chance.choice(TOKEN.findall(other)) + sdl[end:]
        case 6:
            return f"{sdl}\n{other}"
        case _:
            return sdl[: chance.randrange(len(sdl))]


def test_deep_nesting_is_refused_not_crashed_on() -> None:
    deep = "[" * 5000 + "Int" + "]" * 5000
    result = compose([plain("a", f"type Query {{ x: {deep} }}")])
    assert [error.code for error in result.errors] == ["INVALID_GRAPHQL"]


def test_a_deep_field_set_is_refused_not_crashed_on() -> None:
    fields = "t { " * 3000 + "id" + " }" * 3000
    result = compose([fed2("a", f'type Query {{ t: T }} type T @key(fields: "{fields}") {{ t: T id: ID }}')])
    assert {error.code for error in result.errors} == {"KEY_INVALID_FIELDS"}


def test_deep_values_are_answered() -> None:
    value = "[" * 3000 + "1" + "]" * 3000
    assert not compose([plain("a", f"type Query {{ x(y: Int = {value}): Int }}")]).ok

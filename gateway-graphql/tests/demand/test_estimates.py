"""What operations are estimated to cost, by the directives of the cost specification."""

from typing import Any

import pytest

from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.demand.estimate import MOST, evaluate
from jetbridge.demand.estimator import OperationCost, estimate_operation
from jetbridge.demand.weights import Weights
from jetbridge.operation.document import prepare_operation
from jetbridge.operation.limits import Limits
from jetbridge.supergraph import load_supergraph

SHOP = """
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@cost", "@listSize"])
    type Query {
        name: String
        product(by: Search): Product
        dear: String @cost(weight: 7)
        products(first: Int, last: Int): [Product!]! @listSize(slicingArguments: ["first", "last"])
        loose(first: Int): [Product] @listSize(assumedSize: 3, slicingArguments: ["first"], requireOneSlicingArgument: false)
        paged(first: Int = 4): Page! @listSize(slicingArguments: ["first"], sizedFields: ["edges"])
        top: [Product] @listSize(assumedSize: 5)
        any: [Product!]
        grid: [[Product]]
        things: [Thing] @listSize(assumedSize: 2)
        node: Node
        search(by: [Search!]! @cost(weight: 2)): Int
        colours(of: [Colour!]): Int
    }
    type Mutation { add(by: Search): Product }
    type Page { edges: [Edge] total: Int }
    type Edge { node: Product }
    interface Node { id: ID! parts: [Part] }
    type Product implements Node { id: ID! name: String maker: Maker parts: [Part] @listSize(assumedSize: 2) }
    type Part { name: String }
    type Maker @cost(weight: 10) { name: String country: Country }
    type Gadget implements Node { id: ID! parts: [Part] watts: Int @cost(weight: 4) maker: Maker }
    union Thing = Product | Gadget
    scalar Country @cost(weight: 3)
    enum Colour @cost(weight: 2) { RED BLUE }
    input Search { text: String near: Near words: [String] @cost(weight: 1) }
    input Near { place: String @cost(weight: 5) }
"""


def compose_one(sdl: str) -> Any:
    result = compose([SubgraphDefinition("shop", "http://shop.test", sdl)])
    assert result.supergraph_sdl is not None, [str(error) for error in result.errors]
    return load_supergraph(result.supergraph_sdl)


@pytest.fixture(scope="module")
def supergraph() -> Any:
    return compose_one(SHOP)


def estimate(supergraph: Any, text: str, variables: dict[str, Any] | None = None) -> tuple[int, list[str]]:
    prepared = prepare_operation(text, None, supergraph.api_schema, Limits(aliases=1000), suggestions=False)
    values = prepared.coerce(variables or {})
    operation = prepared.normalize(prepared.get_conditions(values))
    found: OperationCost = estimate_operation(operation, supergraph.api_schema, Weights(supergraph), 10)
    return evaluate(found.cost, values), [each.coordinate for each in found.unsized if evaluate(each.missing, values)]


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ name __typename __schema { types { name } } }", 0),
        ("{ product { name } }", 1),
        ("{ dear }", 7),
        ("{ product { maker { name country } } }", 1 + 10 + 3),
        ("mutation { add { name } }", 10 + 1),
        # Lists
        ("{ any { name } }", 10),
        ("{ any { maker { name } } }", 10 * 11),
        ("{ grid { name } }", 100),
        ("{ top { parts { name } } }", 5 * (1 + 2)),
        ("{ products(first: 3) { name } }", 3),
        # What is below 1 may mean "all": it counts as if it had not been said.
        ("{ products(first: -5) { name } }", 10),
        ("{ products(first: 0) { name } }", 10),
        ("{ loose(first: 0) { name } }", 3),
        ("{ paged(first: -1) { edges { node { name } } } }", 1 + 4 * 2),
        ("{ loose { name } }", 3),
        ("{ loose(first: 30) { name } }", 30),
        ("{ paged { total edges { node { name } } } }", 1 + 4 * 2),
        ("{ paged(first: 7) { edges { node { parts { name } } } } }", 1 + 7 * (1 + 1 + 2)),
        # One value has one type: the dearer of the two counts
        ("{ things { ... on Product { name } ... on Gadget { watts } } }", 2 * (1 + 4)),
        ("{ things { ... on Gadget { watts } ... on Node { parts { name } } } }", 2 * (1 + 4 + 10)),
        # Through an interface a field is what it is on the object types
        ("{ node { parts { name } } }", 1 + 10),
        # Arguments
        ('{ product(by: {text: "a"}) { name } }', 1 + 1),
        ('{ product(by: {near: {place: "a"}}) { name } }', 1 + 1 + 1 + 5),
        ('{ product(by: {words: ["a", "b"]}) { name } }', 1 + 1 + 2),
        ("{ product(by: null) { name } }", 1),
        ('{ search(by: [{text: "a"}, {near: {}}]) }', 2 + 2 + 1),
        ("{ colours(of: [RED, BLUE]) }", 4),
    ],
)
def test_fields_cost_their_weight_as_often_as_their_lists_are_long(supergraph: Any, text: str, cost: int) -> None:
    assert estimate(supergraph, text) == (cost, [])


@pytest.mark.parametrize(
    ("variables", "cost"),
    [
        ({"n": 3, "deep": True}, 3 * (1 + 2)),
        ({"n": 3}, 3),
        ({"n": 0, "deep": True}, 10 * (1 + 2)),
        ({"n": 2, "search": {"near": {"place": "a"}}}, 2 + 1 + 1 + 5),
    ],
)
def test_variables_are_taken_into_account(supergraph: Any, variables: dict[str, Any], cost: int) -> None:
    text = """query($n: Int!, $deep: Boolean = false, $search: Search) {
        products(first: $n) { name parts @include(if: $deep) { name } }
        name product(by: $search) @skip(if: $deep) { name }
    }"""
    if not variables.get("deep"):
        cost += 1
    assert estimate(supergraph, text, variables) == (cost, [])


@pytest.mark.parametrize(
    ("arguments", "variables", "missing"),
    [
        ("", {}, True),
        ("(first: 1)", {}, False),
        ("(first: 1, last: 1)", {}, True),
        ("(first: $a)", {"a": 1}, False),
        ("(first: $a)", {}, True),
        ("(first: $a, last: $b)", {"b": 2}, False),
        ("(first: $a, last: $b)", {"a": None, "b": None}, True),
        ("(first: null, last: 2)", {}, False),
    ],
)
def test_a_list_that_needs_exactly_one_argument_says_so(
    supergraph: Any, arguments: str, variables: dict[str, Any], missing: bool
) -> None:
    used = [f"${name}: Int" for name in "ab" if f"${name}" in arguments]
    text = f"query{'(' + ', '.join(used) + ')' if used else ''} {{ products{arguments} {{ name }} }}"
    assert estimate(supergraph, text, variables)[1] == (["Query.products"] if missing else [])


def test_a_default_of_the_schema_is_an_argument_given(supergraph: Any) -> None:
    assert estimate(supergraph, "{ paged { edges { node { id } } } }") == (1 + 4 * 2, [])
    assert estimate(supergraph, "{ paged(first: null) { total } }")[1] == ["Query.paged"]
    asked = "query($n: Int) { paged(first: $n) { edges { node { id } } } }"
    assert estimate(supergraph, asked) == (1 + 4 * 2, [])
    assert estimate(supergraph, asked, {"n": None})[1] == ["Query.paged"]


def test_estimates_saturate(supergraph: Any) -> None:
    text = "query($n: Int) { products(first: $n) { name } }"
    assert estimate(supergraph, text, {"n": 2**31 - 1})[0] == 2**31 - 1
    nested = compose_one(
        """extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@listSize"])
            type Query { a(first: Int): [A] @listSize(slicingArguments: ["first"]) }
            type A { a(first: Int): [A] @listSize(slicingArguments: ["first"]) b: Int }"""
    )
    deep = "b"
    for _ in range(11):
        deep = f"a(first: $n) {{ {deep} }}"
    assert estimate(nested, f"query($n: Int) {{ {deep} }}", {"n": 2**31 - 1})[0] == MOST


def test_directives_of_other_names_mean_the_same() -> None:
    shop = SHOP.replace('"@cost", "@listSize"', '{name: "@cost", as: "@price"}, {name: "@listSize", as: "@length"}')
    renamed = compose_one(shop.replace("@cost(", "@price(").replace("@listSize(", "@length("))
    assert estimate(renamed, "{ dear top { name } }") == (7 + 5, [])

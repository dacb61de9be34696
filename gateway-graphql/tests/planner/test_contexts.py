"""Arguments from a context: the value is fetched above, then the entity is asked for with it as a variable."""

from .planning import planned, supergraph_of, text

LIBRARY = supergraph_of(
    library="""
        type Query { shelf: Shelf thing: Thing stray: Stray }
        interface Place @context(name: "place") { language: String }
        type Shelf implements Place @key(fields: "id") { id: ID! language: String book: Book holder: Holder place: Place }
        type Book implements Place @key(fields: "id") { id: ID! language: String page: Page }
        type Stray @key(fields: "id") { id: ID! page: LoosePage }
        type Holder { page: Page }
        type Page @key(fields: "id") {
          id: ID!
          text(language: String @fromContext(field: "$place { language }")): String
          words(in: String @fromContext(field: "$place { language }"), least: Int): Int
          summary(language: String @fromContext(field: "$place { language }")): String @requires(fields: "length")
          length: Int @external
        }
        type LoosePage @key(fields: "id") { id: ID! text: String }
        union Thing = Shelf | Book
    """,
    counts='type Page @key(fields: "id") { id: ID! length: Int }',
)


def test_the_value_is_fetched_with_the_object_above():
    assert planned(LIBRARY, "{ shelf { book { page { text words(least: 3) } } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 library {
              { shelf { book { page { id } language } } }
            }
            Fetch #1 library after #0 {
              Flatten "shelf.book.page" as $representations {
                Page { id }
                $contextualArgument_0_0 from ../ { language }
              }
              query ($representations: [_Any!]!, $contextualArgument_0_0: String) { _entities(representations: $representations) { ... on Page { text(language: $contextualArgument_0_0) words(least: 3, in: $contextualArgument_0_0) } } }
            }
          }
        }
    """)


def test_objects_without_the_context_are_passed_by():
    assert planned(LIBRARY, "{ shelf { holder { page { text } } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 library {
              { shelf { holder { page { id } } language } }
            }
            Fetch #1 library after #0 {
              Flatten "shelf.holder.page" as $representations {
                Page { id }
                $contextualArgument_0_0 from ../../ { language }
              }
              query ($representations: [_Any!]!, $contextualArgument_0_0: String) { _entities(representations: $representations) { ... on Page { text(language: $contextualArgument_0_0) } } }
            }
          }
        }
    """)


def test_an_alias_of_the_client_is_no_obstacle():
    assert planned(LIBRARY, "{ shelf { book { language: id page { text } } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 library {
              { shelf { book { language: id page { id } __jb0_language: language } } }
            }
            Fetch #1 library after #0 {
              Flatten "shelf.book.page" as $representations {
                Page { id }
                $contextualArgument_0_0 from ../ { language: __jb0_language }
              }
              query ($representations: [_Any!]!, $contextualArgument_0_0: String) { _entities(representations: $representations) { ... on Page { text(language: $contextualArgument_0_0) } } }
            }
          }
        }
    """)


def test_places_with_the_same_way_up_share_a_request():
    operation = "{ shelf { book { page { text } } } thing { ... on Book { page { text } } } }"
    lines = [line.strip() for line in planned(LIBRARY, operation).splitlines()]
    assert 'Flatten "shelf.book.page", "thing|[Book].page" as $representations {' in lines
    assert lines.count("$contextualArgument_0_0 from ../ { language }") == 1


def test_a_field_may_have_a_context_and_requirements():
    assert planned(LIBRARY, "{ shelf { book { page { summary } } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 library {
              { shelf { book { page { id } language } } }
            }
            Fetch #1 counts after #0 {
              Flatten "shelf.book.page" as $representations {
                Page { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Page { length } } }
            }
            Fetch #2 library after #1 {
              Flatten "shelf.book.page" as $representations {
                Page { id length }
                $contextualArgument_0_0 from ../ { language }
              }
              query ($representations: [_Any!]!, $contextualArgument_0_0: String) { _entities(representations: $representations) { ... on Page { summary(language: $contextualArgument_0_0) } } }
            }
          }
        }
    """)


def test_a_variable_of_the_client_keeps_its_name():
    operation = (
        "query($contextualArgument_0_0: Int) { shelf { book { page { words(least: $contextualArgument_0_0) } } } }"
    )
    assert "words(least: $contextualArgument_0_0, in: $_contextualArgument_0_0)" in planned(LIBRARY, operation)


TYPES = supergraph_of(
    boxes="""
        type Query { box: Box }
        type Box @key(fields: "id") @context(name: "size") { id: ID! size: Int thing: Thing nodes: [Node] }
        interface Thing { id: ID! leaf: Leaf }
        type Bag implements Thing @key(fields: "id") @context(name: "size") { id: ID! litres: Int @external leaf: Leaf }
        type Hook implements Thing @key(fields: "id") { id: ID! leaf: Leaf }
        type Node @key(fields: "id") @context(name: "size") { id: ID! size: Int next: Node fits(size: Int @fromContext(field: "$size ... on Box { size } ... on Bag { litres } ... on Node { size }")): Boolean }
        type Leaf @key(fields: "id") { id: ID! fits(size: Int @fromContext(field: "$size ... on Box { size } ... on Bag { litres } ... on Node { size }")): Boolean }
    """,
    bags='type Bag @key(fields: "id") { id: ID! litres: Int }',
)


def test_the_runtime_type_may_decide_where_the_value_comes_from():
    assert planned(TYPES, "{ box { thing { leaf { fits } } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 boxes {
              { box { thing { __typename leaf { id } ... on Bag { id } } size } }
            }
            Fetch #1 bags after #0 {
              Flatten "box.thing|[Bag]" as $representations {
                Bag { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Bag { litres } } }
            }
            Fetch #2 boxes after #1 {
              Flatten "box.thing.leaf" as $representations {
                Leaf { id }
                $contextualArgument_0_0 from ../ Bag { litres } or ../../ { size }
              }
              query ($representations: [_Any!]!, $contextualArgument_0_0: Int) { _entities(representations: $representations) { ... on Leaf { fits(size: $contextualArgument_0_0) } } }
            }
          }
        }
    """)


def test_a_context_that_an_object_sets_is_for_what_is_below_it():
    assert planned(TYPES, "{ box { nodes { fits next { fits } } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 boxes {
              { box { nodes { id next { id } size } size } }
            }
            Fetch #1 boxes after #0 {
              Flatten "box.nodes", "box.nodes.next" as $representations {
                Node { id }
                $contextualArgument_0_0 from ../ { size }
              }
              query ($representations: [_Any!]!, $contextualArgument_0_0: Int) { _entities(representations: $representations) { ... on Node { fits(size: $contextualArgument_0_0) } } }
            }
          }
        }
    """)


def test_a_context_fills_arguments_also_where_a_provides_leads():
    graph = supergraph_of(
        one="""
            type Query { box: Box @shareable }
            type Box @key(fields: "id") @context(name: "box") { id: ID! size: Int leaf: Leaf @provides(fields: "name") }
            type Leaf @key(fields: "id") { id: ID! name: String @external fits(size: Int @fromContext(field: "$box { size }")): Boolean }
        """,
        two='type Leaf @key(fields: "id") { id: ID! name: String @shareable }',
    )
    assert "{ ... on Leaf { fits(size: $contextualArgument_0_0) } }" in planned(graph, "{ box { leaf { name fits } } }")


EXTENDED = supergraph_of(
    shop="""
        type Query { products: [Product!]! }
        type Mutation { buy: Order ship: Order }
        interface Product @key(fields: "id") { id: ID! }
        type Book implements Product @key(fields: "id") { id: ID! }
        type Game implements Product @key(fields: "id") { id: ID! }
        type Order @key(fields: "id") @context(name: "order") { id: ID! total: Int line: Line }
        type Line @key(fields: "id") { id: ID! share(total: Int @fromContext(field: "$order { total }")): Int }
    """,
    ranks="""
        type Product @key(fields: "id") @interfaceObject @context(name: "product") { id: ID! rank: Int part: Part }
        type Part @key(fields: "id") { id: ID! fits(rank: Int @fromContext(field: "$product { rank }")): Int }
    """,
)


def test_an_interface_object_sets_a_context_for_all_types():
    assert planned(EXTENDED, "{ products { part { fits } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 shop {
              { products { __typename id } }
            }
            Fetch #1 ranks after #0 {
              Flatten "products" as $representations {
                Book | Game as Product { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { part { id } rank } } }
            }
            Fetch #2 ranks after #1 {
              Flatten "products.part" as $representations {
                Part { id }
                $contextualArgument_0_0 from ../ { rank }
              }
              query ($representations: [_Any!]!, $contextualArgument_0_0: Int) { _entities(representations: $representations) { ... on Part { fits(rank: $contextualArgument_0_0) } } }
            }
          }
        }
    """)


def test_a_mutation_waits_for_what_a_context_needs_of_the_one_before():
    plan = planned(EXTENDED, "mutation { buy { line { share } } ship { id } }")
    assert [line.strip() for line in plan.splitlines() if "Fetch" in line] == [
        "Fetch #0 shop {",
        "Fetch #1 shop after #0 {",
        "Fetch #2 shop after #1 {",
    ]
    assert "mutation { ship { id } }" in plan


def test_what_needs_a_value_that_must_not_be_null_is_asked_apart():
    graph = supergraph_of(
        start="""
            type Query { user: User }
            type User @key(fields: "id") { id: ID! price: Price }
            type Price @key(fields: "id", resolvable: false) { id: ID! }
        """,
        shop="""
            type User @key(fields: "id") @context(name: "user") { id: ID! currency: String! }
            type Price @key(fields: "id") {
              id: ID!
              text(currency: String! @fromContext(field: "$user { currency }")): String
              label(currency: String! @fromContext(field: "$user { currency }")): String
              amount: Int
            }
        """,
    )
    assert planned(graph, "{ user { price { text label amount } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 start {
              { user { price { id } id } }
            }
            Fetch #1 shop after #0 {
              Flatten "user" as $representations0 {
                User { id }
              }
              Flatten "user.price" as $representations1 {
                Price { id }
              }
              query ($representations0: [_Any!]!, $representations1: [_Any!]!) { _entities0: _entities(representations: $representations0) { ... on User { currency } } _entities1: _entities(representations: $representations1) { ... on Price { amount } } }
            }
            Fetch #2 shop after #1 {
              Flatten "user.price" as $representations {
                Price { id }
                $contextualArgument_0_0 from ../ { currency }
              }
              query ($representations: [_Any!]!, $contextualArgument_0_0: String!) { _entities(representations: $representations) { ... on Price { text(currency: $contextualArgument_0_0) label(currency: $contextualArgument_0_0) } } }
            }
          }
        }
    """)

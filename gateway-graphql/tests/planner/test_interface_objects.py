"""A subgraph with @interfaceObject is told the interface's name, and never asked for what it cannot know."""

from .planning import planned, supergraph_of, text

MEDIA = supergraph_of(
    media="""
        type Query { media: [Media] }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
    """,
    scores="""
        type Query { top: [Media] }
        type Media @key(fields: "id") @interfaceObject { id: ID! score: Int }
    """,
)


def test_a_field_of_the_interface_object_is_fetched_with_the_interfaces_name():
    assert planned(MEDIA, "{ media { score } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 media {
              { media { __typename id } }
            }
            Fetch #1 scores after #0 {
              Flatten "media" as $representations {
                Book | Film as Media { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Media { score } } }
            }
          }
        }
    """)


def test_a_type_nobody_asks_for_is_not_looked_up():
    assert planned(MEDIA, "{ top { id score } }") == text("""
        QueryPlan {
          Fetch #0 scores {
            { top { id score } }
          }
        }
    """)


def test_the_runtime_type_comes_from_who_knows_it():
    assert planned(MEDIA, "{ top { __typename score } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 scores {
              { top { id score } }
            }
            Fetch #1 media after #0 {
              Flatten "top" as $representations {
                Book | Film as Media { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Media { __typename } } }
            }
          }
        }
    """)


def test_a_fragment_on_an_object_type_needs_the_runtime_type():
    assert planned(MEDIA, "{ top { ... on Book { pages score } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 scores {
              { top { id score } }
            }
            Fetch #1 media after #0 {
              Flatten "top" as $representations {
                Book | Film as Media { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Media { __typename ... on Book { pages } } } }
            }
          }
        }
    """)


def test_a_fragment_on_an_interface_that_subgraphs_implement_differently_is_taken_by_type_beside_an_interface_object():
    graph = supergraph_of(
        a="""
            type Query { things: [Thing] @shareable }
            interface Thing @key(fields: "id") { id: ID! }
            interface Titled { title: String }
            type Book implements Thing @key(fields: "id") { id: ID! pages: Int title: String }
            type Film implements Thing & Titled @key(fields: "id") { id: ID! title: String }
        """,
        b="""
            type Query { things: [Thing] @shareable }
            interface Thing { id: ID! }
            interface Titled { id: ID! }
            type Book implements Thing & Titled @key(fields: "id") { id: ID! }
            type Film implements Thing @key(fields: "id") { id: ID! }
        """,
        ratings='type Thing @interfaceObject @key(fields: "id") { id: ID! rating: Int }',
    )
    assert planned(graph, "{ things { ... on Book { pages } ... on Titled { title } rating } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 a {
              { things { __typename id ... on Book { pages title } ... on Film { title } } }
            }
            Fetch #1 ratings after #0 {
              Flatten "things" as $representations {
                Book | Film as Thing { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Thing { rating } } }
            }
          }
        }
    """)

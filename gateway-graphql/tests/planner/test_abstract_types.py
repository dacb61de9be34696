"""Interfaces and unions are asked in the subgraph's own terms, or type by type where those are not enough."""

from .planning import planned, supergraph_of, text

ZOO = supergraph_of(
    a="""
        type Query { animals: [Animal] both: Shared @shareable only: Shared }
        interface Animal { id: ID! name: String }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String }
        type Dog implements Animal @key(fields: "id") { id: ID! name: String }
        union Shared = Cat | Dog
    """,
    b="""
        type Query { both: Shared @shareable }
        interface Animal { id: ID! age: Int }
        type Cat implements Animal @key(fields: "id") { id: ID! age: Int }
        type Dog implements Animal @key(fields: "id") { id: ID! age: Int }
        type Cow @key(fields: "id") { id: ID! milk: Int }
        union Shared = Cat | Cow
    """,
)


def test_a_field_all_types_have_is_asked_of_the_interface():
    assert planned(ZOO, "{ animals { name } }") == text("""
        QueryPlan {
          Fetch #0 a {
            { animals { __typename name } }
          }
        }
    """)


def test_a_field_elsewhere_is_fetched_for_all_types_in_one_group():
    assert planned(ZOO, "{ animals { age } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 a {
              { animals { __typename ... on Cat { id } ... on Dog { id } } }
            }
            Fetch #1 b after #0 {
              Flatten "animals|[Cat | Dog]" as $representations {
                Cat { id }
                Dog { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Cat { age } ... on Dog { age } } }
            }
          }
        }
    """)


def test_only_types_all_subgraphs_know_are_asked_about_where_any_could_answer():
    assert planned(ZOO, "{ both { ... on Cat { name } ... on Dog { name } } }") == text("""
        QueryPlan {
          Fetch #0 a {
            { both { __typename ... on Cat { name } } }
          }
        }
    """)


def test_where_one_subgraph_alone_can_answer_all_its_types_count():
    assert planned(ZOO, "{ only { ... on Cat { name } ... on Dog { name } } }") == text("""
        QueryPlan {
          Fetch #0 a {
            { only { __typename ... on Cat { name } ... on Dog { name } } }
          }
        }
    """)

"""Mutations run one after the other, each once."""

from .planning import planned, supergraph_of, text

LEDGER = supergraph_of(
    a="""
        type Query { entry: Entry }
        type Mutation { add(by: Int): Entry remove: Int }
        type Entry @key(fields: "id") { id: ID! }
    """,
    b="""
        type Mutation { multiply(by: Int): Int }
        type Entry @key(fields: "id") { id: ID! total: Int }
    """,
)


def test_neighbours_of_one_subgraph_share_a_request():
    assert planned(LEDGER, "mutation { add(by: 1) { id } remove }") == text("""
        QueryPlan {
          Fetch #0 a {
            mutation { add(by: 1) { id } remove }
          }
        }
    """)


def test_subgraphs_take_turns_in_document_order():
    assert planned(LEDGER, "mutation { add(by: 1) { id } multiply(by: 2) remove }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 a {
              mutation { add(by: 1) { id } }
            }
            Fetch #1 b after #0 {
              mutation { multiply(by: 2) }
            }
            Fetch #2 a after #1 {
              mutation { remove }
            }
          }
        }
    """)


def test_a_mutation_waits_for_all_that_the_one_before_fetches():
    assert planned(LEDGER, "mutation { add(by: 1) { total } remove }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 a {
              mutation { add(by: 1) { id } }
            }
            Fetch #1 b after #0 {
              Flatten "add" as $representations {
                Entry { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Entry { total } } }
            }
            Fetch #2 a after #1 {
              mutation { remove }
            }
          }
        }
    """)

"""Values without keys are fetched again through their parent."""

from .planning import planned, supergraph_of, text

SHOP = supergraph_of(
    names="""
        type Query { product: Product @shareable item: Item }
        type Product { id: ID! @shareable name: String }
        type Item @key(fields: "id") { id: ID! details: Details @shareable }
        type Details { color: String }
    """,
    prices="""
        type Query { product: Product @shareable }
        type Product { id: ID! @shareable price: Int }
        type Item @key(fields: "id") { id: ID! details: Details @shareable }
        type Details { weight: Int }
    """,
)


def test_a_shared_root_field_is_asked_of_every_subgraph_that_has_a_part():
    assert planned(SHOP, "{ product { id name price } }") == text("""
        QueryPlan {
          Parallel {
            Fetch #0 names {
              { product { id name } }
            }
            Fetch #1 prices {
              { product { price } }
            }
          }
        }
    """)


def test_a_value_is_fetched_again_through_its_entity():
    assert planned(SHOP, "{ item { details { color weight } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 names {
              { item { details { color } id } }
            }
            Fetch #1 prices after #0 {
              Flatten "item" as $representations {
                Item { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Item { details { weight } } } }
            }
          }
        }
    """)

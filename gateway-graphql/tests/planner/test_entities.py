"""Entities are fetched by their keys from where their fields are."""

from .planning import planned, supergraph_of, text

SHOP = supergraph_of(
    products="""
        type Query { products: [Product!]! }
        type Product @key(fields: "upc") { upc: ID! name: String }
    """,
    reviews="""
        type Product @key(fields: "upc") { upc: ID! reviews: [Review] }
        type Review @key(fields: "id") { id: ID! author: User }
        type User @key(fields: "id") { id: ID! }
    """,
    users="""
        type Query { me: User }
        type User @key(fields: "id") { id: ID! name: String }
    """,
)


def test_a_field_of_another_subgraph_is_fetched_by_key():
    assert planned(SHOP, "{ products { name reviews { id } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { name upc } }
            }
            Fetch #1 reviews after #0 {
              Flatten "products" as $representations {
                Product { upc }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { reviews { id } } } }
            }
          }
        }
    """)

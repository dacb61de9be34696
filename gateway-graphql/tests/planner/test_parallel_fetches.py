"""What can be asked together is one request."""

from .planning import planned, supergraph_of, text

SHOP = supergraph_of(
    products="""
        type Query { products: [Product] product: Product }
        type Product @key(fields: "upc") { upc: ID! brand: Brand }
        type Brand @key(fields: "id") { id: ID! }
    """,
    reviews="""
        type Product @key(fields: "upc") { upc: ID! stars: Int related: [Product] }
        type Brand @key(fields: "id") { id: ID! stars: Int }
    """,
)


def test_the_same_question_at_two_places_is_one_group():
    assert planned(SHOP, "{ products { stars } product { stars } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { upc } product { upc } }
            }
            Fetch #1 reviews after #0 {
              Flatten "products", "product" as $representations {
                Product { upc }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { stars } } }
            }
          }
        }
    """)


def test_different_questions_to_one_subgraph_share_a_request():
    assert planned(SHOP, "{ products { stars brand { stars } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { upc brand { id } } }
            }
            Fetch #1 reviews after #0 {
              Flatten "products" as $representations0 {
                Product { upc }
              }
              Flatten "products.brand" as $representations1 {
                Brand { id }
              }
              query ($representations0: [_Any!]!, $representations1: [_Any!]!) { _entities0: _entities(representations: $representations0) { ... on Product { stars } } _entities1: _entities(representations: $representations1) { ... on Brand { stars } } }
            }
          }
        }
    """)


def test_the_typename_alone_needs_no_fetch():
    assert planned(SHOP, "{ __typename }") == text("""
        QueryPlan {}
    """)


def test_requests_to_the_root_inside_an_answer_do_not_wait_for_each_other():
    graph = supergraph_of(
        a="type Query { t: T } type T { root: Query }", b="type Query { y: Int }", c="type Query { z: Int }"
    )
    assert planned(graph, "{ t { root { y z } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 a {
              { t { root { __typename } } }
            }
            Parallel {
              Flatten "t.root" {
                Fetch #1 b after #0 {
                  { y }
                }
              }
              Flatten "t.root" {
                Fetch #2 c after #0 {
                  { z }
                }
              }
            }
          }
        }
    """)

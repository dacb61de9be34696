"""What only the plan needs never gets in the way of the client's keys."""

import pytest

from jetbridge.planner import PlanningError

from .planning import planned, supergraph_of, text

SHOP = supergraph_of(
    products="""
        type Query { products: [Product] things: [Thing] }
        type Product @key(fields: "upc") { upc: ID! name: String }
        union Thing = Seller | Offer
        type Seller @shareable { name: String! }
        type Offer @shareable { name: String }
    """,
    reviews="""
        type Query { seller: Seller }
        type Product @key(fields: "upc") { upc: ID! stars: Int }
        type Seller @shareable { name: String }
    """,
)


def test_an_alias_that_looks_like_the_key_is_left_alone():
    assert planned(SHOP, "{ products { upc: name stars } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { upc: name __jb0_upc: upc } }
            }
            Fetch #1 reviews after #0 {
              Flatten "products" as $representations {
                Product { upc: __jb0_upc }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { stars } } }
            }
          }
        }
    """)


def test_the_clients_own_alias_of_the_key_is_used():
    assert planned(SHOP, "{ products { code: upc stars } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { code: upc } }
            }
            Fetch #1 reviews after #0 {
              Flatten "products" as $representations {
                Product { upc: code }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { stars } } }
            }
          }
        }
    """)


def test_fields_that_cannot_be_merged_get_other_keys_on_the_wire():
    assert planned(SHOP, "{ things { ... on Seller { name } ... on Offer { name } } }") == text("""
        QueryPlan {
          Fetch #0 products {
            { things { __typename ... on Seller { name } ... on Offer { __jb0_name: name } } }
          }
        }
    """)


def test_an_alias_that_would_be_taken_for_the_runtime_type_is_refused():
    with pytest.raises(PlanningError) as refused:
        planned(SHOP, "{ products { __typename: name stars } }")
    assert refused.value.code == "GRAPHQL_VALIDATION_FAILED"

"""What @requires names is fetched first and travels in the representation."""

from .planning import planned, supergraph_of, text

SHOP = supergraph_of(
    products="""
        type Query { products: [Product!]! }
        type Product @key(fields: "upc") { upc: ID! price(currency: String! = "USD"): Int weight: Int size: Size }
        type Size { height: Int width: Int }
    """,
    inventory=r"""
        type Product @key(fields: "upc") {
          upc: ID!
          inStock: Boolean
          price(currency: String! = "USD"): Int @external
          weight: Int @external
          size: Size @external
          shipping: Int @requires(fields: "price(currency: \"EUR\") weight")
          tax: Int @requires(fields: "price(currency: \"USD\")")
          box: String @requires(fields: "size { height width }")
          label: String @requires(fields: "note")
          note: String @external
        }
        type Size @external { height: Int width: Int }
    """,
    notes="""
        type Product @key(fields: "upc") { upc: ID! note: String @requires(fields: "weight") weight: Int @external }
    """,
)


def test_a_required_field_is_fetched_before_and_not_shown():
    assert planned(SHOP, "{ products { shipping inStock } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { price(currency: "EUR") weight upc } }
            }
            Fetch #1 inventory after #0 {
              Flatten "products" as $representations {
                Product { upc price weight }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { shipping inStock } } }
            }
          }
        }
    """)


def test_a_required_object_travels_whole():
    assert planned(SHOP, "{ products { box } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { size { height width } upc } }
            }
            Fetch #1 inventory after #0 {
              Flatten "products" as $representations {
                Product { upc size { height width } }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { box } } }
            }
          }
        }
    """)


def test_requirements_that_differ_in_arguments_get_requests_of_their_own_parts():
    assert planned(SHOP, "{ products { shipping tax } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { price(currency: "EUR") weight upc __jb0_price: price(currency: "USD") } }
            }
            Fetch #1 inventory after #0 {
              Flatten "products" as $representations0 {
                Product { upc price weight }
              }
              Flatten "products" as $representations1 {
                Product { upc price: __jb0_price }
              }
              query ($representations0: [_Any!]!, $representations1: [_Any!]!) { _entities0: _entities(representations: $representations0) { ... on Product { shipping } } _entities1: _entities(representations: $representations1) { ... on Product { tax } } }
            }
          }
        }
    """)


def test_the_clients_own_arguments_survive_a_requirement():
    assert planned(SHOP, '{ products { price(currency: "GBP") shipping } }') == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { price(currency: "GBP") __jb0_price: price(currency: "EUR") weight upc } }
            }
            Fetch #1 inventory after #0 {
              Flatten "products" as $representations {
                Product { upc price: __jb0_price weight }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { shipping } } }
            }
          }
        }
    """)


def test_a_requirement_may_have_a_requirement():
    assert planned(SHOP, "{ products { label } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 products {
              { products { weight upc } }
            }
            Fetch #1 notes after #0 {
              Flatten "products" as $representations {
                Product { upc weight }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { note } } }
            }
            Fetch #2 inventory after #1 {
              Flatten "products" as $representations {
                Product { upc note }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { label } } }
            }
          }
        }
    """)

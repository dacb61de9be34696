"""A subscription is opened at one subgraph; what others have of an event is fetched for each event."""

from .planning import planned, supergraph_of, text

SHOP = supergraph_of(
    orders="""
        type Query { order: Order }
        type Subscription { orderPlaced(above: Int): Order ticks: Int }
        type Order @key(fields: "id") { id: ID! amount: Int customer: Customer }
        type Customer @key(fields: "id", resolvable: false) { id: ID! }
    """,
    customers="""
        type Query { me: Customer }
        type Subscription { signedIn: Customer }
        type Customer @key(fields: "id") { id: ID! name: String }
    """,
    shipping="""
        type Order @key(fields: "id") { id: ID! amount: Int @external parcel: Parcel postage: Int @requires(fields: "amount") }
        type Parcel { weight: Int }
    """,
)


def test_one_subgraph_can_be_all():
    assert planned(SHOP, "subscription { ticks }") == text("""
        QueryPlan {
          Fetch #0 orders {
            subscription { ticks }
          }
        }
    """)


def test_entities_of_an_event_are_fetched_by_queries():
    operation = "subscription($n: Int) { orderPlaced(above: $n) { amount customer { name } parcel { weight } } }"
    assert planned(SHOP, operation) == text("""
        QueryPlan {
          Sequence {
            Fetch #0 orders {
              subscription ($n: Int) { orderPlaced(above: $n) { amount id customer { id } } }
            }
            Parallel {
              Fetch #1 shipping after #0 {
                Flatten "orderPlaced" as $representations {
                  Order { id }
                }
                query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Order { parcel { weight } } } }
              }
              Fetch #2 customers after #0 {
                Flatten "orderPlaced.customer" as $representations {
                  Customer { id }
                }
                query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer { name } } }
              }
            }
          }
        }
    """)


def test_the_event_brings_what_others_require():
    assert planned(SHOP, "subscription { placed: orderPlaced { postage } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 orders {
              subscription { placed: orderPlaced { amount id } }
            }
            Fetch #1 shipping after #0 {
              Flatten "placed" as $representations {
                Order { id amount }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Order { postage } } }
            }
          }
        }
    """)


def test_a_field_that_several_subgraphs_publish_is_opened_once():
    # Composition lets no subscription be shared, but supergraphs made by others can have one: here, of a mutation.
    graph = (
        supergraph_of(
            plain="type Query { a: Int } type Mutation { saved: Item @shareable } "
            'type Item @key(fields: "id") { id: ID! }',
            rich="type Mutation { saved: Item @shareable } "
            'type Item @key(fields: "id") { id: ID! title: String @shareable }',
        )
        .replace("Mutation", "Subscription")
        .replace("mutation", "subscription")
    )
    assert planned(graph, "subscription { saved { title } }") == text("""
        QueryPlan {
          Fetch #0 rich {
            subscription { saved { title } }
          }
        }
    """)

"""Ordinary subgraphs compose into a supergraph that says who resolves what."""

from graphql import build_schema

from .subgraphs import compose_fed2, supergraph_types

ACCOUNTS = """
type Query { me: User user(id: ID!): User }
type User @key(fields: "id") { id: ID! email: String! }
"""
ORDERS = """
type Query { orders: [Order!]! }
type Order @key(fields: "id") { id: ID! buyer: User! total: Money }
type User @key(fields: "id") { id: ID! orders(first: Int = 20): [Order!]! }
type Money @shareable { amount: String! currency: String! }
"""
STOCK = """
type Order @key(fields: "id", resolvable: false) { id: ID! }
type Item { order: Order! price: Money! }
type Money @shareable { amount: String! currency: String! }
type Query { items: [Item!]! }
"""


def test_types_of_several_subgraphs_become_one() -> None:
    result = compose_fed2(accounts=ACCOUNTS, orders=ORDERS, stock=STOCK)
    assert supergraph_types(result, "User", "Money", "Order", "Query") == (
        """type Money
  @join__type(graph: ORDERS)
  @join__type(graph: STOCK)
{
  amount: String!
  currency: String!
}

type Order
  @join__type(graph: ORDERS, key: "id")
  @join__type(graph: STOCK, key: "id", resolvable: false)
{
  id: ID!
  buyer: User! @join__field(graph: ORDERS)
  total: Money @join__field(graph: ORDERS)
}

type Query
  @join__type(graph: ACCOUNTS)
  @join__type(graph: ORDERS)
  @join__type(graph: STOCK)
{
  me: User @join__field(graph: ACCOUNTS)
  user(id: ID!): User @join__field(graph: ACCOUNTS)
  orders: [Order!]! @join__field(graph: ORDERS)
  items: [Item!]! @join__field(graph: STOCK)
}

type User
  @join__type(graph: ACCOUNTS, key: "id")
  @join__type(graph: ORDERS, key: "id")
{
  id: ID!
  email: String! @join__field(graph: ACCOUNTS)
  orders(first: Int = 20): [Order!]! @join__field(graph: ORDERS)
}"""
    )


def test_the_supergraph_links_what_it_uses_and_is_valid_graphql() -> None:
    result = compose_fed2(accounts=ACCOUNTS, orders=ORDERS)
    assert result.supergraph_sdl is not None
    assert result.supergraph_sdl.startswith(
        """schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
{
  query: Query
}
"""
    )
    build_schema(result.supergraph_sdl)


def test_the_api_schema_shows_no_federation() -> None:
    result = compose_fed2(a='type Query { x: Int } scalar Date @tag(name: "t")')
    assert result.api_sdl == "scalar Date\n\ntype Query {\n  x: Int\n}\n"


def test_the_order_of_the_subgraphs_does_not_matter() -> None:
    one = compose_fed2(accounts=ACCOUNTS, orders=ORDERS, stock=STOCK)
    other = compose_fed2(stock=STOCK, orders=ORDERS, accounts=ACCOUNTS)
    assert one.supergraph_sdl == other.supergraph_sdl

"""An overridden field is fetched from the subgraph that took it over, or only while its label is active."""

from jetbridge.operation.document import prepare_operation
from jetbridge.operation.limits import Limits
from jetbridge.planner.override import find_labels_of, find_percentage
from jetbridge.supergraph import load_supergraph

from .planning import outline, plan_over, supergraph_of, text

SHOP = supergraph_of(
    old="""
        type Query { products: [Product] }
        type Product @key(fields: "upc") { upc: ID! stock: Int price: Int }
    """,
    new="""
        type Product @key(fields: "upc") {
          upc: ID!
          stock: Int @override(from: "old")
          price: Int @override(from: "old", label: "percent(25)")
        }
    """,
)
FROM_NEW = """
    QueryPlan {
      Sequence {
        Fetch #0 old {
          { products { upc } }
        }
        Fetch #1 new after #0 {
          Flatten "products" as $representations {
            Product { upc }
          }
          query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { FIELD } } }
        }
      }
    }
"""


def test_an_overridden_field_is_not_asked_of_its_former_owner():
    assert outline(plan_over(SHOP, "{ products { stock } }")) == text(FROM_NEW.replace("FIELD", "stock"))


def test_a_field_stays_with_its_owner_while_the_label_is_not_active():
    assert outline(plan_over(SHOP, "{ products { price } }")) == text("""
        QueryPlan {
          Fetch #0 old {
            { products { price } }
          }
        }
    """)


def test_a_field_moves_while_the_label_is_active():
    found = plan_over(SHOP, "{ products { price } }", active_labels=frozenset({"percent(25)"}))
    assert outline(found) == text(FROM_NEW.replace("FIELD", "price"))


def labels_of(supergraph: str, operation: str) -> frozenset[str]:
    loaded = load_supergraph(supergraph)
    prepared = prepare_operation(operation, None, loaded.api_schema, Limits(), suggestions=False)
    return find_labels_of(prepared.normalize(()), loaded)


def test_labels_matter_to_operations_with_the_field():
    assert labels_of(SHOP, "{ products { upc stock } }") == frozenset()
    assert labels_of(SHOP, "{ products { price } }") == {"percent(25)"}


FAR = supergraph_of(
    old="""
        type Query { items: [Item] }
        interface Item { id: ID! weight: Int }
        type Book implements Item @key(fields: "id") @key(fields: "isbn") { id: ID! isbn: ID! weight: Int pages: Int thickness: Int }
        type Pen implements Item @key(fields: "id") { id: ID! weight: Int colour: String }
    """,
    new="""
        type Book @key(fields: "id") @key(fields: "isbn") {
          id: ID!
          isbn: ID! @override(from: "old", label: "key")
          weight: Int @override(from: "old", label: "interface")
          pages: Int @override(from: "old", label: "required")
        }
        type Pen @key(fields: "id") { id: ID! colour: String @override(from: "old", label: "other") }
    """,
    post="""
        type Book @key(fields: "id") {
          id: ID!
          pages: Int @external
          postage: Int @requires(fields: "pages")
        }
    """,
)


def test_labels_matter_where_a_field_of_an_interface_is_an_objects():
    assert labels_of(FAR, "{ items { weight } }") == {"interface", "key"}


def test_labels_matter_where_a_requirement_is_overridden():
    assert labels_of(FAR, "{ items { ... on Book { postage } } }") == {"required", "key"}


def test_a_percentage_is_written_in_the_label():
    assert [find_percentage(label) for label in ("percent(25)", "percent(0.5)", "percent(100)", "percent(101)", "beta")] == [
        25, 0.5, 100, None, None
    ]  # fmt: skip

"""An overridden field is fetched from the subgraph that took it over, or only while its label is active."""

from jetbridge.planner.override import choose_labels, find_labels
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


def test_a_percentage_is_active_for_so_many_requests():
    labels = find_labels(load_supergraph(SHOP))
    assert labels == {"percent(25)"}
    active = [choose_labels(labels, lambda number=number: number / 100) for number in range(100)]
    assert active.count(labels) == 25


def test_other_labels_are_for_the_application_to_decide():
    assert choose_labels(["beta", "gamma"], lambda: 0.0, lambda label: label == "beta") == {"beta"}

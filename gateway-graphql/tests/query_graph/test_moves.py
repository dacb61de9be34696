"""The query graph knows which fields a subgraph resolves and by which keys it can be entered."""

from jetbridge.query_graph import QueryGraph, build_query_graph
from jetbridge.supergraph import load_supergraph

JOIN = """
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
type Query @join__type(graph: A) @join__type(graph: B) {
  media: [Media] @join__field(graph: A)
  dog: Dog @join__field(graph: B, provides: "name")
  animals: [Animal] @join__field(graph: B, provides: "... on Dog { name }")
}
"""


def build(types: str) -> QueryGraph:
    return build_query_graph(load_supergraph(JOIN + types))


ANIMALS = """
interface Animal @join__type(graph: A) @join__type(graph: B) { id: ID! name: String }
type Dog implements Animal @join__implements(graph: A, interface: "Animal") @join__implements(graph: B, interface: "Animal")
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", resolvable: false) {
  id: ID!
  name: String @join__field(graph: A) @join__field(graph: B, external: true)
}
type Media @join__type(graph: A) { id: ID! }
"""


def test_an_external_field_is_no_move_unless_it_is_provided():
    graph = build(ANIMALS)
    query = graph.find_node("Query", "b")
    assert set(graph.fields(graph.find_node("Dog", "b"))) == {"id"}
    assert set(graph.fields(graph.fields(query)["dog"].target)) == {"id", "name"}


def test_a_field_of_an_interface_is_a_move_only_if_every_object_type_has_it():
    graph = build(ANIMALS)
    assert set(graph.fields(graph.find_node("Animal", "a"))) == {"id", "name"}
    assert set(graph.fields(graph.find_node("Animal", "b"))) == {"id"}


def test_provides_inside_a_fragment_counts_for_that_object_type():
    graph = build(ANIMALS)
    animals = graph.fields(graph.find_node("Query", "b"))["animals"].target
    assert set(graph.fields(graph.narrow(animals, "Dog"))) == {"id", "name"}


def test_keys_that_are_not_resolvable_are_no_way_in():
    graph = build(ANIMALS)
    assert [(move.target.subgraph, move.key.text) for move in graph.key_moves("Dog")] == [("a", "id")]


def test_an_interface_object_is_entered_with_the_interfaces_name():
    graph = build("""
        interface Media @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) { id: ID! score: Int @join__field(graph: B) }
        type Film implements Media @join__implements(graph: A, interface: "Media") @join__type(graph: A, key: "id") { id: ID! score: Int @join__field }
        type Dog @join__type(graph: B) { name: ID! }  interface Animal @join__type(graph: B) { id: ID! }
    """)
    moves = [(move.target.type_name, move.target.subgraph, move.typename) for move in graph.key_moves("Film")]
    assert moves == [("Film", "a", None), ("Media", "b", "Media")]
    assert "score" in graph.fields(graph.find_node("Media", "b"))


def test_an_overridden_field_stays_behind_its_label():
    graph = build("""
        type Media @join__type(graph: A) { id: ID! }  interface Animal @join__type(graph: B) { id: ID! }
        type Dog @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
          id: ID!
          name: String @join__field(graph: A, override: "b", overrideLabel: "half") @join__field(graph: B, overrideLabel: "half")
          age: Int @join__field(graph: A, override: "b") @join__field(graph: B, usedOverridden: true)
        }
    """)
    labels = {s: graph.fields(graph.find_node("Dog", s))["name"].label for s in "ab"}
    assert (labels["a"].active, labels["b"].active) == (True, False)
    assert "age" not in graph.fields(graph.find_node("Dog", "b"))

"""Supergraph SDL is loaded into types, keys and fields by subgraph, and into the schema clients see."""

import pytest
from graphql import print_schema

from jetbridge.supergraph import SupergraphError, load_supergraph

JOIN = """
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
directive @join__field(graph: join__Graph, requires: join__FieldSet) repeatable on FIELD_DEFINITION
scalar join__FieldSet
enum join__Graph { A @join__graph(name: "accounts", url: "http://a") B @join__graph(name: "books-2", url: "http://b") }
"""

USERS = """
type Query @join__type(graph: A) @join__type(graph: B) { user: User @join__field(graph: A) books: [Item] @join__field(graph: B) }
interface Item @join__type(graph: A) @join__type(graph: B) { id: ID! }
type User @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", resolvable: false) {
  id: ID!
  name: String @join__field(graph: A) @join__field(graph: B, external: true)
  greeting: String @join__field(graph: B, requires: "name")
  secret: Secret @join__field(graph: A) @inaccessible
}
type Secret @join__type(graph: A) @inaccessible { code: Int }
type Book implements Item @join__type(graph: B) @join__implements(graph: B, interface: "Item") { id: ID! kind(hidden: Int @inaccessible): Kind }
enum Kind @join__type(graph: B) { PAPER SCRAP @inaccessible }
"""


def test_every_subgraph_is_known_by_its_name():
    supergraph = load_supergraph(JOIN + USERS)
    assert [(s.name, s.graph_enum, s.url) for s in supergraph.subgraphs.values()] == [
        ("accounts", "A", "http://a"),
        ("books-2", "B", "http://b"),
    ]


def test_a_field_without_join_field_is_in_every_subgraph_of_its_type():
    user = load_supergraph(JOIN + USERS).types["User"]
    assert set(user.fields["id"]) == {"accounts", "books-2"}
    assert set(user.fields["secret"]) == {"accounts"}


def test_keys_requirements_and_external_fields_belong_to_their_subgraph():
    user = load_supergraph(JOIN + USERS).types["User"]
    assert [(key.fields.text, key.resolvable) for key in user.subgraphs["books-2"].keys] == [("id", False)]
    assert user.fields["name"]["books-2"].external
    requires = user.fields["greeting"]["books-2"].requires
    assert requires is not None
    assert requires.text == "name"


def test_possible_types_differ_by_subgraph():
    assert load_supergraph(JOIN + USERS).types["Item"].possible == {
        "accounts": frozenset(),
        "books-2": frozenset({"Book"}),
    }


def test_the_api_schema_hides_machinery_and_inaccessible_elements():
    assert print_schema(load_supergraph(JOIN + USERS).api_schema) == (
        "type Query {\n  user: User\n  books: [Item]\n}\n\n"
        "interface Item {\n  id: ID!\n}\n\n"
        "type User {\n  id: ID!\n  name: String\n  greeting: String\n}\n\n"
        "type Book implements Item {\n  id: ID!\n  kind: Kind\n}\n\n"
        "enum Kind {\n  PAPER\n}"
    )


def test_the_whole_schema_keeps_inaccessible_elements():
    assert "secret" in load_supergraph(JOIN + USERS).schema.get_type("User").fields


def test_renamed_specifications_are_followed():
    text = (JOIN + USERS).replace("join__", "j__").replace('v0.3", for', 'v0.3", as: "j", for')
    text = text.replace("@inaccessible", "@hidden").replace('inaccessible/v0.2",', 'inaccessible/v0.2", as: "hidden",')
    assert print_schema(load_supergraph(text).api_schema) == print_schema(load_supergraph(JOIN + USERS).api_schema)


def test_a_federation_1_supergraph_gives_fields_to_the_owner():
    supergraph = load_supergraph("""
        schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") { query: Query }
        enum join__Graph { ACC @join__graph(name: "acc", url: "") REV @join__graph(name: "rev", url: "") }
        type Query { me: User @join__field(graph: ACC) }
        type User @join__owner(graph: ACC) @join__type(graph: ACC, key: "id") @join__type(graph: REV, key: "id") {
          id: ID! @join__field(graph: ACC)
          name: String
          reviews: [Review] @join__field(graph: REV)
        }
        type Review { text: String }
    """)
    user = supergraph.types["User"]
    assert {name: set(places) for name, places in user.fields.items()} == {
        "id": {"acc", "rev"},
        "name": {"acc"},
        "reviews": {"rev"},
    }
    assert set(supergraph.types["Review"].subgraphs) == {"acc", "rev"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("type Query {", "not GraphQL"),
        ("type Query { a: Int }", "links no version of https://specs.apollo.dev/join"),
        (JOIN + 'type Query @join__type(graph: A, key: "nothing") { a: Int }', "damaged"),
    ],
)
def test_a_text_that_is_no_supergraph_is_refused_with_its_reason(text, message):
    with pytest.raises(SupergraphError, match=message):
        load_supergraph(text)


def test_what_is_deprecated_for_no_reason_has_the_default_one():
    sdl = JOIN + USERS.replace("user: User", "user: User @deprecated(reason: null)")
    field = load_supergraph(sdl).api_schema.query_type.fields["user"]
    assert field.deprecation_reason == "No longer supported"

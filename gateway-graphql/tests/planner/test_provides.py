"""What a field provides is taken from where the field is."""

from .planning import planned, supergraph_of, text

BLOG = supergraph_of(
    posts="""
        type Query { posts: [Post] latest: Post }
        type Post @key(fields: "id") { id: ID! author: User @provides(fields: "name") editor: User subject: Subject @provides(fields: "... on Book { title }") }
        type User @key(fields: "id") { id: ID! name: String @external }
        union Subject = Book | Film
        type Book @key(fields: "id") { id: ID! title: String @external }
        type Film @key(fields: "id") { id: ID! }
    """,
    users="""
        type User @key(fields: "id") { id: ID! name: String @shareable age: Int }
        type Book @key(fields: "id") { id: ID! title: String @shareable }
        type Film @key(fields: "id") { id: ID! title: String @shareable }
    """,
)


def test_a_provided_field_needs_no_fetch():
    assert planned(BLOG, "{ posts { author { name } } }") == text("""
        QueryPlan {
          Fetch #0 posts {
            { posts { author { name } } }
          }
        }
    """)


def test_it_is_provided_on_that_path_only():
    assert planned(BLOG, "{ posts { author { name } editor { name } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 posts {
              { posts { author { name } editor { id } } }
            }
            Fetch #1 users after #0 {
              Flatten "posts.editor" as $representations {
                User { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { name } } }
            }
          }
        }
    """)


def test_it_is_provided_for_that_type_only():
    assert planned(BLOG, "{ posts { subject { ... on Book { title } ... on Film { title } } } }") == text("""
        QueryPlan {
          Sequence {
            Fetch #0 posts {
              { posts { subject { __typename ... on Book { title } ... on Film { id } } } }
            }
            Fetch #1 users after #0 {
              Flatten "posts.subject|[Film]" as $representations {
                Film { id }
              }
              query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Film { title } } }
            }
          }
        }
    """)

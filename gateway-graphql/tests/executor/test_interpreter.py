"""Following a plan: what is asked of subgraphs, and how their answers become one."""

from typing import Any

import pytest

SDL = """
interface Pet { id: ID! name: String }
type Cat implements Pet { id: ID! name: String lives: Int owner: User }
type Dog implements Pet { id: ID! name: String owner: User }
type User { id: ID! name: String email: String! pets: [Pet!] best: Cat org: Org score: Int }
type Org { id: ID! name: String }
type Query { users: [User] me: User grid: [[User]] pets: [Pet] count(of: Int, by: String): Int query: Query }
type Mutation { add(n: Int): Int drop(n: Int): Int }
type Subscription { ticks: User }
"""


@pytest.fixture
def people(gateway: Any) -> Any:
    return gateway(SDL)


def entities(*values: Any) -> dict[str, Any]:
    return {"data": {"_entities": list(values)}}


def test_a_root_fetch_is_answered_in_the_order_of_the_operation(people: Any) -> None:
    people.fetches = (people.write.root(0, "a", "{ me { id name } }"),)
    people.subgraphs.answers["a"] = {"data": {"me": {"name": "Ann", "id": "1", "extra": 1}, "more": 2}}
    assert people.ask_text("{ me { name id kind: __typename } }") == (
        b'{"data":{"me":{"name":"Ann","id":"1","kind":"User"}}}'
    )


def test_equal_representations_are_sent_once_and_their_answers_shared(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ users { id } me { id } grid { id } }"),
        people.write.entities(1, "b", "users me grid", "User", "{ id }", "{ name }"),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": "1"}, None, {"id": "2"}], "me": {"id": "1"}, "grid": [[{"id": "2"}], None]}},
        "b": entities({"name": "One"}, {"name": "Two"}),
    }
    assert people.ask("{ users { name } me { name } grid { name } }") == {
        "data": {
            "users": [{"name": "One"}, None, {"name": "Two"}],
            "me": {"name": "One"},
            "grid": [[{"name": "Two"}], None],
        }
    }
    assert people.representations(1) == [{"__typename": "User", "id": "1"}, {"__typename": "User", "id": "2"}]


def test_any_text_may_be_a_key(people: Any) -> None:
    ids = ["a\nb", '"},{"x":"', "\\n", "\u2028", "", "\x00", "ü\U0001f600", "\r\n]"]
    people.fetches = (
        people.write.root(0, "a", "{ users { id } }"),
        people.write.entities(1, "b", "users", "User", "{ id }", "{ name }"),
        people.write.entities(2, "c", "users", "User", "{ id }", "{ score }"),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": id_} for id_ in [*ids, *ids]]}},
        "b": entities(*({"name": id_} for id_ in ids)),
        "c": entities(*({"score": number} for number in range(len(ids)))),
    }
    expected = [{"id": id_, "name": id_, "score": number} for number, id_ in enumerate(ids)]
    assert people.ask("{ users { id name score } }") == {"data": {"users": [*expected, *expected]}}
    assert people.executable.irregular_answers == 0
    for request in (1, 2):
        assert people.representations(request) == [{"__typename": "User", "id": id_} for id_ in ids]


def test_nothing_is_written_early_while_others_are_still_to_be_read(people: Any) -> None:
    """The last two fetches bring leaves only and share one of them, but the second is sent before all else is read."""
    people.fetches = (
        people.write.root(0, "a", "{ users { id } }"),
        people.write.entities(1, "b", "users", "User", "{ id }", "{ email org { id } }"),
        people.write.entities(2, "c", "users", "User", "{ id }", "{ score }", requires="{ email }", after=(0, 1)),
        people.write.entities(3, "d", "users", "User", "{ id }", "{ score name }"),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": "1"}]}},
        "b": entities({"email": "e", "org": {"id": "o"}}),
        "c": entities({"score": 7}),
        "d": entities({"score": 7, "name": "n"}),
    }
    user = {"id": "1", "email": "e", "org": {"id": "o"}, "score": 7, "name": "n"}
    assert people.ask("{ users { id email org { id } score name } }") == {"data": {"users": [user]}}
    assert people.executable.irregular_answers == 0


def test_an_object_at_several_places_of_an_early_text_keeps_its_key_until_the_last(people: Any) -> None:
    """The key is not for the client: taken out where the object is met first, it would be missing at the second place."""
    people.fetches = (
        people.write.root(0, "a", "{ users { id } }"),
        people.write.entities(1, "b", "users", "User", "{ id }", "{ org { id } }"),
        people.write.entities(2, "c", "users.org", "Org", "{ id }", "{ name }", after=(1,)),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": "1"}, {"id": "2"}, {"id": "1"}]}},
        "b": entities({"org": {"id": "x"}}, {"org": {"id": "y"}}),
        "c": entities({"name": "X"}, {"name": "Y"}),
    }
    x, y = {"org": {"name": "X"}}, {"org": {"name": "Y"}}
    assert people.ask("{ users { org { name } } }") == {"data": {"users": [x, y, x]}}
    assert people.executable.compiled.writes_early
    assert people.executable.irregular_answers == 0


def test_an_entity_that_is_not_found_is_not_asked_for_further(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ users { id } }"),
        people.write.entities(1, "b", "users", "User", "{ id }", "{ org { id } }"),
        people.write.entities(2, "c", "users.org", "Org", "{ id }", "{ name }", after=(1,)),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": "1"}, {"id": "2"}, {"id": "3"}]}},
        "b": entities({"org": {"id": "x"}}, None, {"org": None}),
        "c": entities({"name": "X"}),
    }
    assert people.ask("{ users { org { name } } }") == {
        "data": {"users": [{"org": {"name": "X"}}, {"org": None}, {"org": None}]}
    }
    assert people.representations(2) == [{"__typename": "Org", "id": "x"}]


def test_nothing_is_sent_where_nothing_is_to_be_asked(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ me { id } }"),
        people.write.entities(1, "b", "me", "User", "{ id }", "{ org { id } }"),
        people.write.entities(2, "c", "me.org", "Org", "{ id }", "{ name }", after=(1,)),
    )
    people.subgraphs.answers = {"a": {"data": {"me": None}}}
    assert people.ask("{ me { org { name } } }") == {"data": {"me": None}}
    assert [name for name, _ in people.subgraphs.requests] == ["a"]


def test_requirements_go_into_representations_null_or_not(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ users { id name org { id name } } }"),
        people.write.entities(
            1, "b", "users", "User", "{ id }", "{ score }", requires="{ name org { name } __jb0: email }"
        ),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": 1, "name": None, "org": {"id": "o", "name": "O"}}, {"id": 2, "name": "n", "org": None}]}},
        "b": entities({"score": 7}, {"score": 8}),
    }  # fmt: skip
    assert people.ask("{ users { score } }") == {"data": {"users": [{"score": 7}, {"score": 8}]}}
    assert people.representations(1) == [
        {"__typename": "User", "id": 1, "name": None, "org": {"name": "O"}, "email": None},
        {"__typename": "User", "id": 2, "name": "n", "org": None, "email": None},
    ]


def test_runtime_types_decide_who_is_represented_how(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ pets { __typename id } }"),
        people.write.entities(1, "b", "pets.=Cat", "Cat", "{ id }", "{ lives }"),
        people.write.entities(2, "c", "pets", "Pet", "{ id }", "{ name }", typename="Pet"),
    )
    people.subgraphs.answers = {
        "a": {"data": {"pets": [{"__typename": "Cat", "id": "1"}, {"__typename": "Dog", "id": "2"}]}},
        "b": entities({"lives": 9}),
        "c": entities({"name": "Tom"}, {"name": "Rex"}),
    }
    assert people.ask("{ pets { name ... on Cat { lives } ... on Dog { __typename } } }") == {
        "data": {"pets": [{"name": "Tom", "lives": 9}, {"name": "Rex", "__typename": "Dog"}]}
    }
    assert people.representations(1) == [{"__typename": "Cat", "id": "1"}]
    assert people.representations(2) == [{"__typename": "Pet", "id": "1"}, {"__typename": "Pet", "id": "2"}]


def test_answers_of_two_subgraphs_to_one_list_are_merged_item_by_item(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ grid { name } }"),
        people.write.root(1, "b", "{ grid { score org { id } } }"),
        people.write.root(2, "c", "{ grid { org { name } } }"),
    )
    people.subgraphs.answers = {
        "a": {"data": {"grid": [[{"name": "x"}, {"name": "y"}], None]}},
        "b": {"data": {"grid": [[{"score": 1, "org": {"id": "o"}}, None], None]}},
        "c": {"data": {"grid": [[{"org": {"name": "O"}}, {"org": None}], None]}},
    }
    assert people.ask("{ grid { name score org { id name } } }") == {
        "data": {
            "grid": [
                [{"name": "x", "score": 1, "org": {"id": "o", "name": "O"}}, {"name": "y", "score": None, "org": None}],
                None,
            ]
        }
    }


def test_only_variables_the_client_gave_are_sent(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "query($x: Int, $y: String) { count(of: $x, by: $y) }", variables="x y"),
    )
    people.subgraphs.answers["a"] = {"data": {"count": 1}}
    query = "query($x: Int, $y: String) { count(of: $x, by: $y) }"
    people.ask(query, {"y": None, "z": 3})
    people.ask(query)
    assert [request.get("variables") for _, request in people.subgraphs.requests] == [{"y": None}, None]


def test_a_root_type_inside_an_answer_is_fetched_there(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ query { __typename } }"),
        people.write.root(1, "b", "{ count }", path="query", after=(0,)),
    )
    people.subgraphs.answers = {"a": {"data": {"query": {"__typename": "Query"}}}, "b": {"data": {"count": 3}}}
    assert people.ask("{ query { count } }") == {"data": {"query": {"count": 3}}}


def test_mutations_are_sent_in_order_and_never_retried(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "mutation { add }"),
        people.write.root(1, "b", "mutation { drop }", after=(0,)),
    )
    people.subgraphs.answers = {"a": {"data": {"add": 1}}, "b": {"data": {"drop": 2}}}
    assert people.ask("mutation { add drop }") == {"data": {"add": 1, "drop": 2}}
    assert (people.subgraphs.idempotent, [name for name, _ in people.subgraphs.requests]) == (
        [False, False],
        ["a", "b"],
    )


def test_a_subscription_runs_the_rest_of_the_plan_for_each_event(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "subscription { ticks { id } }"),
        people.write.entities(1, "b", "ticks", "User", "{ id }", "{ name }"),
    )
    people.subgraphs.answers = {
        "a": [{"data": {"ticks": {"id": "1"}}}, {"data": {"ticks": {"id": "2"}}}],
        "b": lambda request: entities({"name": "n" + request["variables"]["r"][0]["id"]}),
    }
    assert people.subscribe("subscription { ticks { name } }") == [
        {"data": {"ticks": {"name": "n1"}}},
        {"data": {"ticks": {"name": "n2"}}},
    ]


def test_introspection_is_answered_without_any_subgraph(people: Any) -> None:
    query = (
        "query($n: String!) { __typename s: __schema { queryType { name } } t: __type(name: $n) { kind } me { id } }"
    )
    people.fetches = (people.write.root(0, "a", "{ me { id } }"),)
    people.subgraphs.answers["a"] = {"data": {"me": {"id": "1"}}}
    assert people.ask(query, {"n": "Pet"}) == {
        "data": {
            "__typename": "Query",
            "s": {"queryType": {"name": "Query"}},
            "t": {"kind": "INTERFACE"},
            "me": {"id": "1"},
        }
    }


@pytest.mark.parametrize(
    "alias", ["__class__", "__proto__", "constructor", "__init__", "class", "toString", "__dict__"]
)
def test_any_name_may_be_a_response_key(people: Any, alias: str) -> None:
    people.fetches = (people.write.root(0, "a", f"{{ {alias}: me {{ {alias}: name }} }}"),)
    people.subgraphs.answers["a"] = {"data": {alias: {alias: "x", "prototype": {"polluted": True}}}}
    assert people.ask(f"{{ {alias}: me {{ {alias}: name }} }}") == {"data": {alias: {alias: "x"}}}

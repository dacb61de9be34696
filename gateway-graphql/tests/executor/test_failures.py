"""What goes wrong with a subgraph costs its own fields, and the client is told where and why."""

from typing import Any

import pytest

from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply

SDL = """
enum Color { RED GREEN }
scalar Any
union Thing = User | Org
type User { id: ID! name: String email: String! org: Org color: Color age: Int rate: Float ok: Boolean any: Any friends: [User!] thing: Thing }
type Org { id: ID! name: String! }
type Query { me: User users: [User] orgs: [Org!]! must: User! a: Int b: Int }
"""  # fmt: skip  # one line a type reads best


@pytest.fixture
def people(gateway: Any) -> Any:
    return gateway(SDL)


def invalid(message: str, *path: Any, service: str | None = "b") -> dict[str, Any]:
    named = {"service": service} if service else {}
    extensions = {"code": "SUBGRAPH_INVALID_RESPONSE", "http": {"status": 502}, **named}
    return {"message": message, "path": list(path), "extensions": extensions}


def test_a_subgraph_error_keeps_its_words_and_gets_the_clients_path(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ users { id } }"),
        people.write.entities(1, "b", "users", "User", "{ id }", "{ mail: email name }"),
    )
    error = {
        "message": "no mail",
        "path": ["_entities", 1, "mail"],
        "extensions": {"code": "NOT_FOUND", "hint": 1, "exception": {"stacktrace": ["secret"]}},
    }
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": "1"}, {"id": "2"}, {"id": "2"}]}},
        "b": {"data": {"_entities": [{"mail": "m", "name": "A"}, {"mail": None, "name": "B"}]}, "errors": [error]},
    }
    extensions = {"code": "NOT_FOUND", "http": {"status": 404}, "service": "b", "hint": 1}
    assert people.ask("{ users { name mail: email } }") == {
        "errors": [
            {"message": "no mail", "path": ["users", 1, "mail"], "extensions": extensions},
            {"message": "no mail", "path": ["users", 2, "mail"], "extensions": extensions},
        ],
        "data": {"users": [{"name": "A", "mail": "m"}, None, None]},
    }
    assert people.status == 200


def test_an_error_below_a_null_that_propagated_keeps_its_whole_path(people: Any) -> None:
    people.fetches = (people.write.root(0, "b", "{ me { friends { name email } } }"),)
    error = {"message": "boom", "path": ["me", "friends", 3, "email"]}
    people.subgraphs.answers["b"] = {"data": {"me": {"friends": None}}, "errors": [error]}
    extensions = {"code": "INTERNAL_SERVER_ERROR", "http": {"status": 500}, "service": "b"}
    assert people.ask("{ me { friends { email } } }") == {
        "errors": [{"message": "boom", "path": ["me", "friends", 3, "email"], "extensions": extensions}],
        "data": {"me": {"friends": None}},
    }


def test_an_error_that_nulled_the_whole_answer_fails_every_field_of_the_fetch(people: Any) -> None:
    people.fetches = (people.write.root(0, "a", "{ a }"), people.write.root(1, "b", "{ must { email } b }"))
    people.subgraphs.answers = {
        "a": {"data": {"a": 1}},
        "b": {"data": None, "errors": [{"message": "boom", "path": ["must", "email"]}]},
    }
    answer = people.ask("{ a b must { email } }")
    assert answer["data"] is None
    assert [(error["message"], error["path"]) for error in answer["errors"]] == [
        ("boom", ["b"]),
        ("boom", ["must", "email"]),
    ]


@pytest.mark.parametrize(
    ("reply", "code", "message"),
    [
        (SubgraphError("SERVICE_UNAVAILABLE", "b", "down", 3), "SERVICE_UNAVAILABLE", "down"),
        (SubgraphError("SUBGRAPH_TIMEOUT", "b", "late"), "SUBGRAPH_TIMEOUT", "late"),
        (SubgraphReply(503, b"<html>"), "SERVICE_UNAVAILABLE", 'Subgraph "b" answered with HTTP status 503.'),
        (b"", "SUBGRAPH_INVALID_RESPONSE", None),
        (b"[]", "SUBGRAPH_INVALID_RESPONSE", None),
        (b"nonsense", "SUBGRAPH_INVALID_RESPONSE", None),
        (b"\xff\xfe", "SUBGRAPH_INVALID_RESPONSE", None),
        (b'{"data":' + b"[" * 100_000, "SUBGRAPH_INVALID_RESPONSE", None),
        ({}, "SUBGRAPH_INVALID_RESPONSE", None),
        ({"data": []}, "SUBGRAPH_INVALID_RESPONSE", None),
        ({"data": {}, "errors": "x"}, "SUBGRAPH_INVALID_RESPONSE", None),
        ({"data": None}, "SUBGRAPH_INVALID_RESPONSE", 'Subgraph "b" answered without data and without errors.'),
        ({"data": None, "errors": [3]}, "SUBGRAPH_INVALID_RESPONSE", 'Subgraph "b" reported an error without a message.'),
        ({"errors": [{"message": "who?", "extensions": {"code": "UNAUTHENTICATED"}}]}, "UNAUTHENTICATED", "who?"),
        ({"data": {"_entities": [{"name": "n"}] * 2}}, "SUBGRAPH_INVALID_RESPONSE",
         'Subgraph "b" answered 2 entities to 1 representations.'),
        ({"data": {"_entities": {}}}, "SUBGRAPH_INVALID_RESPONSE",
         'Subgraph "b" answered no list of entities to 1 representations.'),
        ({"data": {"_entities": ["x"]}}, "SUBGRAPH_INVALID_RESPONSE", 'Subgraph "b" answered an entity that is no object.'),
        ({"data": {"_entities": [{}]}}, "SUBGRAPH_INVALID_RESPONSE", 'Subgraph "b" left out "name".'),
    ],
)  # fmt: skip
def test_a_broken_subgraph_costs_its_own_fields_only(people: Any, reply: Any, code: str, message: str | None) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ me { id } }"),
        people.write.entities(1, "b", "me", "User", "{ id }", "{ name }"),
    )
    people.subgraphs.answers = {"a": {"data": {"me": {"id": "1"}}}, "b": reply}
    answer = people.ask("{ me { id name } }")
    assert answer["data"] == {"me": {"id": "1", "name": None}}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"], error["extensions"]["service"]) == (["me", "name"], code, "b")
    assert message is None or error["message"] == message


@pytest.mark.parametrize(
    ("me", "message", "path"),
    [
        ({"friends": {}}, 'Subgraph "b" answered no list for "friends".', ["friends"]),
        ({"friends": [[]]}, 'Subgraph "b" answered no object for "friends".', ["friends", 0]),
        ({"org": []}, 'Subgraph "b" answered no object for "org".', ["org"]),
        ({"org": "x"}, 'Subgraph "b" answered no object for "org".', ["org"]),
        ({"org": {"id": "o"}}, 'Subgraph "b" left out "name".', ["org", "name"]),
        ({"org": {"id": "o", "name": None}}, "Cannot return null for non-nullable field Org.name.", ["org", "name"]),
        ({"name": 1}, "A subgraph answered a value that is no String.", ["name"]),
        ({"name": []}, "A subgraph answered a value that is no String.", ["name"]),
        ({"age": "1"}, "A subgraph answered a value that is no Int.", ["age"]),
        ({"age": 2**31}, "A subgraph answered a value that is no Int.", ["age"]),
        ({"age": 1.5}, "A subgraph answered a value that is no Int.", ["age"]),
        ({"age": True}, "A subgraph answered a value that is no Int.", ["age"]),
        ({"rate": "1"}, "A subgraph answered a value that is no Float.", ["rate"]),
        ({"rate": False}, "A subgraph answered a value that is no Float.", ["rate"]),
        ({"ok": 1}, "A subgraph answered a value that is no Boolean.", ["ok"]),
        ({"color": "BLUE"}, "A subgraph answered a value that is no Color.", ["color"]),
        ({"color": 3}, "A subgraph answered a value that is no Color.", ["color"]),
        (
            {"thing": {"__typename": "Alien"}},
            "A subgraph answered an object whose type is not one of Thing.",
            ["thing"],
        ),
        ({"thing": {"__typename": 5}}, "A subgraph answered an object whose type is not one of Thing.", ["thing"]),
        ({"thing": {}}, 'Subgraph "b" left out "__typename".', ["thing"]),
    ],
)
def test_wrong_shapes_are_errors_where_they_are(people: Any, me: Any, message: str, path: list[Any]) -> None:
    text = "{ me { name age rate ok color org { id name } friends { id } thing { __typename ... on Org { id } } } }"
    people.fetches = (people.write.root(0, "b", text),)
    whole = {
        "name": None,
        "age": None,
        "rate": None,
        "ok": None,
        "color": None,
        "org": None,
        "friends": None,
        "thing": None,
    }
    people.subgraphs.answers["b"] = {"data": {"me": {**whole, **me}}}
    answer = people.ask(text)
    assert answer["data"]["me"][path[0]] is None
    assert [(error["message"], error["path"]) for error in answer["errors"]] == [(message, ["me", *path])]


def test_values_the_specification_calls_equal_pass(people: Any) -> None:
    people.fetches = (people.write.root(0, "b", "{ me { id age rate any } }"),)
    people.subgraphs.answers["b"] = b'{"data":{"me":{"id":7,"age":3.0,"rate":2,"any":{"x":[1,"y",null]}}}}'
    assert people.ask_text("{ me { id age rate any } }") == (
        b'{"data":{"me":{"id":"7","age":3,"rate":2,"any":{"x":[1,"y",null]}}}}'
    )


def test_null_propagates_to_the_nearest_nullable_place(people: Any) -> None:
    people.fetches = (people.write.root(0, "b", "{ me { friends { email } } orgs { name } }"),)
    people.subgraphs.answers["b"] = {"data": {"me": {"friends": [{"email": "e"}, {"email": None}]}, "orgs": [None]}}
    assert people.ask("{ me { friends { email } } orgs { name } }") == {
        "errors": [
            invalid("Cannot return null for non-nullable field User.email.", "me", "friends", 1, "email", service=None),
            invalid("Cannot return null for non-nullable field Query.orgs.", "orgs", 0, service=None),
        ],
        "data": None,
    }


def test_a_key_that_failed_is_the_reason_for_what_depends_on_it(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ me { org { __jb0: id } } }"),
        people.write.entities(1, "b", "me.org", "Org", "{ __jb0: id }", "{ name }"),
    )
    error = {"message": "no key", "path": ["me", "org", "__jb0"]}
    people.subgraphs.answers["a"] = {"data": {"me": {"org": {"__jb0": None}}}, "errors": [error]}
    answer = people.ask("{ me { org { name } } }")
    assert answer["data"] == {"me": {"org": None}}
    assert [(error["message"], error["path"]) for error in answer["errors"]] == [("no key", ["me", "org", "name"])]


def test_an_error_nobody_asked_about_is_still_told(people: Any) -> None:
    people.fetches = (people.write.root(0, "b", "{ me { name __jb0: age } }"),)
    errors = [
        {"message": "hidden", "path": ["me", "__jb0"]},
        {"message": "warning"},
        {"message": "odd", "path": ["me"]},
    ]
    people.subgraphs.answers["b"] = {"data": {"me": {"name": "n", "__jb0": None}}, "errors": errors}
    answer = people.ask("{ me { name } }")
    assert answer["data"] == {"me": {"name": "n"}}
    assert [(error["message"], "path" in error) for error in answer["errors"]] == [
        ("hidden", False), ("warning", False), ("odd", False),
    ]  # fmt: skip


def test_a_subgraph_down_under_a_long_list_is_told_a_bounded_number_of_times(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ users { id } }"),
        people.write.entities(1, "b", "users", "User", "{ id }", "{ name }"),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": str(number)} for number in range(1000)]}},
        "b": SubgraphError("SERVICE_UNAVAILABLE", "b", "down"),
    }
    answer = people.ask("{ users { name } }")
    assert answer["data"] == {"users": [{"name": None}] * 1000}
    assert len(answer["errors"]) == 100


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"data": {"a": 1, "b": None}, "errors": [{"message": "x", "path": ["b"], "extensions": {"code": "FORBIDDEN"}}]}, 200),
        ({"data": {"a": None, "b": None}}, 200),
        ({"data": {"a": None, "b": None}, "errors": [{"message": "x", "path": ["b"], "extensions": {"code": "NOT_FOUND"}}]}, 404),
        ({"data": {"a": None, "b": None}, "errors": [{"message": "x", "path": ["b"], "extensions": {"code": "OWN"}}]}, 200),
        ({"data": None, "errors": [{"message": "x", "extensions": {"code": "UNAUTHENTICATED"}}]}, 401),
        ({"data": {"a": None, "b": None}, "errors": [
            {"message": "x", "path": ["b"], "extensions": {"code": "NOT_FOUND"}},
            {"message": "x", "path": ["a"], "extensions": {"code": "FORBIDDEN"}}]}, 403),
        (SubgraphError("SERVICE_UNAVAILABLE", "b", "down", 2.4), 503),
    ],
)  # fmt: skip
def test_the_status_tells_of_the_request(people: Any, answer: Any, status: int) -> None:
    people.fetches = (people.write.root(0, "b", "{ a b }"),)
    people.subgraphs.answers["b"] = answer
    people.ask("{ a b }")
    assert people.status == status
    assert people.headers == ({"retry-after": "2"} if status == 503 else {})

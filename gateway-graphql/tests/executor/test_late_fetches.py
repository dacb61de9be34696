"""Fetches that are sent when the rest of the answer is text already: who is asked for, and where answers belong.

Every answer is compared with the interpreter's, and so is every request.
"""

from typing import Any

import pytest

SDL = """
type User { id: ID! code: String name: String email: String! score: Int org: Org best: User pets: [Pet] }
type Pet { id: ID! name: String owner: User }
type Org { id: ID! name: String size: Int! }
type Query { users: [User] me: User pets: [Pet] }
"""


@pytest.fixture
def people(gateway: Any) -> Any:
    return gateway(SDL)


def entities(*values: Any) -> dict[str, Any]:
    return {"data": {"_entities": list(values)}}


def assert_regular(people: Any) -> None:
    assert people.executable.compiled.writes_early
    assert people.executable.irregular_answers == 0


def test_who_has_no_key_is_not_asked_for_and_gets_nothing(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ users { code } }"),
        people.write.entities(1, "b", "users", "User", "{ code }", "{ name score }"),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"code": None}, {"code": "x"}, None, {"code": "y"}]}},
        "b": entities({"name": "X", "score": 1}, {"name": "Y", "score": None}),
    }
    assert people.ask("{ users { name code score } }")["data"]["users"] == [
        {"name": None, "code": None, "score": None},
        {"name": "X", "code": "x", "score": 1},
        None,
        {"name": "Y", "code": "y", "score": None},
    ]
    assert people.representations(1) == [{"__typename": "User", "code": "x"}, {"__typename": "User", "code": "y"}]
    assert_regular(people)


def test_where_nobody_has_a_key_nothing_is_sent(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ users { id code } }"),
        people.write.entities(1, "b", "users", "User", "{ code }", "{ score }"),
        people.write.entities(2, "c", "users", "User", "{ code }", "{ name }", requires="{ score }", after=(0, 1)),
    )
    people.subgraphs.answers = {"a": {"data": {"users": [{"id": "1", "code": None}]}}}
    assert people.ask("{ users { id score name } }") == {"data": {"users": [{"id": "1", "score": None, "name": None}]}}
    assert len(people.subgraphs.requests) == 1
    assert_regular(people)


def test_what_one_late_fetch_brings_the_next_may_need(people: Any) -> None:
    """Of one that is not found nothing is known, which is sent as null."""
    people.fetches = (
        people.write.root(0, "a", "{ users { id } me { id } }"),
        people.write.entities(1, "b", "users me", "User", "{ id }", "{ score }"),
        people.write.entities(2, "c", "me users", "User", "{ id }", "{ name }", requires="{ score }", after=(0, 1)),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": "1"}, {"id": "2"}, {"id": "1"}], "me": {"id": "3"}}},
        "b": entities({"score": 10}, None, {"score": 30}),
        "c": entities({"name": "Three"}, {"name": "One"}, {"name": "Two"}),
    }
    assert people.ask("{ users { name id } me { id name score } }") == {
        "data": {
            "users": [{"name": "One", "id": "1"}, {"name": "Two", "id": "2"}, {"name": "One", "id": "1"}],
            "me": {"id": "3", "name": "Three", "score": 30},
        }
    }
    assert people.representations(2) == [
        {"__typename": "User", "id": "3", "score": 30},
        {"__typename": "User", "id": "1", "score": 10},
        {"__typename": "User", "id": "2", "score": None},
    ]
    assert_regular(people)


def test_an_entity_asked_for_at_places_of_different_kinds_is_asked_for_once(people: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ pets { id owner { id } } users { id email } }"),
        people.write.entities(1, "b", "pets.owner users", "User", "{ id }", "{ name }"),
        people.write.entities(2, "c", "users", "User", "{ id email }", "{ score }"),
    )
    people.subgraphs.answers = {
        "a": {
            "data": {
                "pets": [{"id": "p", "owner": {"id": "2"}}, {"id": "q", "owner": None}, {"id": "r", "owner": {"id": "2"}}],
                "users": [{"id": "1", "email": "e"}, {"id": "2", "email": "f"}, {"id": "1", "email": "g"}],
            }
        },
        "b": entities({"name": "Two"}, {"name": "One"}),
        "c": entities({"score": 1}, {"score": 2}, {"score": 3}),
    }  # fmt: skip
    two = {"id": "p", "owner": {"name": "Two"}}
    assert people.ask("{ pets { id owner { name } } users { score id name email } }") == {
        "data": {
            "pets": [two, {"id": "q", "owner": None}, {**two, "id": "r"}],
            "users": [
                {"score": 1, "id": "1", "name": "One", "email": "e"},
                {"score": 2, "id": "2", "name": "Two", "email": "f"},
                {"score": 3, "id": "1", "name": "One", "email": "g"},
            ],
        }
    }
    assert people.representations(1) == [{"__typename": "User", "id": "2"}, {"__typename": "User", "id": "1"}]
    assert_regular(people)


def test_answers_that_are_read_in_two_ways_are_late_as_well(people: Any) -> None:
    """At one place the client asks for less than at the other."""
    people.fetches = (
        people.write.root(0, "a", "{ users { id } me { id } }"),
        people.write.entities(1, "b", "users me", "User", "{ id }", "{ name score }"),
    )
    people.subgraphs.answers = {
        "a": {"data": {"users": [{"id": "1"}, {"id": "2"}], "me": {"id": "2"}}},
        "b": entities({"name": "One", "score": 1}, {"name": "Two", "score": 2}),
    }
    assert people.ask("{ users { id name } me { score id name } }") == {
        "data": {
            "users": [{"id": "1", "name": "One"}, {"id": "2", "name": "Two"}],
            "me": {"score": 2, "id": "2", "name": "Two"},
        }
    }
    assert_regular(people)


@pytest.mark.parametrize(
    "answer",
    [
        entities(None, {"email": "f"}),
        entities({"email": "e"}),
        entities({"email": "e"}, {"email": None}),
        entities({"email": "e"}, {"email": 5}),
        entities({"email": "e"}, {}),
        {"data": {"_entities": [None, None]}, "errors": [{"message": "no"}]},
    ],
)
def test_a_late_answer_that_does_not_fit_is_left_to_the_interpreter(people: Any, answer: Any) -> None:
    people.fetches = (
        people.write.root(0, "a", "{ users { id } }"),
        people.write.entities(1, "b", "users", "User", "{ id }", "{ email }"),
    )
    people.subgraphs.answers = {"a": {"data": {"users": [{"id": "1"}, {"id": "2"}]}}, "b": answer}
    assert "errors" in people.ask("{ users { id email } }")
    assert people.executable.compiled.writes_early
    assert people.executable.irregular_answers == 1

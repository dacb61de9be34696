"""The subgraph as its gateway queries it, without HTTP."""

import re
from dataclasses import replace

import pytest

from auth_service.domain.refusals import Unavailable
from auth_service.domain.role import Role
from auth_service.schema.build import print_subgraph
from auth_service.storage.memory import InMemoryAccounts
from wire.identity import Caller

USER = "{ id email firstName lastName phone roles createdAt }"
ENTITIES = (
    "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User " + USER + " } }"
)
AGENT = Caller("agent", frozenset({"AGENT"}))
ADMIN = Caller("admin", frozenset({"ADMIN"}))


def codes(answer):
    return [error["extensions"]["code"] for error in answer.get("errors", [])]


def shown(account):
    return {
        "id": account.id,
        "email": account.email.text,
        "firstName": account.profile.first_name,
        "lastName": account.profile.last_name,
        "phone": account.profile.phone,
        "roles": [role.value for role in account.roles],
        "createdAt": "2026-12-01T12:00:00.000Z",
    }


def reference(user_id):
    return {"__typename": "User", "id": user_id}


def test_me_is_the_caller(graph, register, caller):
    opened = register(phone="+4930901820")
    assert graph("{ me " + USER + " }", caller(opened)) == {"data": {"me": shown(opened.account)}}


def test_nobody_is_me_without_login(graph):
    answer = graph("{ me { id } }")
    assert answer["data"] == {"me": None}
    assert codes(answer) == ["UNAUTHENTICATED"]


def test_account_deleted_meanwhile_is_nobody(graph):
    assert codes(graph("{ me { id } }", Caller("gone", frozenset({"CUSTOMER"})))) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("staff", [AGENT, ADMIN])
def test_staff_sees_any_account(graph, register, staff):
    account = register().account
    assert graph("query ($id: ID!) { user(id: $id) " + USER + " }", staff, id=account.id) == {
        "data": {"user": shown(account)}
    }


@pytest.mark.parametrize("user_id", ["unknown", "", "x" * 10_000, "\0", "{'$ne': null}"])
def test_unknown_id_is_not_found_for_staff(graph, user_id):
    answer = graph("query ($id: ID!) { user(id: $id) { id } }", AGENT, id=user_id)
    assert answer["data"] == {"user": None}
    assert codes(answer) == ["NOT_FOUND"]


def test_customer_sees_own_account_only(graph, register, caller):
    own, other = register(), register()
    query = "query ($id: ID!) { user(id: $id) { email } }"
    assert graph(query, caller(own), id=own.account.id) == {"data": {"user": {"email": own.account.email.text}}}
    # An unknown id gets the very same answer: whether an account exists is not said.
    answers = [graph(query, caller(own), id=user_id) for user_id in (other.account.id, "unknown")]
    assert answers[0] == answers[1]
    assert codes(answers[0]) == ["FORBIDDEN"]


def test_anonymous_caller_sees_nobody(graph, register):
    other = register()
    assert codes(graph("query ($id: ID!) { user(id: $id) { id } }", id=other.account.id)) == ["UNAUTHENTICATED"]


def test_entities_are_answered_one_by_one(graph, register, caller):
    own, other = register(), register()
    answer = graph(ENTITIES, caller(own), representations=[reference(own.account.id), reference(other.account.id)])
    assert answer["data"] == {"_entities": [shown(own.account), None]}
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (["_entities", 1], "FORBIDDEN")
    ]


def test_staff_gets_null_for_an_entity_that_is_gone(graph, register):
    account = register().account
    answer = graph(ENTITIES, AGENT, representations=[reference(account.id), reference("gone"), reference(account.id)])
    assert answer == {"data": {"_entities": [shown(account), None, shown(account)]}}


class CountingAccounts(InMemoryAccounts):
    queries = 0

    def find_many(self, account_ids):
        self.queries += 1
        return super().find_many(account_ids)

    def find(self, account_id):
        self.queries += 1
        return super().find(account_id)


def test_batch_of_entities_is_one_query(graph, build, parts, new_account):
    graph.application = build(replace(parts, accounts=(accounts := CountingAccounts())))
    users = [graph.application.register(new_account(), "203.0.113.7").account for _ in range(10)]
    accounts.queries = 0
    answer = graph(ENTITIES, AGENT, representations=[reference(user.id) for user in users])
    assert answer == {"data": {"_entities": [shown(user) for user in users]}}
    assert accounts.queries == 1


@pytest.mark.parametrize(
    "representation",
    [
        {"__typename": "Flight", "id": "1"},
        {"__typename": "User"},
        {"__typename": "User", "id": None},
        {"__typename": "User", "id": 1},
        {"__typename": "User", "id": {"$ne": None}},
        {"__typename": "User", "email": "ann@example.com"},
        {"id": "1"},
        {},
        [],
        "User",
        7,
    ],
)
def test_representation_that_is_none_is_bad_input(graph, representation):
    answer = graph(ENTITIES, AGENT, representations=[representation])
    assert codes(answer) == ["BAD_USER_INPUT"]


def test_batch_has_a_limit(graph):
    assert codes(graph(ENTITIES, AGENT, representations=[reference("x")] * 1001)) == ["BAD_USER_INPUT"]


def test_nobody_can_register_as_staff_through_the_graph(graph):
    """There is no such argument, and none slips through."""
    for extra in ("roles: [ADMIN]", 'role: "ADMIN"', "isStaff: true"):
        form = f'email: "eve@example.com", password: "rattle-snake-77", firstName: "Eve", lastName: "Lee", {extra}'
        answer = graph("mutation { register(input: {" + form + "}) { user { roles } } }")
        assert codes(answer) == ["GRAPHQL_VALIDATION_FAILED"]
    variables = {"email": "eve@example.com", "password": "rattle-snake-77", "firstName": "Eve", "lastName": "Lee"}
    register = "mutation ($input: RegisterInput!) { register(input: $input) { user { roles } } }"
    assert codes(graph(register, input=variables | {"roles": ["ADMIN"]})) == ["BAD_USER_INPUT"]
    assert graph(register, input=variables) == {"data": {"register": {"user": {"roles": ["CUSTOMER"]}}}}


def test_roles_are_listed_in_the_order_of_the_schema(graph, register, parts):
    account = register().account
    parts.accounts.save(replace(account, roles=frozenset(Role), version=account.version + 1))
    answer = graph("query ($id: ID!) { user(id: $id) { roles } }", AGENT, id=account.id)
    assert answer["data"]["user"]["roles"] == ["CUSTOMER", "AGENT", "ADMIN"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ('email: "ann", password: "rattle-snake-77", firstName: "Ann", lastName: "Lee"', "email"),
        ('email: "a@example.com", password: "short", firstName: "Ann", lastName: "Lee"', "password"),
        ('email: "a@example.com", password: "rattle-snake-77", firstName: "", lastName: "Lee"', "firstName"),
        ('email: "a@example.com", password: "rattle-snake-77", firstName: "Ann", lastName: "4"', "lastName"),
        ('email: "a@example.com", password: "rattle-snake-77", firstName: "A", lastName: "L", phone: "1"', "phone"),
    ],
)
def test_bad_input_is_a_coded_error_that_names_the_field(graph, form, field):
    answer = graph("mutation { register(input: {" + form + "}) { expiresIn } }")
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "http": {"status": 400}, "field": field}
    assert answer["data"] is None


class BrokenAccounts(InMemoryAccounts):
    def __init__(self, error):
        super().__init__()
        self._error = error

    def find(self, account_id):
        raise self._error


def test_unexpected_failure_is_masked(graph, build, parts, caplog):
    accounts = BrokenAccounts(RuntimeError("mongodb://user:hunter2@host is angry"))
    graph.application = build(replace(parts, accounts=accounts))
    answer = graph("{ me { id } }", AGENT)
    (error,) = answer["errors"]
    assert error["message"] == "Something went wrong in the account service; report the trace id."
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "hunter2" not in str(answer)
    assert "hunter2" in caplog.text


def test_unreachable_database_is_service_unavailable(graph, build, parts):
    graph.application = build(replace(parts, accounts=BrokenAccounts(Unavailable())))
    (error,) = graph("{ me { id } }", AGENT)["errors"]
    assert error["extensions"] == {"code": "SERVICE_UNAVAILABLE", "http": {"status": 503}, "retryAfterSeconds": 1}


def test_printed_schema_is_what_the_subgraph_answers_and_keeps_costs_private(graph):
    sdl = print_subgraph()
    assert graph("{ _service { sdl } }") == {"data": {"_service": {"sdl": sdl}}}
    assert "@cost" not in sdl
    assert re.search(r'type User @key\(fields: "id"\)', sdl)

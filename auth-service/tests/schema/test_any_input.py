"""Whatever is sent, the answer is data or a client error: never an internal error."""

import json

import msgspec
import pytest
from auth_parts import TurnableClock, build, build_parts
from hypothesis import given, settings
from hypothesis import strategies as st

from auth_service.configuration import load_configuration
from auth_service.schema.build import build_schema
from auth_service.schema.context import RequestContext
from auth_service.schema.execution import Executor, GraphQLRequest
from wire.identity import Caller

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
TEXT = st.text(max_size=300)
FORM = st.fixed_dictionaries(
    {"email": TEXT | st.emails(), "password": TEXT, "firstName": TEXT, "lastName": TEXT},
    optional={"phone": TEXT | st.none()},
)
OPERATIONS = {
    "register": ("mutation ($v: RegisterInput!) { register(input: $v) { user { id } } }", FORM | JSON),
    "login": ('mutation ($v: String!) { login(email: $v, password: "x") { expiresIn } }', TEXT | JSON),
    "password": ('mutation ($v: String!) { login(email: "a@example.com", password: $v) { expiresIn } }', TEXT | JSON),
    "refreshToken": ("mutation ($v: String) { refreshToken(refreshToken: $v) { expiresIn } }", TEXT | JSON),
    "logout": ("mutation ($v: String) { logout(refreshToken: $v, everywhere: true) }", TEXT | JSON),
    "changePassword": (
        "mutation ($v: String!) { changePassword(currentPassword: $v, newPassword: $v) { expiresIn } }",
        TEXT | JSON,
    ),
    "requestPasswordReset": ("mutation ($v: String!) { requestPasswordReset(email: $v) }", TEXT | JSON),
    "resetPassword": (
        "mutation ($v: String!) { resetPassword(token: $v, newPassword: $v) { expiresIn } }",
        TEXT | st.text(max_size=40).map("{0}.{0}".format) | JSON,
    ),
    "verifyEmail": ("mutation ($v: String!) { verifyEmail(token: $v) { email } }", TEXT | JSON),
    "changeEmail": ("mutation ($v: String!) { changeEmail(newEmail: $v, currentPassword: $v) }", TEXT | JSON),
    "endSession": ("mutation ($v: ID!) { endSession(id: $v) }", TEXT | JSON),
    "searchAccounts": ("query ($v: String!) { searchAccounts(email: $v) { id } }", TEXT | JSON),
    "accountActs": ("query ($v: ID!) { accountActs(id: $v) { id } }", TEXT | JSON),
    "lockAccount": ('mutation ($v: String!) { lockAccount(id: "u", reason: $v) { id } }', TEXT | JSON),
    "deleteAccount": ("mutation ($v: String!) { deleteAccount(currentPassword: $v) }", TEXT | JSON),
    "updateProfile": ("mutation ($v: UpdateProfileInput!) { updateProfile(input: $v) { id } }", FORM | JSON),
    "user": ("query ($v: ID!) { user(id: $v) { id } }", TEXT | JSON),
    "_entities": ("query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }", st.lists(JSON, max_size=3)),
}
CLIENT_ERRORS = {"BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "RATE_LIMITED"}

executor = Executor(build_schema(), introspection=False)


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_value_is_answered_with_data_or_a_client_error(name, data):
    query, values = OPERATIONS[name]
    application = build(load_configuration({"APP_MODE": "development"}), build_parts(TurnableClock()))
    caller = data.draw(
        st.sampled_from([Caller(), Caller("u1", frozenset({"CUSTOMER"})), Caller("a", frozenset({"ADMIN"}))])
    )
    sent = json.dumps({"query": query, "variables": {"v": data.draw(values)}})
    try:
        request = msgspec.json.decode(sent, type=GraphQLRequest)
    except msgspec.DecodeError:
        return
    body = executor.execute(request, RequestContext(application, caller, "203.0.113.7", None)).body
    assert {error["extensions"]["code"] for error in body.get("errors", [])} <= CLIENT_ERRORS


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='{}()[]$:!@."#,_ \nabemqur01', max_size=60) | st.text(max_size=60))
def test_any_document_is_answered_with_data_or_a_request_error(query):
    application = build(load_configuration({"APP_MODE": "development"}), build_parts(TurnableClock()))
    answer = executor.execute(GraphQLRequest(query), RequestContext(application, Caller(), "203.0.113.7", None))
    codes = {error["extensions"]["code"] for error in answer.body.get("errors", [])}
    assert codes <= CLIENT_ERRORS | {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_LIMIT_EXCEEDED"}

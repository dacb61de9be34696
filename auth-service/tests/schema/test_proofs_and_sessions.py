"""Letters' links and the list of sessions, as the gateway asks for them."""

from auth_service.schema.context import CookieChange
from wire.identity import Caller

ANN = "ann@example.com"
SESSIONS = "{ mySessions { id createdAt lastUsedAt userAgent current } }"


def only_code(answer):
    (error,) = answer["errors"]
    return error["extensions"]["code"]


def test_resetting_the_password_opens_a_session_with_its_cookie(graph, register, deliver):
    register(email=ANN)
    ask = "mutation ($email: String!) { requestPasswordReset(email: $email) }"
    for email in (ANN, "nobody@example.com"):
        assert graph(ask, email=email) == {"data": {"requestPasswordReset": True}}
    reset = """mutation ($token: String!) {
      resetPassword(token: $token, newPassword: "garter-snake-88") { refreshToken user { email emailVerified } }
    }"""
    answer = graph(reset, token=deliver().token_to(ANN))["data"]["resetPassword"]
    assert answer["user"] == {"email": ANN, "emailVerified": True}
    assert graph.context.cookie_change == answer["refreshToken"]
    assert only_code(graph(reset, token=deliver().token_to(ANN))) == "BAD_USER_INPUT"


def test_an_address_is_proved_and_changed_by_tokens(graph, register, caller, deliver):
    opened = register(email=ANN)
    verify = "mutation ($token: String!) { verifyEmail(token: $token) { email } }"
    assert graph(verify, token=deliver().token_to(ANN)) == {"data": {"verifyEmail": {"email": ANN}}}
    again = graph("mutation { requestEmailVerification }", caller(opened))
    assert again == {"data": {"requestEmailVerification": True}}
    change = 'mutation { changeEmail(newEmail: "lee@example.com", currentPassword: "rattle-snake-77") }'
    assert graph(change, caller(opened)) == {"data": {"changeEmail": True}}
    assert graph("{ me { email } }", caller(opened)) == {"data": {"me": {"email": ANN}}}
    graph(verify, token=deliver().token_to("lee@example.com"))
    me = graph("{ me { email emailVerified } }", caller(opened))
    assert me == {"data": {"me": {"email": "lee@example.com", "emailVerified": True}}}


def test_sessions_are_listed_and_ended(graph, register, caller, application):
    phone = register(email=ANN)
    laptop = application.log_in(ANN, "rattle-snake-77", "203.0.113.7", "Laptop/2.0")
    session_id = laptop.refresh_token.session_id
    listed = graph(SESSIONS, caller(laptop))["data"]["mySessions"]
    assert {"current": True, "userAgent": "Laptop/2.0", "id": session_id} in [
        {name: one[name] for name in ("current", "userAgent", "id")} for one in listed
    ]
    assert [one["createdAt"] for one in listed] == ["2026-12-01T12:00:00.000Z"] * 2
    end = "mutation ($id: ID!) { endSession(id: $id) }"
    assert graph(end, caller(laptop), id=phone.refresh_token.session_id) == {"data": {"endSession": True}}
    assert graph.context.cookie_change is None
    assert graph(end, caller(laptop), id=session_id) == {"data": {"endSession": True}}
    assert graph.context.cookie_change is CookieChange.CLEAR


def test_an_account_is_closed_with_its_cookie(graph, register, caller):
    opened = register(email=ANN)
    close = "mutation ($password: String!) { deleteAccount(currentPassword: $password) }"
    assert only_code(graph(close, caller(opened), password="guess")) == "BAD_USER_INPUT"
    assert graph.context.cookie_change is None
    assert graph(close, caller(opened), password="rattle-snake-77") == {"data": {"deleteAccount": True}}
    assert graph.context.cookie_change is CookieChange.CLEAR
    assert only_code(graph("{ me { id } }", caller(opened))) == "UNAUTHENTICATED"


def test_nobody_without_a_login_does_any_of_it(graph):
    for operation in (
        SESSIONS,
        'mutation { endSession(id: "x") }',
        "mutation { requestEmailVerification }",
        'mutation { changeEmail(newEmail: "a@example.com", currentPassword: "x") }',
        'mutation { deleteAccount(currentPassword: "x") }',
    ):
        assert only_code(graph(operation, Caller())) == "UNAUTHENTICATED"

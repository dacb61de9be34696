"""What mutations answer, and what they say to the cookie."""

from datetime import timedelta

import pytest

from auth_service.domain.session import RefreshToken
from auth_service.schema.context import CookieChange

SESSION = "{ accessToken expiresIn refreshToken user { email } }"
PASSWORD = "rattle-snake-77"
REFRESH = "mutation ($token: String) { refreshToken(refreshToken: $token) " + SESSION + " }"
LOGOUT = "mutation ($everywhere: Boolean) { logout(everywhere: $everywhere) }"


def only_code(answer):
    (error,) = answer["errors"]
    return error["extensions"]["code"]


def log_in(graph, register):
    email = register().account.email.text
    answer = graph(
        "mutation ($email: String!, $password: String!) { login(email: $email, password: $password) " + SESSION + " }",
        email=email,
        password=PASSWORD,
    )
    return answer["data"]["login"]


def test_login_answers_a_session_and_keeps_its_refresh_token_in_the_cookie(graph, register):
    session = log_in(graph, register)
    assert session["expiresIn"] == 600
    assert RefreshToken.find(session["refreshToken"])
    assert graph.context.cookie_change == session["refreshToken"]


def test_register_and_change_password_set_the_cookie_too(graph, register, caller, new_account):
    form = 'email: "bea@example.com", password: "rattle-snake-77", firstName: "Bea", lastName: "Lee"'
    session = graph("mutation { register(input: {" + form + "}) " + SESSION + " }")["data"]["register"]
    assert graph.context.cookie_change == session["refreshToken"]
    opened = register()
    change = (
        'mutation { changePassword(currentPassword: "rattle-snake-77", newPassword: "garter-snake-88") '
        + SESSION
        + " }"
    )
    session = graph(change, caller(opened))["data"]["changePassword"]
    assert graph.context.cookie_change == session["refreshToken"]


def test_refresh_takes_the_token_of_the_cookie_when_none_is_given(graph, register):
    session = log_in(graph, register)
    renewed = graph(REFRESH, cookie=session["refreshToken"])["data"]["refreshToken"]
    assert graph.context.cookie_change == renewed["refreshToken"] != session["refreshToken"]


def test_given_token_goes_before_the_cookie(graph, register):
    one, other = log_in(graph, register), log_in(graph, register)
    renewed = graph(REFRESH, cookie=other["refreshToken"], token=one["refreshToken"])["data"]["refreshToken"]
    assert renewed["user"] == one["user"]


def test_refresh_without_any_token_is_unauthenticated(graph):
    assert only_code(graph(REFRESH)) == "UNAUTHENTICATED"
    assert graph.context.cookie_change is None


def test_cookie_that_is_worth_nothing_is_cleared(graph):
    assert only_code(graph(REFRESH, cookie="a.b.c")) == "UNAUTHENTICATED"
    assert graph.context.cookie_change is CookieChange.CLEAR


def test_cookie_of_a_parallel_tab_is_left_alone(graph, register):
    """The tab that won has set a newer one meanwhile; clearing it would log both out."""
    session = log_in(graph, register)
    graph(REFRESH, cookie=session["refreshToken"])
    assert only_code(graph(REFRESH, cookie=session["refreshToken"])) == "CONFLICT"
    assert graph.context.cookie_change is None


def test_reused_token_is_unauthenticated(graph, register, clock):
    session = log_in(graph, register)
    graph(REFRESH, token=session["refreshToken"])
    clock.turn(timedelta(minutes=1))
    assert only_code(graph(REFRESH, token=session["refreshToken"])) == "UNAUTHENTICATED"


@pytest.mark.parametrize("everywhere", [False, True, None])
def test_logout_ends_the_session_and_clears_the_cookie(graph, register, everywhere):
    session = log_in(graph, register)
    assert graph(LOGOUT, cookie=session["refreshToken"], everywhere=everywhere) == {"data": {"logout": True}}
    assert graph.context.cookie_change is CookieChange.CLEAR
    assert only_code(graph(REFRESH, token=session["refreshToken"])) == "UNAUTHENTICATED"


def test_logout_without_login_is_false_and_still_clears_the_cookie(graph):
    assert graph("mutation { logout }", cookie="a.b.c") == {"data": {"logout": False}}
    assert graph.context.cookie_change is CookieChange.CLEAR
    assert only_code(graph("mutation { logout(everywhere: true) }")) == "UNAUTHENTICATED"


def test_profile_is_updated_field_by_field(graph, register, caller):
    opened = register(phone="+4930901820")
    update = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { firstName lastName phone } }"
    assert graph(update, caller(opened), input={"firstName": "Bea"})["data"]["updateProfile"] == {
        "firstName": "Bea",
        "lastName": "Lee",
        "phone": "+4930901820",
    }
    assert graph(update, caller(opened), input={"phone": None})["data"]["updateProfile"]["phone"] is None
    assert only_code(graph(update, input={"firstName": "Bea"})) == "UNAUTHENTICATED"

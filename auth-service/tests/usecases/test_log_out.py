"""Logging out: here and everywhere."""

import pytest

from auth_service.domain.refusals import Unauthenticated
from wire.identity import Caller

ADDRESS = "203.0.113.7"
ANONYMOUS = Caller()


def is_alive(application, opened):
    try:
        application.refresh_session(str(opened.refresh_token))
    except Unauthenticated:
        return False
    return True


def log_in_twice(application, register):
    register(email="ann@example.com")
    return [application.log_in("ann@example.com", "rattle-snake-77", ADDRESS) for _ in range(2)]


def test_logging_out_ends_the_session_of_the_refresh_token(application, register):
    phone, laptop = log_in_twice(application, register)
    assert application.log_out(ANONYMOUS, str(phone.refresh_token))
    assert not is_alive(application, phone)
    assert is_alive(application, laptop)


def test_logging_out_without_a_token_ends_the_callers_session(application, register, caller):
    phone, laptop = log_in_twice(application, register)
    assert application.log_out(caller(phone), None)
    assert not is_alive(application, phone)
    assert is_alive(application, laptop)


def test_logging_out_again_says_that_there_was_nothing_to_end(application, register, caller):
    opened = register()
    assert application.log_out(caller(opened), None)
    assert not application.log_out(caller(opened), None)
    assert not application.log_out(ANONYMOUS, str(opened.refresh_token))
    assert not application.log_out(ANONYMOUS, None)


def test_logging_out_everywhere_ends_all_sessions_of_the_account_and_no_other(application, register, caller):
    phone, laptop = log_in_twice(application, register)
    bystander = register()
    assert application.log_out.everywhere(caller(phone), None)
    assert [is_alive(application, opened) for opened in (phone, laptop, bystander)] == [False, False, True]


def test_refresh_token_is_enough_to_log_out_everywhere(application, register):
    phone, laptop = log_in_twice(application, register)
    assert application.log_out.everywhere(ANONYMOUS, str(phone.refresh_token))
    assert not is_alive(application, laptop)


def test_token_of_an_ended_session_logs_nobody_out_everywhere(application, register, caller):
    phone, laptop = log_in_twice(application, register)
    application.log_out(ANONYMOUS, str(phone.refresh_token))
    for who, token in ((ANONYMOUS, str(phone.refresh_token)), (caller(phone), None), (caller(phone), "x")):
        with pytest.raises(Unauthenticated):
            application.log_out.everywhere(who, token)
    assert is_alive(application, laptop)


def test_stranger_cannot_log_anybody_out_everywhere(application, register):
    opened = register()
    forged = f"{opened.refresh_token.session_id}.made.up"
    for token in (None, "x", forged):
        with pytest.raises(Unauthenticated):
            application.log_out.everywhere(ANONYMOUS, token)
    assert is_alive(application, opened)

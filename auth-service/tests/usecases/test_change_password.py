"""Changing the password."""

import pytest

from auth_service.domain.refusals import InvalidInput, TooManyTries, Unauthenticated
from wire.identity import Caller

OLD, NEW = "rattle-snake-77", "garter-snake-88"
ADDRESS = "203.0.113.7"


def test_new_password_logs_in_and_the_old_one_does_not(application, register, caller):
    opened = register(email="ann@example.com")
    application.change_password(caller(opened), OLD, NEW)
    assert application.log_in("ann@example.com", NEW, ADDRESS)
    with pytest.raises(Unauthenticated):
        application.log_in("ann@example.com", OLD, ADDRESS)


def test_all_other_sessions_end_and_the_caller_gets_a_new_one(application, register, caller):
    here = register(email="ann@example.com")
    elsewhere = application.log_in("ann@example.com", OLD, ADDRESS)
    renewed = application.change_password(caller(here), OLD, NEW)
    for ended in (here, elsewhere):
        with pytest.raises(Unauthenticated):
            application.refresh_session(str(ended.refresh_token))
    assert application.refresh_session(str(renewed.refresh_token))


def test_access_token_of_an_ended_session_changes_nothing(application, register, caller):
    here = register(email="ann@example.com")
    stolen = application.log_in("ann@example.com", OLD, ADDRESS)
    application.change_password(caller(here), OLD, NEW)
    with pytest.raises(Unauthenticated):
        application.change_password(caller(stolen), NEW, "thiefs-password")
    with pytest.raises(Unauthenticated):
        application.update_profile(caller(stolen), {"firstName": "Thief"})


def test_current_password_cannot_be_guessed_with_a_stolen_access_token(application, register, caller):
    opened = register()
    for number in range(5):
        with pytest.raises(InvalidInput) as refused:
            application.change_password(caller(opened), f"guess-{number}", NEW)
        assert refused.value.field == "currentPassword"
    with pytest.raises(TooManyTries):
        application.change_password(caller(opened), OLD, NEW)


@pytest.mark.parametrize("password", ["short", OLD])
def test_weak_or_equal_new_password_is_refused_and_everything_stays(application, register, caller, password):
    opened = register()
    with pytest.raises(InvalidInput) as refused:
        application.change_password(caller(opened), OLD, password)
    assert refused.value.field == "newPassword"
    assert application.refresh_session(str(opened.refresh_token))


def test_anonymous_caller_is_asked_to_log_in(application):
    with pytest.raises(Unauthenticated):
        application.change_password(Caller(), OLD, NEW)

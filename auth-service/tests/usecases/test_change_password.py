"""Changing the password."""

import pytest

from auth_service.domain.refusals import EmailTaken, InvalidInput, TooManyTries, Unauthenticated
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


def test_no_stranger_is_written_to_whenever_somebody_changes_an_account_opened_with_her_address(
    application, register, caller, deliver
):
    opened, passwords = register(email="stranger@example.com"), ("rattle-snake-77", "garter-snake-88")
    for number in range(8):
        opened = application.change_password(caller(opened), passwords[number % 2], passwords[(number + 1) % 2])
    application.close_account(caller(opened), passwords[0])
    register(email="stranger@example.com")
    assert len(deliver().subjects_to("stranger@example.com")) == 5


def test_nobody_keeps_a_warning_from_an_owner_by_registering_her_address(application, register, caller, deliver):
    opened = register(email="ann@example.com")
    for _ in range(6):
        with pytest.raises(EmailTaken):
            register(email="Ann@example.com")
    application.change_password(caller(opened), OLD, NEW)
    assert deliver().subjects_to("ann@example.com")[-1] == "Your password was changed"


def test_who_has_proved_her_address_is_told_of_every_change(application, register, caller, deliver):
    opened, passwords = register(email="ann@example.com"), ("rattle-snake-77", "garter-snake-88")
    application.verify_email(deliver().token_to("ann@example.com"), "203.0.113.7")
    for number in range(8):
        opened = application.change_password(caller(opened), passwords[number % 2], passwords[(number + 1) % 2])
    assert deliver().subjects_to("ann@example.com").count("Your password was changed") == 8

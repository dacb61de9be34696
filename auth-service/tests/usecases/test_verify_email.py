"""Proved e-mail addresses: of a new account, and another one instead."""

from datetime import timedelta

import jwt
import pytest

from auth_service.domain.refusals import Conflict, EmailTaken, InvalidInput, TooManyTries, Unauthenticated
from wire.identity import Caller

ANN, NEW = "ann@example.com", "Ann.Lee@example.org"
PASSWORD = "rattle-snake-77"
ADDRESS = "203.0.113.7"


def refused_field(work):
    with pytest.raises(InvalidInput) as refused:
        work()
    return refused.value.field


def verify(application, token):
    return application.verify_email(token, ADDRESS)


@pytest.fixture
def ann(register):
    return register(email=ANN)


@pytest.fixture
def change(application, ann, caller, deliver):
    """Ask for the new address; the token sent there."""

    def change_and_read(email=NEW):
        application.change_email(caller(ann), email, PASSWORD, ADDRESS)
        return deliver().token_to(email)

    return change_and_read


def test_whoever_registers_gets_a_letter_whose_link_proves_the_address(application, ann, deliver):
    assert deliver().subjects_to(ANN) == ["Confirm your email address"]
    assert verify(application, deliver().token_to(ANN)).email_verified
    renewed = application.refresh_session(str(ann.refresh_token))
    assert jwt.decode(renewed.access_token.text, options={"verify_signature": False})["email_verified"] is True


def test_a_link_opened_twice_says_the_same_twice(application, ann, deliver):
    token = deliver().token_to(ANN)
    assert verify(application, token) == verify(application, token)


def test_a_link_works_for_seven_days(application, ann, deliver, clock):
    token = deliver().token_to(ANN)
    clock.turn(timedelta(days=7))
    assert refused_field(lambda: verify(application, token)) == "token"


def test_another_letter_is_sent_while_it_is_not_proved(application, ann, caller, deliver):
    first = deliver().token_to(ANN)
    application.request_email_verification(caller(ann), ADDRESS)
    second = deliver().token_to(ANN)
    assert refused_field(lambda: verify(application, first)) == "token"
    verify(application, second)
    application.request_email_verification(caller(ann), ADDRESS)
    assert len(deliver().letters) == 2


def test_letters_are_not_asked_for_without_end(application, ann, caller):
    for _ in range(5):
        application.request_email_verification(caller(ann), ADDRESS)
    with pytest.raises(TooManyTries):
        application.request_email_verification(caller(ann), ADDRESS)


def test_one_client_cannot_ask_for_letters_for_many_accounts(application, register, caller):
    one_more, *callers = (caller(register(email=f"user{number}@example.com")) for number in range(6))
    for each in callers * 4:
        application.request_email_verification(each, ADDRESS)
    with pytest.raises(TooManyTries):
        application.request_email_verification(one_more, ADDRESS)


def test_an_account_that_others_change_all_the_time_is_said_to_be_busy(application, ann, caller, parts, deliver):
    token = deliver().token_to(ANN)
    parts.accounts.save = lambda *_: False
    with pytest.raises(Conflict):
        verify(application, token)
    with pytest.raises(Conflict):
        application.request_email_verification(caller(ann), ADDRESS)


def test_nobody_asks_for_somebody_else(application):
    with pytest.raises(Unauthenticated):
        application.request_email_verification(Caller(), ADDRESS)


def test_the_address_of_an_account_stays_until_the_new_one_is_proved(application, change):
    token = change()
    assert application.log_in(ANN, PASSWORD, ADDRESS).account.email.text == ANN
    changed = verify(application, token)
    assert (changed.email.text, changed.email_verified) == (NEW, True)
    assert application.log_in(NEW, PASSWORD, ADDRESS)
    with pytest.raises(Unauthenticated):
        application.log_in(ANN, PASSWORD, ADDRESS)
    assert verify(application, token) == changed


def test_the_old_address_is_told_before_and_after(application, change, deliver):
    token = change()
    verify(application, token)
    letters = [one for one in deliver().letters if one.to == ANN]
    assert [one.subject for one in letters] == [
        "Confirm your email address", "Your email address is about to change", "Your email address was changed",
    ]  # fmt: skip
    for told in letters[1:]:
        assert "A•••@example.org" in told.text
        assert NEW not in told.text


def test_the_address_left_behind_is_free_again(application, change, register):
    verify(application, change())
    assert register(email=ANN)


def test_a_stranger_in_a_session_needs_the_password(application, ann, caller):
    change = application.change_email
    assert refused_field(lambda: change(caller(ann), NEW, "guess", ADDRESS)) == "currentPassword"


@pytest.mark.parametrize("email", ["nonsense", ANN])
def test_an_address_that_cannot_be_used_is_refused(application, ann, caller, email):
    change = application.change_email
    assert refused_field(lambda: change(caller(ann), email, PASSWORD, ADDRESS)) == "newEmail"


def test_changing_the_password_stops_the_change(application, ann, caller, change):
    token = change()
    application.change_password(caller(ann), PASSWORD, "garter-snake-88")
    assert refused_field(lambda: verify(application, token)) == "token"


def test_a_new_address_ends_the_links_sent_to_the_old_one(application, change, deliver):
    to_new = change()
    application.request_password_reset(ANN, ADDRESS)
    to_old = deliver().token_to(ANN)
    verify(application, to_new)
    reset = application.reset_password
    assert refused_field(lambda: reset(to_old, "garter-snake-88", ADDRESS)) == "token"


def test_a_taken_address_is_told_only_to_whoever_reads_its_letters(application, change, register):
    token = change()
    register(email=NEW)
    with pytest.raises(EmailTaken):
        verify(application, token)
    assert application.log_in(ANN, PASSWORD, ADDRESS).account.email.text == ANN

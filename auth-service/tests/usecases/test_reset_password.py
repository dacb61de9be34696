"""A forgotten password: who gets a letter, what its link does, and what a stranger learns."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import jwt
import pytest
from auth_parts import Mailbox, build_sender

from auth_service.bootstrap import mongo_parts
from auth_service.domain.refusals import Conflict, InvalidInput, TooManyTries, Unauthenticated
from auth_service.storage.mongo import ensure_indexes
from auth_service.storage.mongo_letters import MongoLetterQueue

ANN = "ann@example.com"
OLD, NEW = "rattle-snake-77", "garter-snake-88"
ADDRESS = "203.0.113.7"
LETTER, TOLD = "Choose a new password", "Your password was changed"


@pytest.fixture
def ask(application, deliver):
    """Ask for a letter; the token in it."""

    def ask_and_read(email=ANN):
        application.request_password_reset(email, ADDRESS)
        return deliver().token_to(ANN)

    return ask_and_read


def refused_field(work):
    with pytest.raises(InvalidInput) as refused:
        work()
    return refused.value.field


def test_the_letters_link_sets_a_password_and_logs_in(application, register, ask):
    register(email=ANN)
    opened = application.reset_password(ask(), NEW, ADDRESS)
    assert application.refresh_session(str(opened.refresh_token))
    assert application.log_in(ANN, NEW, ADDRESS)
    with pytest.raises(Unauthenticated):
        application.log_in(ANN, OLD, ADDRESS)


def test_every_other_session_ends(application, register, ask):
    elsewhere = register(email=ANN)
    application.reset_password(ask(), NEW, ADDRESS)
    with pytest.raises(Unauthenticated):
        application.refresh_session(str(elsewhere.refresh_token))


def test_the_owner_is_told_afterwards(application, register, ask, deliver):
    register(email=ANN)
    application.reset_password(ask(), NEW, ADDRESS)
    assert deliver().subjects_to(ANN)[-1] == TOLD


def test_whoever_changes_the_password_is_told_too(application, register, caller, deliver):
    application.change_password(caller(register(email=ANN)), OLD, NEW)
    assert deliver().subjects_to(ANN)[-1] == TOLD


def test_having_read_the_letter_proves_the_address(application, register, ask):
    assert not register(email=ANN).account.email_verified
    opened = application.reset_password(ask(), NEW, ADDRESS)
    assert opened.account.email_verified
    assert jwt.decode(opened.access_token.text, options={"verify_signature": False})["email_verified"] is True


def test_a_link_works_once(application, register, ask):
    register(email=ANN)
    token = ask()
    application.reset_password(token, NEW, ADDRESS)
    assert refused_field(lambda: application.reset_password(token, "another-snake-99", ADDRESS)) == "token"
    assert application.log_in(ANN, NEW, ADDRESS)


def test_a_link_works_for_half_an_hour(application, register, ask, clock):
    register(email=ANN)
    token = ask()
    clock.turn(timedelta(minutes=30))
    assert refused_field(lambda: application.reset_password(token, NEW, ADDRESS)) == "token"


def test_only_the_newest_link_works(application, register, ask):
    register(email=ANN)
    first, second = ask(), ask()
    assert refused_field(lambda: application.reset_password(first, NEW, ADDRESS)) == "token"
    assert application.reset_password(second, NEW, ADDRESS)


def test_changing_the_password_ends_the_link(application, register, caller, ask):
    opened = register(email=ANN)
    token = ask()
    application.change_password(caller(opened), OLD, NEW)
    assert refused_field(lambda: application.reset_password(token, "another-snake-99", ADDRESS)) == "token"


def test_a_weak_password_is_refused_and_the_link_stays_good(application, register, ask):
    register(email=ANN)
    token = ask()
    assert refused_field(lambda: application.reset_password(token, "short", ADDRESS)) == "newPassword"
    assert application.reset_password(token, NEW, ADDRESS)


def test_an_account_that_others_change_all_the_time_is_said_to_be_busy(application, register, ask, parts):
    register(email=ANN)
    token = ask()
    parts.accounts.save = lambda *_: False
    with pytest.raises(Conflict):
        application.reset_password(token, NEW, ADDRESS)


def test_a_token_opens_nothing_else(application, register, ask, deliver):
    opened = register(email=ANN)
    verifying = deliver().token_to(ANN)
    resetting = ask()
    account_id = opened.account.id
    for wrong in (
        verifying,
        f"{account_id}.made-up",
        resetting.replace(account_id, "unknown"),
        resetting[:-1],
        "",
        ".",
    ):
        assert refused_field(lambda token=wrong: application.reset_password(token, NEW, ADDRESS)) == "token"
    assert refused_field(lambda: application.verify_email(resetting, ADDRESS)) == "token"
    assert application.reset_password(resetting, NEW, ADDRESS)


def test_a_stranger_cannot_tell_whether_there_is_an_account(application, register, parts, deliver):
    register(email=ANN)
    counted = []
    for email in (ANN, "nobody@example.com", "not an address"):
        before = parts.accounts.writes
        assert application.request_password_reset(email, ADDRESS) is None
        counted.append(parts.accounts.writes - before)
    assert counted == [1, 1, 1]
    assert deliver().subjects_to("nobody@example.com") == []


def test_a_mailbox_is_not_filled_and_nothing_is_said_about_it(application, register, deliver):
    register(email=ANN)
    for number in range(9):
        application.request_password_reset(ANN.upper(), f"198.51.100.{number}")
    assert deliver().subjects_to(ANN).count(LETTER) == 5


def test_one_client_cannot_ask_for_many_addresses(application):
    for number in range(20):
        application.request_password_reset(f"nobody{number}@example.com", ADDRESS)
    with pytest.raises(TooManyTries):
        application.request_password_reset("nobody@example.com", ADDRESS)
    application.request_password_reset("nobody@example.com", "198.51.100.1")


def test_tokens_cannot_be_tried_without_end(application):
    for _ in range(60):
        assert refused_field(lambda: application.reset_password("u.guess", NEW, ADDRESS)) == "token"
    with pytest.raises(TooManyTries):
        application.reset_password("u.guess", NEW, ADDRESS)


@pytest.fixture
def stored(build, parts, database, configuration):
    """An application over MongoDB, and what sends its letters."""
    ensure_indexes(database)
    application = build(replace(mongo_parts(database), clock=parts.clock, passwords=parts.passwords))
    mailbox = Mailbox()
    return application, mailbox, build_sender(configuration, MongoLetterQueue(database), mailbox, parts.clock)


def test_of_many_parallel_uses_of_a_link_one_succeeds(stored, new_account):
    application, mailbox, send = stored
    application.register(new_account(email=ANN), ADDRESS)
    application.request_password_reset(ANN, ADDRESS)
    send()
    token = mailbox.token_to(ANN)

    def use(number):
        try:
            application.reset_password(token, f"{NEW}-{number}", f"198.51.100.{number}")
        except InvalidInput:
            return None
        return f"{NEW}-{number}"

    with ThreadPoolExecutor(16) as threads:
        won = [password for password in threads.map(use, range(32)) if password]
    assert len(won) == 1
    assert application.log_in(ANN, won[0], ADDRESS)
    send()
    assert mailbox.subjects_to(ANN).count(TOLD) == 1


def test_database_holds_no_token_of_a_letter(stored, new_account, database):
    application, mailbox, send = stored
    application.register(new_account(email=ANN), ADDRESS)
    application.request_password_reset(ANN, ADDRESS)
    waiting = repr(list(database["accounts"].find({})))
    send()
    secret = mailbox.token_to(ANN).partition(".")[2]
    assert len(secret) == 43, "256 bits in base64url"
    assert secret not in waiting
    (left,) = database["accounts"].find({})
    assert secret not in repr(left)
    assert left["letters"] == []

"""Letters on their way: none lost, none twice, whatever the mail server says and whoever dies in between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from auth_parts import SITE, Mailbox, build_sender

from auth_service.bootstrap import mongo_parts
from auth_service.configuration import load_configuration
from auth_service.domain.letters import LetterKind, order_letter
from auth_service.mail.wording import WORDINGS
from auth_service.storage.mongo import ensure_indexes
from auth_service.storage.mongo_letters import MongoLetterQueue
from auth_service.usecases.send_letters import MAX_TRIES
from wire.post import PostUnavailable, Undeliverable

ANN = "ann@example.com"
ADDRESS = "203.0.113.7"


@pytest.fixture
def send(configuration, parts, mailbox):
    return build_sender(configuration, parts.accounts.letters, mailbox, parts.clock)


def test_a_letter_is_sent_once(register, send, mailbox):
    register(email=ANN)
    assert [send() for _ in range(3)] == [1, 0, 0]
    assert mailbox.subjects_to(ANN) == ["Confirm your email address"]


def test_a_mail_server_that_is_away_is_asked_again_later_and_later(register, send, mailbox, clock):
    register(email=ANN)
    mailbox.trouble = [PostUnavailable("away")] * 3
    tried_after = []
    for seconds in range(0, 120, 5):
        before = len(mailbox.trouble), len(mailbox.letters)
        send()
        if before != (len(mailbox.trouble), len(mailbox.letters)):
            tried_after.append(seconds)
        clock.turn(timedelta(seconds=5))
    assert tried_after == [0, 10, 30, 70]
    assert mailbox.subjects_to(ANN) == ["Confirm your email address"]


def test_a_letter_is_given_up_at_last(register, send, mailbox, clock):
    register(email=ANN)
    mailbox.trouble = [PostUnavailable("away")] * MAX_TRIES
    for _ in range(MAX_TRIES):
        assert send() == 1
        clock.turn(timedelta(hours=1))
    assert send() == 0
    assert mailbox.letters == []


def test_a_letter_that_nobody_takes_does_not_hold_up_the_next(application, register, send, mailbox, caller):
    opened = register(email=ANN)
    application.change_password(caller(opened), "rattle-snake-77", "garter-snake-88")
    mailbox.trouble = [Undeliverable("no such mailbox")]
    send()
    assert mailbox.subjects_to(ANN) == ["Your password was changed"]
    assert send() == 0


def test_a_letter_that_breaks_the_worker_does_not_hold_up_those_of_others(register, send, mailbox, clock):
    for email in (ANN, "bob@example.com"):
        register(email=email)
    mailbox.trouble = [KeyError("a fault of ours")]
    send()
    assert len(mailbox.letters) == 1
    clock.turn(timedelta(seconds=10))
    send()
    assert {letter.to for letter in mailbox.letters} == {ANN, "bob@example.com"}


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_next_of_its_account(
    application, register, send, mailbox, caller, clock
):
    opened = register(email=ANN)
    application.change_password(caller(opened), "rattle-snake-77", "garter-snake-88")
    mailbox.trouble = [KeyError("a fault of ours")]
    send()
    assert mailbox.subjects_to(ANN) == ["Your password was changed"]
    clock.turn(timedelta(seconds=10))
    send()
    assert mailbox.subjects_to(ANN)[1:] == ["Confirm your email address"]


def test_a_letter_of_a_later_version_waits_for_a_later_worker(
    database, build, parts, new_account, configuration, mailbox
):
    ensure_indexes(database)
    application = build(replace(mongo_parts(database), clock=parts.clock, passwords=parts.passwords))
    for email in (ANN, "bob@example.com"):
        application.register(new_account(email=email), ADDRESS)
    order = database["accounts"].find_one({"email_lc": ANN})["letters"][0]
    database["accounts"].update_one({"email_lc": ANN}, {"$set": {"letters": [order | {"kind": "postcard"}]}})
    build_sender(configuration, MongoLetterQueue(database), mailbox, parts.clock)()
    assert [letter.to for letter in mailbox.letters] == ["bob@example.com"]
    assert database["accounts"].find_one({"email_lc": ANN})["letters"][0]["kind"] == "postcard"


def test_a_link_that_has_expired_is_not_sent(application, register, send, mailbox, clock):
    register(email=ANN)
    send()
    application.request_password_reset(ANN, ADDRESS)
    clock.turn(timedelta(minutes=30))
    send()
    assert mailbox.subjects_to(ANN) == ["Confirm your email address"]


def test_a_worker_that_dies_after_sending_sends_the_same_letter_again(register, send, mailbox, parts, clock):
    register(email=ANN)
    strike = parts.accounts.letters.strike
    parts.accounts.letters.strike = die
    with pytest.raises(Died):
        send()
    parts.accounts.letters.strike = strike
    assert send() == 0, "another worker leaves it alone while the first may still be at it"
    clock.turn(timedelta(minutes=3))
    send()
    first, second = mailbox.letters
    assert first == second


class Died(Exception):
    """As by kill -9."""


def die(*_):
    raise Died


def test_letters_of_another_secret_are_given_up(register, parts, mailbox):
    register(email=ANN)
    changed = load_configuration({"APP_MODE": "development", "KEY_ENCRYPTION_SECRET": "another one"})
    build_sender(changed, parts.accounts.letters, mailbox, parts.clock)()
    assert mailbox.letters == []


def test_the_token_is_the_fragment_of_the_link_and_nowhere_else(application, register, send, mailbox):
    register(email=ANN)
    application.request_password_reset(ANN, ADDRESS)
    send()
    letter = mailbox.letters[-1]
    token = mailbox.token_to(ANN)
    link = f"{SITE}/reset-password#{token}"
    for text in (letter.text, letter.html):
        assert link in text
        assert token not in text.replace(link, "")
    assert token not in letter.subject + letter.id + repr(letter)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_has_words(kind, send):
    order = order_letter(kind, ANN, other_address="b•••@example.com")
    letter = send.write(order)
    assert letter.subject == WORDINGS[kind].subject
    assert "Meridian" in letter.text
    assert "{" not in letter.text + letter.html
    assert "None" not in letter.text + letter.html
    assert "&#x27;" not in letter.text


def test_letters_of_two_workers_at_once_are_sent_once(configuration, register, parts, new_account):
    boxes = [Mailbox(), Mailbox()]
    for _ in range(5):
        register()
    due = parts.accounts.letters.list_due(parts.clock.now(), limit=10)
    senders = [build_sender(configuration, parts.accounts.letters, box, parts.clock) for box in boxes]
    parts.accounts.letters.claim(due[0], parts.clock.now() + timedelta(minutes=3))
    for send in senders:
        send()
    assert [len(box.letters) for box in boxes] == [4, 0]

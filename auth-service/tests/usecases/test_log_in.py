"""Logging in, and what stands in the way of guessing."""

from datetime import timedelta

import pytest

from auth_service.domain.refusals import InvalidInput, TooManyTries, Unauthenticated

PASSWORD = "rattle-snake-77"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def refusal(application, email, password, address=ELSEWHERE):
    with pytest.raises((Unauthenticated, TooManyTries)) as refused:
        application.log_in(email, password, address)
    return refused.value


def test_any_spelling_of_the_address_logs_in(application, register):
    account = register(email="ann@example.com").account
    assert application.log_in(" ANN@Example.com", PASSWORD, HOME).account.id == account.id


def test_every_login_is_a_session_of_its_own(application, register):
    register(email="ann@example.com")
    first, second = (application.log_in("ann@example.com", PASSWORD, HOME) for _ in range(2))
    assert first.refresh_token.session_id != second.refresh_token.session_id


def test_unknown_address_and_wrong_password_cannot_be_told_apart(application, register, parts):
    register(email="ann@example.com")
    answers = []
    for email in ("ann@example.com", "nobody@example.com"):
        before = parts.passwords.checks
        told = [refusal(application, email, f"guess-{number}") for number in range(7)]
        answers.append(([(type(error), error.message) for error in told], parts.passwords.checks - before))
    assert answers[0] == answers[1]
    # The work behind the answers, too: five passwords were hashed, then none.
    assert answers[0][1] == 5


def test_account_is_locked_after_five_wrong_passwords_even_for_the_right_one(application, register):
    register(email="ann@example.com")
    for number in range(5):
        assert isinstance(refusal(application, "ann@example.com", f"guess-{number}"), Unauthenticated)
    locked = refusal(application, "ann@example.com", PASSWORD)
    assert isinstance(locked, TooManyTries)
    assert locked.retry_after_seconds == 900


def test_guesses_from_many_addresses_share_the_tries_of_the_account(application, register):
    register(email="ann@example.com")
    told = [refusal(application, "ann@example.com", "guess", f"198.51.100.{number}") for number in range(20)]
    assert [isinstance(error, Unauthenticated) for error in told] == [True] * 5 + [False] * 15


def test_owner_gets_in_from_a_known_address_while_a_stranger_guesses(application, register):
    register(email="ann@example.com")
    for number in range(10):
        refusal(application, "ann@example.com", f"guess-{number}")
    assert application.log_in("ann@example.com", PASSWORD, HOME)


def test_known_address_has_five_tries_too(application, register):
    register(email="ann@example.com")
    told = [refusal(application, "ann@example.com", "guess", HOME) for _ in range(7)]
    assert [isinstance(error, Unauthenticated) for error in told] == [True] * 5 + [False] * 2


def test_lock_opens_when_the_window_ends(application, register, clock):
    register(email="ann@example.com")
    for number in range(6):
        refusal(application, "ann@example.com", f"guess-{number}")
    clock.turn(timedelta(minutes=15))
    assert application.log_in("ann@example.com", PASSWORD, ELSEWHERE)


def test_logging_in_does_not_use_up_tries(application, register):
    register(email="ann@example.com")
    for _ in range(10):
        application.log_in("ann@example.com", PASSWORD, HOME)


def test_successful_login_does_not_refill_the_tries_of_a_guesser(application, register):
    register(email="ann@example.com")
    for number in range(4):
        refusal(application, "ann@example.com", f"guess-{number}")
    application.log_in("ann@example.com", PASSWORD, "192.0.2.1")
    assert isinstance(refusal(application, "ann@example.com", "guess-5"), Unauthenticated)
    assert isinstance(refusal(application, "ann@example.com", "guess-6"), TooManyTries)


def test_one_address_cannot_spray_passwords_over_many_accounts(application):
    told = [refusal(application, f"user{number}@example.com", "Summer2026!") for number in range(102)]
    assert [type(error) for error in told[98:]] == [Unauthenticated, Unauthenticated, TooManyTries, TooManyTries]


def test_an_office_behind_one_address_logs_in_all_day(application, register):
    """More than the tries of an address: logging in uses up none of them."""
    register(email="ann@example.com")
    for _ in range(101):
        application.log_in("ann@example.com", PASSWORD, HOME)


def test_overlong_address_is_bad_input(application):
    with pytest.raises(InvalidInput):
        application.log_in("a" * 300, PASSWORD, HOME)


def test_password_hashed_with_old_parameters_is_hashed_anew(application, register, parts):
    account = register(email="ann@example.com").account
    parts.passwords.outdated.add(account.password_hash)
    application.log_in("ann@example.com", PASSWORD, ELSEWHERE)
    renewed = parts.accounts.find(account.id)
    assert renewed.version == account.version + 1
    assert len(renewed.known_addresses) == 2
    assert renewed.session_epoch == account.session_epoch


def test_addresses_are_stored_as_fingerprints_and_only_the_last_five(application, register, parts):
    account = register(email="ann@example.com").account
    for number in range(8):
        application.log_in("ann@example.com", PASSWORD, f"198.51.100.{number}")
    known = parts.accounts.find(account.id).known_addresses
    assert len(known) == 5
    assert not [address for address in known if "." in address]

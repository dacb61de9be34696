"""Refresh tokens: rotation, reuse, parallel use (over memory and over MongoDB)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from auth_service.bootstrap import mongo_parts
from auth_service.domain.refusals import Conflict, Unauthenticated
from auth_service.storage.mongo import ensure_indexes

ADDRESS = "203.0.113.7"


def refresh(application, opened):
    return application.refresh_session(str(opened.refresh_token))


def test_refresh_gives_new_tokens_for_the_same_session(application, register):
    first = register()
    second = refresh(application, first)
    assert second.account == first.account
    assert second.refresh_token.session_id == first.refresh_token.session_id
    assert str(second.refresh_token) != str(first.refresh_token)
    assert second.access_token.text != first.access_token.text


def test_refresh_token_works_once(application, register):
    first = register()
    refresh(application, first)
    with pytest.raises(Conflict):
        refresh(application, first)


def test_second_use_within_the_grace_ends_nothing(application, register, clock):
    first = register()
    second = refresh(application, first)
    clock.turn(timedelta(seconds=10))
    with pytest.raises(Conflict):
        refresh(application, first)
    assert refresh(application, second)


def test_reuse_after_the_grace_ends_the_session_for_thief_and_owner(application, register, clock):
    first = register()
    second = refresh(application, first)
    clock.turn(timedelta(seconds=10, milliseconds=1))
    with pytest.raises(Unauthenticated):
        refresh(application, first)
    with pytest.raises(Unauthenticated):
        refresh(application, second)


def test_reuse_of_an_older_token_ends_the_session_at_once(application, register):
    first = register()
    third = refresh(application, refresh(application, first))
    with pytest.raises(Unauthenticated):
        refresh(application, first)
    with pytest.raises(Unauthenticated):
        refresh(application, third)


def test_reuse_ends_one_session_only(application, register, clock):
    register(email="ann@example.com")
    phone, laptop = (application.log_in("ann@example.com", "rattle-snake-77", ADDRESS) for _ in range(2))
    refresh(application, phone)
    clock.turn(timedelta(minutes=1))
    with pytest.raises(Unauthenticated):
        refresh(application, phone)
    assert refresh(application, laptop)


def test_made_up_token_ends_nothing(application, register):
    """Session ids are readable in access tokens; knowing one must not be enough to log its owner out."""
    opened = register()
    for forged in (
        replace(opened.refresh_token, family_secret="made-up"),
        replace(opened.refresh_token, family_secret="made-up", token_secret="made-up"),
    ):
        with pytest.raises(Unauthenticated):
            application.refresh_session(str(forged))
    assert refresh(application, opened)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "." * 200, "a" * 10_000, "\0.\0.\0", "{}.$ne.x"])
def test_text_that_is_no_token_is_unauthenticated(application, text):
    with pytest.raises(Unauthenticated):
        application.refresh_session(text)


def test_token_expires(application, register, clock):
    opened = register()
    clock.turn(timedelta(days=30))
    with pytest.raises(Unauthenticated):
        refresh(application, opened)


def test_roles_are_read_anew_at_every_refresh(application, register, parts):
    opened = register()
    renamed = opened.account.with_profile(replace(opened.account.profile, first_name="Bea"))
    assert parts.accounts.save(renamed)
    assert refresh(application, opened).account == renamed


def use_in_parallel(application, opened, times):
    def use(_):
        try:
            return refresh(application, opened)
        except Conflict:
            return None

    with ThreadPoolExecutor(20) as threads:
        return [answer for answer in threads.map(use, range(times)) if answer]


def test_of_a_hundred_parallel_uses_one_succeeds_and_nobody_is_logged_out(build, parts, database, new_account):
    ensure_indexes(database)
    stored = replace(mongo_parts(database), clock=parts.clock, passwords=parts.passwords)
    application = build(stored)
    first = application.register(new_account(), ADDRESS)

    (second,) = use_in_parallel(application, first, 100)
    assert refresh(application, second)

    parts.clock.turn(timedelta(minutes=1))
    with pytest.raises(Unauthenticated):
        refresh(application, first)
    with pytest.raises(Unauthenticated):
        refresh(application, second)


def test_database_holds_no_token(build, parts, database, new_account):
    ensure_indexes(database)
    application = build(replace(mongo_parts(database), passwords=parts.passwords))
    opened = application.register(new_account(), ADDRESS)
    second = refresh(application, opened)
    stored = repr([list(database[name].find({})) for name in database.list_collection_names()])
    for token in (opened.refresh_token, second.refresh_token):
        assert token.family_secret not in stored
        assert token.token_secret not in stored

"""What every storage promises, checked of the one in memory and of MongoDB alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from auth_service.domain.account import Account, Profile
from auth_service.domain.email_address import EmailAddress
from auth_service.domain.key_ring import KeyRing, KeyState, SigningKey, first_ring
from auth_service.domain.letters import LetterKind, LetterOrder, order_letter
from auth_service.domain.proof import Proof, Purpose
from auth_service.domain.refusals import EmailTaken
from auth_service.domain.role import Role
from auth_service.domain.session import RefreshToken, SessionState, open_session
from auth_service.domain.staff_act import Act, StaffAct
from auth_service.domain.throttle import Budget
from auth_service.storage import memory, mongo
from auth_service.storage.mongo import ensure_indexes
from auth_service.storage.mongo_letters import MongoLetterQueue

NOW = datetime(2026, 12, 1, 12, 0, 0, 123_000, UTC)
BUDGET = Budget("contract", 5, timedelta(minutes=15))


@pytest.fixture(params=["memory", "mongo"])
def kind(request):
    return request.param


def build(kind, request, name):
    if kind == "memory":
        return getattr(memory, f"InMemory{name}")()
    database = request.getfixturevalue("database")
    ensure_indexes(database)
    return getattr(mongo, f"Mongo{name}")(database)


@pytest.fixture
def accounts(kind, request):
    return build(kind, request, "Accounts")


@pytest.fixture
def sessions(kind, request):
    return build(kind, request, "Sessions")


@pytest.fixture
def signing_keys(kind, request):
    return build(kind, request, "SigningKeys")


@pytest.fixture
def tries(kind, request):
    return build(kind, request, "Tries")


def account(email="ann@example.com", **changes):
    valid = Account(
        id=str(uuid4()),
        email=EmailAddress.parse(email),
        profile=Profile("Ann", "O'Neil", "+4930901820"),
        roles=frozenset({Role.CUSTOMER, Role.AGENT}),
        password_hash="argon2$...",
        created_at=NOW,
        known_addresses=("f1", "f2"),
        email_verified=True,
        proofs={Purpose.CHANGE_EMAIL: proof()},
    )
    return replace(valid, **changes)


def proof(email="ann@example.org"):
    return Proof("hash", EmailAddress.parse(email), NOW + timedelta(minutes=30))


def in_parallel(work, times):
    with ThreadPoolExecutor(16) as threads:
        return list(threads.map(lambda _: work(), range(times)))


def test_account_is_found_as_it_was_stored(accounts):
    stored = account()
    accounts.add(stored)
    assert accounts.find(stored.id) == stored
    assert accounts.find_by_email("ann@example.com") == stored
    assert accounts.find_many([stored.id, "unknown"]) == {stored.id: stored}


def test_unknown_account_is_none(accounts):
    assert accounts.find("unknown") is None
    assert accounts.find_by_email("nobody@example.com") is None
    assert accounts.find_many(["unknown"]) == {}


def test_email_address_is_unique_whatever_its_case(accounts):
    accounts.add(account("Ann@Example.com"))
    with pytest.raises(EmailTaken):
        accounts.add(account("aNN@eXAMPLE.COM"))


def test_of_parallel_registrations_of_one_address_one_succeeds(accounts):
    def add():
        try:
            accounts.add(account())
        except EmailTaken:
            return False
        return True

    assert sum(in_parallel(add, 20)) == 1


def test_change_of_an_account_needs_the_version_it_was_read_in(accounts):
    stored = account()
    accounts.add(stored)
    first, second = stored.with_profile(Profile("Bea", "Lee", None)), stored.with_new_password("other")
    assert accounts.save(first)
    assert not accounts.save(second)
    assert accounts.find(stored.id) == first


def test_account_that_is_not_there_is_not_saved(accounts):
    assert not accounts.save(account().with_sessions_ended())
    assert accounts.find_by_email("ann@example.com") is None


def test_changed_address_must_be_free(accounts):
    stored, other = account(), account("bob@example.com")
    accounts.add(stored)
    accounts.add(other)
    with pytest.raises(EmailTaken):
        accounts.save(stored.with_changed_email(proof("Bob@example.com")))
    assert accounts.find(stored.id) == stored
    changed = stored.with_changed_email(proof("ANN@example.com"))
    assert accounts.save(changed)
    assert accounts.find_by_email("ann@example.com") == changed


def test_saving_nobody_changes_nobody(accounts):
    stored = account()
    accounts.add(stored)
    for _ in range(3):
        accounts.save_nobody()
    assert accounts.find(stored.id) == stored


def test_closed_account_is_not_found_and_its_id_stays_taken(accounts):
    stored, other = account(), account("bob@example.com")
    for one in (stored, other):
        accounts.add(one)
        assert accounts.close(one.with_sessions_ended(), NOW)
    assert accounts.find(stored.id) is None
    assert accounts.find_by_email("ann@example.com") is None
    assert accounts.find_by_email(stored.id) is None
    assert accounts.find_many([stored.id]) == {}
    with pytest.raises(EmailTaken):
        accounts.add(stored)
    accounts.add(account())


def test_accounts_are_found_by_the_beginning_of_their_address(accounts):
    stored = [account(email) for email in ("Ann@example.com", "annabel@example.com", "bann@example.com")]
    for one in stored:
        accounts.add(one)
    closed = account("annie@example.com")
    accounts.add(closed)
    accounts.close(closed.renewed(), NOW)
    assert accounts.search("ann", limit=10) == stored[:2]
    assert accounts.search("ann", limit=1) == stored[:1]
    assert accounts.search("zoe", limit=10) == []


def test_what_staff_did_is_on_record_with_the_change_and_no_other(accounts, queue):
    stored, ordered = account(locked_at=NOW), letter()
    accounts.add(stored)
    first, second = (
        StaffAct(id=n, at=NOW, user_id="admin", act=act, reason="why") for n, act in zip("ab", Act, strict=False)
    )
    assert accounts.save(stored.renewed(), [ordered], first)
    assert not accounts.save(stored.renewed(), [], second)
    assert accounts.save(stored.renewed().renewed(), [], second)
    assert accounts.list_acts(stored.id) == [second, first]
    assert accounts.list_acts("unknown") == []
    assert queue.list_due(NOW, limit=1)[0].letters == (ordered,)
    assert accounts.find(stored.id).locked_at == NOW


def test_account_that_changed_meanwhile_is_not_closed(accounts):
    stored = account()
    accounts.add(stored)
    renewed = stored.renewed()
    assert accounts.save(renewed)
    assert not accounts.close(stored.with_sessions_ended(), NOW)
    assert accounts.find(stored.id) == renewed


@pytest.fixture
def queue(accounts, kind, request):
    """Of the letters that `accounts` orders."""
    return accounts.letters if kind == "memory" else MongoLetterQueue(request.getfixturevalue("database"))


def letter(kind=LetterKind.RESET_PASSWORD, **more):
    whole = {"sealed_token": b"\x01\x00sealed", "good_until": NOW, "other_address": "b@example.com"}
    return LetterOrder(id=uuid4().hex, kind=kind, to="ann@example.com", **whole | more)


SOON, LATER = NOW + timedelta(minutes=3), NOW + timedelta(hours=1)


def test_letters_are_due_at_once_in_the_order_they_were_asked_for(accounts, queue):
    stored = account()
    first, second, third = letter(), letter(sealed_token=None, good_until=None, other_address=None), letter()
    accounts.add(stored, [first])
    assert accounts.save(stored.renewed(), [second])
    assert accounts.close(stored.renewed().renewed(), NOW, [third])
    (due,) = queue.list_due(NOW, limit=10)
    assert (due.account_id, due.letters, due.tries) == (stored.id, (first, second, third), 0)


def test_change_that_is_not_saved_orders_no_letter(accounts, queue):
    stored = account()
    accounts.add(stored)
    assert not accounts.save(stored, [letter()])
    assert queue.list_due(NOW, limit=10) == []


def test_of_parallel_claims_one_succeeds_and_lasts_its_time(accounts, queue):
    accounts.add(account(), [letter()])
    (due,) = queue.list_due(NOW, limit=10)
    assert len([one for one in in_parallel(lambda: queue.claim(due, SOON), 10) if one]) == 1
    assert queue.list_due(NOW, limit=10) == []
    (again,) = queue.list_due(SOON, limit=10)
    assert queue.claim(again, LATER)


def test_what_is_struck_off_is_not_due_again(accounts, queue):
    stored, (first, second) = account(), (letter(), letter())
    accounts.add(stored, [first, second])
    claimed = queue.claim(*queue.list_due(NOW, limit=10), SOON)
    queue.strike(claimed, first.id)
    queue.release(claimed, LATER)
    assert queue.list_due(NOW, limit=10) == []
    (due,) = queue.list_due(LATER, limit=10)
    assert (due.letters, due.tries) == ((second,), 1)
    claimed = queue.claim(due, LATER + timedelta(minutes=3))
    queue.strike(claimed, second.id)
    queue.release(claimed, None)
    assert queue.list_due(LATER + timedelta(days=1), limit=10) == []


def test_letter_ordered_while_others_are_sent_is_due_afterwards(accounts, queue):
    stored, (first, second) = account(), (letter(), letter())
    accounts.add(stored, [first])
    claimed = queue.claim(*queue.list_due(NOW, limit=10), SOON)
    assert accounts.save(stored.renewed(), [second])
    assert queue.list_due(NOW, limit=10) == [], "claimed with all its letters, so that none is sent twice"
    queue.strike(claimed, first.id)
    queue.release(claimed, None)
    (due,) = queue.list_due(NOW, limit=10)
    assert due.letters == (second,)


def test_sending_letters_is_no_change_of_the_account(accounts, queue):
    stored = account()
    accounts.add(stored, [letter()])
    claimed = queue.claim(*queue.list_due(NOW, limit=10), SOON)
    queue.strike(claimed, claimed.letters[0].id)
    queue.release(claimed, None)
    assert accounts.find(stored.id) == stored
    assert accounts.save(stored.renewed(), [order_letter(LetterKind.PASSWORD_CHANGED, "ann@example.com")])


def session(token):
    return open_session(token, "user", 1, NOW)


def test_session_is_found_as_it_was_stored(sessions):
    stored = session(RefreshToken("s1", "family", "first"))
    sessions.add(stored)
    assert sessions.find("s1") == stored
    assert sessions.find("s2") is None


def test_of_parallel_rotations_one_succeeds(sessions):
    stored = session(RefreshToken("s1", "family", "first"))
    sessions.add(stored)
    rotated = stored.rotated(RefreshToken("s1", "family", "second"), NOW + timedelta(minutes=5))
    assert sum(in_parallel(lambda: sessions.rotate(rotated), 20)) == 1
    assert sessions.find("s1") == rotated


def test_ended_session_is_neither_rotated_nor_ended_again(sessions):
    stored = session(RefreshToken("s1", "family", "first"))
    sessions.add(stored)
    assert sessions.end("s1")
    assert not sessions.end("s1")
    assert not sessions.rotate(stored.rotated(RefreshToken("s1", "family", "second"), NOW))
    assert sessions.find("s1") == replace(stored, state=SessionState.ENDED)


def test_active_sessions_of_one_user_are_listed_the_latest_used_first(sessions):
    opened = [
        open_session(RefreshToken(f"s{n}", "family", "first"), user, 1, NOW + timedelta(minutes=n), f"Browser/{n}")
        for n, user in enumerate(["ann", "bob", "ann", "ann"])
    ]
    for one in opened:
        sessions.add(one)
    sessions.end("s2")
    assert sessions.list_active("ann", NOW) == [opened[3], opened[0]]
    assert sessions.list_active("ann", opened[0].expires_at) == [opened[3]]
    assert sessions.list_active("nobody", NOW) == []


def test_unknown_session_is_not_ended(sessions):
    assert not sessions.end("unknown")


def key(kid):
    return SigningKey(kid, KeyState.NEXT, f"x-{kid}", b"\x01sealed", NOW)


def test_key_ring_is_found_as_it_was_stored(signing_keys):
    assert signing_keys.find() is None
    ring = first_ring(key("a"), key("b"))
    assert signing_keys.add(ring)
    assert signing_keys.find() == ring


def test_of_parallel_first_rings_one_is_kept(signing_keys):
    assert sum(in_parallel(lambda: signing_keys.add(first_ring(key(uuid4().hex), key("b"))), 10)) == 1


def test_of_parallel_key_rotations_one_succeeds(signing_keys):
    ring = first_ring(key("a"), key("b"))
    signing_keys.add(ring)
    rotated = ring.rotated(key("c"), NOW, timedelta(minutes=10))
    assert sum(in_parallel(lambda: signing_keys.save(rotated), 10)) == 1
    assert signing_keys.find() == rotated


def test_ring_that_is_not_there_is_not_saved(signing_keys):
    assert not signing_keys.save(KeyRing((key("a"),), version=2))


def test_tries_are_counted_within_the_window(tries):
    assert [tries.take(BUDGET, "ann", NOW + timedelta(minutes=minute)) for minute in range(6)] == [None] * 5 + [600]


def test_other_subjects_and_budgets_have_tries_of_their_own(tries):
    for _ in range(6):
        tries.take(BUDGET, "ann", NOW)
    assert tries.take(BUDGET, "bob", NOW) is None
    assert tries.take(replace(BUDGET, name="other"), "ann", NOW) is None


def test_window_begins_anew_when_it_has_ended(tries):
    for _ in range(6):
        tries.take(BUDGET, "ann", NOW)
    later = NOW + BUDGET.window
    assert [tries.take(BUDGET, "ann", later) for _ in range(6)] == [None] * 5 + [900]


def test_try_can_be_given_back(tries):
    for _ in range(5):
        tries.take(BUDGET, "ann", NOW)
    tries.give_back(BUDGET, "ann")
    assert [tries.take(BUDGET, "ann", NOW) for _ in range(2)] == [None, 900]


def test_more_cannot_be_given_back_than_was_taken(tries):
    tries.take(BUDGET, "ann", NOW)
    for _ in range(3):
        tries.give_back(BUDGET, "ann")
    assert [tries.take(BUDGET, "ann", NOW) for _ in range(6)] == [None] * 5 + [900]


def test_of_a_hundred_parallel_tries_as_many_pass_as_the_budget_has(tries):
    answers = in_parallel(lambda: tries.take(BUDGET, "ann", NOW), 100)
    assert answers.count(None) == 5


def test_what_is_announced_is_stored_with_the_account_that_is_closed(accounts, kind, request):
    stored, entry = account(), {"id": "e1", "type": "account.closed"}
    accounts.add(stored)
    assert not accounts.close(stored, NOW, outbox=[{**entry, "id": "e0"}])
    assert accounts.close(stored.renewed(), NOW, [letter()], outbox=[entry])
    if kind == "memory":
        assert accounts.outbox == [entry]
    else:
        assert request.getfixturevalue("database")["accounts"].find_one({"_id": stored.id})["outbox"] == [entry]

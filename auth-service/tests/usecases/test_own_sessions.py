"""One's own sessions, and the end of an account."""

from datetime import timedelta

import pytest

from auth_service.domain.refusals import Forbidden, InvalidInput, Unauthenticated
from auth_service.domain.role import Role
from wire.envelope import from_document
from wire.events import AccountClosed, read
from wire.identity import Caller

ANN = "ann@example.com"
PASSWORD = "rattle-snake-77"
ADDRESS = "203.0.113.7"


@pytest.fixture
def devices(application, register, clock):
    """A telephone, and a laptop used later."""
    register(email=ANN)
    clock.turn(timedelta(minutes=5))
    phone = application.log_in(ANN, PASSWORD, ADDRESS, "Phone/1.0")
    clock.turn(timedelta(minutes=5))
    laptop = application.log_in(ANN, PASSWORD, ADDRESS, "Laptop/2.0")
    return phone, laptop


def agents(application, caller):
    return [session.user_agent for session in application.own_sessions.list(caller)]


def test_living_sessions_are_listed_the_latest_used_first(application, devices, caller, clock):
    phone, laptop = devices
    assert agents(application, caller(laptop)) == ["Laptop/2.0", "Phone/1.0", None]
    clock.turn(timedelta(minutes=5))
    application.refresh_session(str(phone.refresh_token))
    assert agents(application, caller(laptop)) == ["Phone/1.0", "Laptop/2.0", None]


def test_a_session_is_ended_from_another(application, devices, caller):
    phone, laptop = devices
    assert application.own_sessions.end(caller(laptop), phone.refresh_token.session_id)
    assert not application.own_sessions.end(caller(laptop), phone.refresh_token.session_id)
    assert agents(application, caller(laptop)) == ["Laptop/2.0", None]
    with pytest.raises(Unauthenticated):
        application.refresh_session(str(phone.refresh_token))


def test_sessions_ended_all_at_once_or_expired_are_not_listed(application, devices, caller, clock):
    renewed = application.change_password(caller(devices[0]), PASSWORD, "garter-snake-88", "Phone/1.0")
    assert agents(application, caller(renewed)) == ["Phone/1.0"]
    clock.turn(timedelta(days=29))
    laptop = application.log_in(ANN, "garter-snake-88", ADDRESS, "Laptop/2.0")
    clock.turn(timedelta(days=2))
    assert agents(application, caller(laptop)) == ["Laptop/2.0"]


def test_nobody_sees_or_ends_the_sessions_of_others(application, devices, register, caller):
    eve = register(email="eve@example.com")
    assert agents(application, caller(eve)) == [None]
    for session_id in (devices[0].refresh_token.session_id, "unknown", ""):
        assert not application.own_sessions.end(caller(eve), session_id)
    assert application.refresh_session(str(devices[0].refresh_token))


def test_a_session_that_has_ended_sees_nothing(application, devices, caller):
    phone, _ = devices
    application.log_out(caller(phone), None)
    for who in (caller(phone), Caller()):
        with pytest.raises(Unauthenticated):
            application.own_sessions.list(who)


def test_what_a_browser_calls_itself_is_cut(application, register, caller):
    register(email=ANN)
    opened = application.log_in(ANN, PASSWORD, ADDRESS, "x" * 10_000)
    assert "x" * 300 in agents(application, caller(opened))


def test_a_closed_account_is_nobodys(application, devices, caller, deliver):
    phone, laptop = devices
    application.close_account(caller(phone), PASSWORD)
    for ended in (phone, laptop):
        with pytest.raises(Unauthenticated):
            application.refresh_session(str(ended.refresh_token))
    with pytest.raises(Unauthenticated):
        application.log_in(ANN, PASSWORD, ADDRESS)
    agent = Caller("agent", frozenset({"AGENT"}))
    assert application.view_accounts.many(agent, [phone.account.id]) == [None]
    assert deliver().subjects_to(ANN)[-1] == "Your account is closed"


def test_the_address_of_a_closed_account_is_free_again(application, register, caller):
    first = register(email=ANN)
    application.close_account(caller(first), PASSWORD)
    assert register(email=ANN).account.id != first.account.id


def test_closing_needs_the_password(application, register, caller):
    opened = register(email=ANN)
    with pytest.raises(InvalidInput) as refused:
        application.close_account(caller(opened), "guess")
    assert refused.value.field == "currentPassword"
    assert application.refresh_session(str(opened.refresh_token))


def test_staff_stays_accounted_for(application, new_account, caller):
    application.create_staff(new_account(email="agent@example.com"), Role.AGENT)
    opened = application.log_in("agent@example.com", PASSWORD, ADDRESS)
    with pytest.raises(Forbidden):
        application.close_account(caller(opened), PASSWORD)


def test_the_airline_is_told_of_a_closed_account_and_not_whose_it_was(application, register, caller, parts, clock):
    opened = register(email=ANN)
    assert parts.accounts.outbox == []
    application.close_account(caller(opened), PASSWORD)
    (entry,) = parts.accounts.outbox
    closed = read(from_document(entry))
    assert closed == AccountClosed(user_id=opened.account.id, closed_at=clock.now())
    assert "ann" not in str(entry).casefold()

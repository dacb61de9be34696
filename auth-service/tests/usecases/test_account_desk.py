"""The administrators' desk: what it does to accounts, who may, and what is on record."""

import pytest

from auth_service.domain.refusals import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from auth_service.domain.role import Role
from auth_service.domain.staff_act import Act
from wire.identity import Caller

ANN = "ann@example.com"
PASSWORD = "rattle-snake-77"
ADDRESS = "203.0.113.7"


@pytest.fixture
def log_in_staff(application, new_account, caller):
    def create(role):
        email = f"{role.value}@example.com"
        application.create_staff(new_account(email=email), role)
        return caller(application.log_in(email, PASSWORD, ADDRESS))

    return create


@pytest.fixture
def admin(log_in_staff):
    return log_in_staff(Role.ADMIN)


@pytest.fixture
def ann(register):
    return register(email=ANN)


def is_alive(application, opened):
    try:
        application.refresh_session(str(opened.refresh_token))
    except Unauthenticated:
        return False
    return True


def test_a_locked_account_is_nobodys_until_it_is_unlocked(application, ann, admin, deliver):
    locked = application.account_desk.lock(admin, ann.account.id, "Card fraud")
    assert locked.locked_at is not None
    assert not is_alive(application, ann)
    with pytest.raises(Forbidden):
        application.log_in(ANN, PASSWORD, ADDRESS)
    application.account_desk.unlock(admin, ann.account.id, "It was a mistake")
    assert application.log_in(ANN, PASSWORD, ADDRESS)
    assert deliver().subjects_to(ANN)[-2:] == ["Your account is locked", "Your account is open again"]
    assert not [letter for letter in deliver().letters if "fraud" in letter.text], "the reason is for staff"


def test_that_it_is_locked_is_said_only_to_whoever_knows_the_password(application, ann, admin):
    application.account_desk.lock(admin, ann.account.id, "Card fraud")
    with pytest.raises(Unauthenticated):
        application.log_in(ANN, "guess", ADDRESS)


def test_no_letter_opens_a_locked_account(application, ann, admin, deliver):
    application.request_password_reset(ANN, ADDRESS)
    token = deliver().token_to(ANN)
    application.account_desk.lock(admin, ann.account.id, "Card fraud")
    with pytest.raises(InvalidInput):
        application.reset_password(token, "garter-snake-88", ADDRESS)
    before = len(deliver().letters)
    application.request_password_reset(ANN, ADDRESS)
    assert len(deliver().letters) == before


def test_everybody_is_logged_out_of_an_account(application, ann, admin):
    application.account_desk.end_sessions(admin, ann.account.id, "Lost telephone")
    assert not is_alive(application, ann)
    assert application.log_in(ANN, PASSWORD, ADDRESS)


def test_every_act_is_on_record(application, ann, admin):
    desk = application.account_desk
    desk.end_sessions(admin, ann.account.id, " Lost\n telephone ")
    desk.lock(admin, ann.account.id, "Card fraud")
    with pytest.raises(Conflict):
        desk.lock(admin, ann.account.id, "Again")
    acts = desk.list_acts(admin, ann.account.id)
    assert [(act.act, act.reason, act.user_id) for act in acts] == [
        (Act.LOCK, "Card fraud", admin.user_id), (Act.END_SESSIONS, "Lost telephone", admin.user_id),
    ]  # fmt: skip


@pytest.fixture
def proved_ann(application, ann, deliver):
    application.verify_email(deliver().token_to(ANN), ADDRESS)
    return ann


AGENT_TOO = frozenset({Role.CUSTOMER, Role.AGENT})


def test_an_administrator_makes_somebody_staff_and_takes_it_back(application, proved_ann, admin, deliver, caller):
    desk, account_id = application.account_desk, proved_ann.account.id
    assert desk.change_roles(admin, account_id, AGENT_TOO, "Works at the desk now", PASSWORD).roles == AGENT_TOO
    assert not is_alive(application, proved_ann), "its access tokens say the old roles"
    opened = application.log_in(ANN, PASSWORD, ADDRESS)
    assert caller(opened).roles == {"CUSTOMER", "AGENT"}
    assert deliver().subjects_to(ANN)[-1] == "You may do other things with your account"

    desk.change_roles(admin, account_id, frozenset({Role.CUSTOMER}), "Has left", PASSWORD)
    assert not is_alive(application, opened)
    acts = desk.list_acts(admin, account_id)
    assert [(act.act, act.detail, act.reason) for act in acts] == [
        (Act.CHANGE_ROLES, "AGENT, CUSTOMER -> CUSTOMER", "Has left"),
        (Act.CHANGE_ROLES, "CUSTOMER -> AGENT, CUSTOMER", "Works at the desk now"),
    ]


def test_roles_take_the_administrators_own_password(application, proved_ann, admin):
    with pytest.raises(InvalidInput) as refused:
        application.account_desk.change_roles(admin, proved_ann.account.id, AGENT_TOO, "why", "guess")
    assert refused.value.field == "currentPassword"
    assert is_alive(application, proved_ann)


def test_nobody_becomes_staff_under_an_address_that_may_be_anothers(application, ann, admin):
    with pytest.raises(Conflict):
        application.account_desk.change_roles(admin, ann.account.id, AGENT_TOO, "why", PASSWORD)


def test_roles_are_changed_for_others_and_to_something(application, proved_ann, admin):
    desk = application.account_desk
    with pytest.raises(Forbidden):
        desk.change_roles(admin, admin.user_id, AGENT_TOO, "why", PASSWORD)
    with pytest.raises(InvalidInput) as refused:
        desk.change_roles(admin, proved_ann.account.id, frozenset(), "why", PASSWORD)
    assert refused.value.field == "roles"
    with pytest.raises(Conflict):
        desk.change_roles(admin, proved_ann.account.id, frozenset({Role.CUSTOMER}), "why", PASSWORD)


def test_what_is_not_so_cannot_be_undone(application, ann, admin):
    with pytest.raises(Conflict):
        application.account_desk.unlock(admin, ann.account.id, "why")
    with pytest.raises(NotFound):
        application.account_desk.lock(admin, "unknown", "why")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\0b"])
def test_a_reason_is_needed(application, ann, admin, reason):
    with pytest.raises(InvalidInput) as refused:
        application.account_desk.lock(admin, ann.account.id, reason)
    assert refused.value.field == "reason"
    assert is_alive(application, ann)


def test_accounts_are_found_by_the_beginning_of_their_address(application, register, admin):
    for email in ("Anna@example.com", "annabel@example.com", "bea@example.com"):
        register(email=email)
    found = application.account_desk.search(admin, " ANNA")
    assert [account.email.text for account in found] == ["Anna@example.com", "annabel@example.com"]
    with pytest.raises(InvalidInput):
        application.account_desk.search(admin, "an")


def test_nobody_else_sits_at_the_desk(application, ann, caller, log_in_staff):
    desk = application.account_desk
    agent = log_in_staff(Role.AGENT)
    made_up = Caller(ann.account.id, frozenset({"ADMIN"}), session_id=ann.refresh_token.session_id)
    for who in (agent, caller(ann), made_up):
        for act in (desk.lock, desk.unlock, desk.end_sessions):
            with pytest.raises(Forbidden):
                act(who, ann.account.id, "why")
        with pytest.raises(Forbidden):
            desk.change_roles(who, ann.account.id, AGENT_TOO, "why", PASSWORD)
        with pytest.raises(Forbidden):
            desk.search(who, "ann")
        with pytest.raises(Forbidden):
            desk.list_acts(who, ann.account.id)


def test_nobody_does_it_to_herself_and_a_locked_administrator_does_nothing(
    application, ann, admin, new_account, caller
):
    desk = application.account_desk
    with pytest.raises(Forbidden):
        desk.lock(admin, admin.user_id, "why")
    application.create_staff(new_account(email="other@example.com"), Role.ADMIN)
    other = caller(application.log_in("other@example.com", PASSWORD, ADDRESS))
    desk.lock(other, admin.user_id, "why")
    with pytest.raises(Unauthenticated):
        desk.lock(admin, ann.account.id, "why")


def test_the_desk_in_the_graph(graph, ann, admin):
    account_id = ann.account.id
    lock = 'mutation ($id: ID!) { lockAccount(id: $id, reason: "Card fraud") { id lockedAt } }'
    assert graph(lock, admin, id=account_id)["data"]["lockAccount"] == {
        "id": account_id,
        "lockedAt": "2026-12-01T12:00:00.000Z",
    }
    change = (
        'mutation ($id: ID!) { changeRoles(id: $id, roles: [AGENT], reason: "why", '
        f'currentPassword: "{PASSWORD}") {{ roles }} }}'
    )
    assert graph(change, admin, id=account_id)["errors"][0]["extensions"]["code"] == "CONFLICT"
    found = graph('{ searchAccounts(email: "ann") { email lockedAt emailVerified } }', admin)["data"]["searchAccounts"]
    assert [one["email"] for one in found] == [ANN]
    acts = graph("query ($id: ID!) { accountActs(id: $id) { act reason user { email } } }", admin, id=account_id)
    assert acts == {
        "data": {
            "accountActs": [{"act": "account locked", "reason": "Card fraud", "user": {"email": "ADMIN@example.com"}}]
        }
    }

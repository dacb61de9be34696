"""Updating one's own profile."""

from dataclasses import replace

import pytest

from auth_service.domain.account import Profile
from auth_service.domain.refusals import Conflict, InvalidInput, Unauthenticated
from auth_service.storage.memory import InMemoryAccounts
from wire.identity import Caller


def test_given_fields_change_and_the_others_stay(application, register, caller):
    opened = register(first_name="Ann", last_name="Lee", phone="+4930901820")
    updated = application.update_profile(caller(opened), {"lastName": "  O'Neil "})
    assert updated.profile == Profile("Ann", "O'Neil", "+4930901820")
    assert application.view_accounts.own(caller(opened)) == updated


@pytest.mark.parametrize("phone", [None, "", " "])
def test_phone_can_be_removed(application, register, caller, phone):
    opened = register(phone="+4930901820")
    assert application.update_profile(caller(opened), {"phone": phone}).profile.phone is None


def test_nothing_given_changes_nothing(application, register, caller):
    opened = register()
    assert application.update_profile(caller(opened), {}) == opened.account


@pytest.mark.parametrize(("field", "value"), [("firstName", None), ("lastName", ""), ("phone", "x")])
def test_refusal_names_the_field(application, register, caller, field, value):
    with pytest.raises(InvalidInput) as refused:
        application.update_profile(caller(register()), {field: value})
    assert refused.value.field == field


def test_anonymous_caller_is_asked_to_log_in(application):
    with pytest.raises(Unauthenticated):
        application.update_profile(Caller(), {"firstName": "Ann"})


class ContestedAccounts(InMemoryAccounts):
    """Somebody else writes just before each of the first `rivals` saves."""

    rivals = 0

    def save(self, account):
        if self.rivals > 0:
            self.rivals -= 1
            stored = self.find(account.id)
            super().save(stored.with_profile(replace(stored.profile, phone=f"+493090182{self.rivals}")))
        return super().save(account)


@pytest.mark.parametrize("rivals", [1, 2])
def test_change_made_meanwhile_is_not_lost(build, parts, new_account, caller, rivals):
    application = build(replace(parts, accounts=(accounts := ContestedAccounts())))
    opened = application.register(new_account(), "203.0.113.7")
    accounts.rivals = rivals
    updated = application.update_profile(caller(opened), {"firstName": "Bea"})
    assert updated.profile == Profile("Bea", "Lee", "+4930901820")


def test_hopeless_contest_is_a_conflict(build, parts, new_account, caller):
    application = build(replace(parts, accounts=(accounts := ContestedAccounts())))
    opened = application.register(new_account(), "203.0.113.7")
    accounts.rivals = 3
    with pytest.raises(Conflict):
        application.update_profile(caller(opened), {"firstName": "Bea"})

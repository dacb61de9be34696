"""Registering: who becomes a customer, and what is said to whom."""

import jwt
import pytest

from auth_service.domain.refusals import EmailTaken, InvalidInput, TooManyTries
from auth_service.domain.role import Role


def test_registered_customer_is_logged_in(application, register, caller):
    opened = register(email="Ann@Example.com", first_name=" Ann ", last_name="O'Neil", phone="+49 30 901820")
    account = application.view_accounts.own(caller(opened))
    assert account == opened.account
    assert (account.email.text, account.email.canonical) == ("Ann@Example.com", "ann@example.com")
    assert account.profile.phone == "+4930901820"


def test_nobody_can_register_as_staff(register):
    opened = register()
    assert opened.account.roles == {Role.CUSTOMER}
    claims = jwt.decode(opened.access_token.text, options={"verify_signature": False})
    assert claims["roles"] == ["CUSTOMER"]
    assert claims["scope"] == "profile reservations"


def test_taken_address_is_refused_in_any_spelling(register):
    register(email="ann@example.com")
    with pytest.raises(EmailTaken):
        register(email=" ANN@EXAMPLE.COM")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ann"}, "email"),
        ({"password": "short"}, "password"),
        ({"first_name": ""}, "firstName"),
        ({"last_name": "<b>"}, "lastName"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_refusal_names_the_field(register, changes, field):
    with pytest.raises(InvalidInput) as refused:
        register(**changes)
    assert refused.value.field == field


def test_one_address_can_ask_only_so_often_which_emails_are_taken(register):
    register(email="ann@example.com")
    for _ in range(19):
        with pytest.raises(EmailTaken):
            register(email="ann@example.com")
    with pytest.raises(TooManyTries):
        register(email="ann@example.com")
    with pytest.raises(TooManyTries):
        register(email="somebody.else@example.com")

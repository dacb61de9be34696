"""Creating staff: from the console only."""

import pytest

from auth_service.domain.refusals import EmailTaken, InvalidInput
from auth_service.domain.role import Role


def test_staff_has_the_granted_role_only(application, new_account):
    account = application.create_staff(new_account(), Role.ADMIN)
    assert account.roles == {Role.ADMIN}
    assert application.create_staff.find(account.email.text.upper(), Role.ADMIN) == account


def test_weak_password_is_refused(application, new_account):
    with pytest.raises(InvalidInput):
        application.create_staff(new_account(password="admin"), Role.ADMIN)


def test_customer_is_not_promoted_by_accident(application, register, new_account):
    register(email="ann@example.com")
    assert application.create_staff.find("ann@example.com", Role.ADMIN) is None
    with pytest.raises(EmailTaken):
        application.create_staff(new_account(email="ann@example.com"), Role.ADMIN)


def test_customers_are_not_made_here(application, new_account):
    with pytest.raises(ValueError, match="CUSTOMER"):
        application.create_staff(new_account(), Role.CUSTOMER)

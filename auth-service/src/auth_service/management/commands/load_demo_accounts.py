"""`load_demo_accounts`: a customer, an agent and an administrator to try the system with. In development only."""

from __future__ import annotations

from contextlib import suppress

from django.core.management.base import CommandError

from auth_service.bootstrap import get_application, get_configuration
from auth_service.domain.refusals import EmailTaken
from auth_service.domain.role import Role
from auth_service.management.operator_command import OperatorCommand, Options
from auth_service.usecases.account_creation import NewAccount
from wire.environment import Mode

DEMO_ACCOUNTS = (
    (Role.CUSTOMER, NewAccount("customer@airline.example", "window-seat-please", "Carla", "Customer", "+49 30 901820")),
    (Role.AGENT, NewAccount("agent@airline.example", "boarding-at-gate-12", "Andrea", "Agent")),
    (Role.ADMIN, NewAccount("admin@airline.example", "cleared-for-take-off", "Adrian", "Admin")),
)


class Command(OperatorCommand):
    help = "Create the demo accounts, where they are missing, and print their passwords. Development mode only."

    def run(self, options: Options) -> None:
        if get_configuration().mode is not Mode.DEVELOPMENT:
            raise CommandError("Demo accounts have published passwords: they exist with APP_MODE=development only.")
        creation = get_application().create_staff.creation
        for role, new in DEMO_ACCOUNTS:
            with suppress(EmailTaken):
                creation.store(creation.build(creation.check(new), frozenset({role})).with_email_verified())
            self.stdout.write(f"{role.value:9} {new.email:27} {new.password}")

"""What `create_admin` and `create_agent` share: a member of staff from options, environment or prompts."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

from django.core.management.base import CommandError, CommandParser

from auth_service.bootstrap import get_application
from auth_service.management.operator_command import OperatorCommand, Options
from auth_service.usecases.account_creation import NewAccount

if TYPE_CHECKING:
    from auth_service.domain.role import Role


class StaffCommand(OperatorCommand):
    """The password never stands on the command line, where every user of the machine could read it."""

    role: Role

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default=os.environ.get("STAFF_EMAIL"), help="or STAFF_EMAIL, or asked for")
        parser.add_argument("--first-name", default=os.environ.get("STAFF_FIRST_NAME"))
        parser.add_argument("--last-name", default=os.environ.get("STAFF_LAST_NAME"))
        parser.add_argument("--no-input", action="store_true", help="ask nothing; the password is in STAFF_PASSWORD")

    def run(self, options: Options) -> None:
        self._ask = not options["no_input"]
        email = self._get(options["email"], "E-mail address")
        create_staff = get_application().create_staff
        if existing := create_staff.find(email, self.role):
            self.stdout.write(f"{existing.email.text} is {self.role.value} already; nothing was changed.")
            return
        new = NewAccount(
            email=email,
            password=self._get_password(),
            first_name=self._get(options["first_name"], "First name"),
            last_name=self._get(options["last_name"], "Last name"),
        )
        account = create_staff(new, self.role)
        self.stdout.write(self.style.SUCCESS(f"{account.email.text} is {self.role.value} now."))

    def _get(self, given: str | bool | None, what: str) -> str:
        if isinstance(given, str) and given:
            return given
        if not self._ask:
            raise CommandError(f"{what} is missing; see --help.")
        return input(f"{what}: ")

    def _get_password(self) -> str:
        if given := os.environ.get("STAFF_PASSWORD"):
            return given
        if not self._ask:
            raise CommandError("STAFF_PASSWORD is not set.")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Password again: "):
            raise CommandError("The two passwords differ; nothing was created.")
        return password

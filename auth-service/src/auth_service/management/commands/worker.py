"""`worker`: everything that happens without a request, which is sending letters."""

from __future__ import annotations

from auth_service.bootstrap import build_send_letters, get_configuration, get_database
from auth_service.management.operator_command import OperatorCommand, Options
from auth_service.worker import run_worker, stop_on_signal


class Command(OperatorCommand):
    help = "Send letters to owners of accounts, until SIGTERM."
    requires_system_checks: list[str] = []  # they would import the schema, which this command has no use for

    def run(self, options: Options) -> None:
        run_worker(build_send_letters(get_configuration(), get_database()), stop_on_signal())

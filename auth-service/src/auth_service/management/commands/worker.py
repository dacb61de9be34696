"""`worker`: everything that happens without a request, which is sending letters and relaying events."""

from __future__ import annotations

from auth_service.bootstrap import build_send_letters, get_configuration, get_database
from auth_service.management.operator_command import OperatorCommand, Options
from auth_service.worker import run_worker, stop_on_signal
from wire.bus import open_event_bus
from wire.outbox import OutboxRelay


class Command(OperatorCommand):
    help = "Send letters to owners of accounts and tell the airline of closed ones, until SIGTERM."
    requires_system_checks: list[str] = []  # they would import the schema, which this command has no use for

    def run(self, options: Options) -> None:
        configuration, database = get_configuration(), get_database()
        bus = open_event_bus(configuration.event_bus)
        relay = OutboxRelay(bus, [database["accounts"]])
        try:
            run_worker(build_send_letters(configuration, database), relay, stop_on_signal())
        finally:
            bus.close()

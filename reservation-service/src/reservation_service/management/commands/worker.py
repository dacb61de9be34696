"""`worker [--only relay|consumer|sweeper]`: everything that happens without a request."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reservation_service.bootstrap import (
    build_enter_directory,
    build_fill_directory,
    build_send_letters,
    build_send_webhooks,
    get_application,
    get_configuration,
    get_database,
)
from reservation_service.events.listing import ListingBus
from reservation_service.worker import PARTS, Worker, stop_on_signal
from wire.bus import open_event_bus


class Command(BaseCommand):  # type: ignore[misc]  # Django has no types
    help = "Relay events, settle reservations, expire overdue ones, until SIGTERM."
    requires_system_checks: list[str] = []  # they would import the schema, which this command has no use for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=PARTS, help="run one part; by default all of them")

    def handle(self, *, only: str | None, **_: Any) -> None:
        stop = stop_on_signal()
        configuration, database = get_configuration(), get_database()
        bus = ListingBus(open_event_bus(configuration.event_bus), build_enter_directory(database))
        letters, webhooks = build_send_letters(database, configuration), build_send_webhooks(database, configuration)
        directory = build_fill_directory(database)
        Worker(get_application(), letters, webhooks, directory, database, bus).run(only, stop)

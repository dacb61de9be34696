"""`ensure_indexes`: create every index the service's statements rely on; running it again changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from flight_service.bootstrap import get_database
from flight_service.storage.mongo import ensure_indexes
from wire.inbox import Inbox


class Command(BaseCommand):  # type: ignore[misc]  # Django comes without type information
    help = "Create the indexes of the flights database."
    requires_system_checks: list[str] = []  # they would import the schema, which this command has no use for

    def handle(self, *args: Any, **options: Any) -> None:
        database = get_database()
        ensure_indexes(database)
        Inbox(database["inbox"]).ensure_indexes()
        self.stdout.write("The indexes are in place.")

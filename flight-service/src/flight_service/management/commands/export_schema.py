"""`export_schema`: print the subgraph's SDL, for composition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from flight_service.schema.build import schema


class Command(BaseCommand):  # type: ignore[misc]  # Django comes without type information
    help = "Print the SDL of the flights subgraph."
    # The schema needs no database, and none is at hand where schemas are composed.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(schema.as_str())

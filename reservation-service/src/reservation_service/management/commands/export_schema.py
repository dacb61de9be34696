"""`export_schema`: the subgraph's SDL on standard output, for composition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reservation_service.schema.build import build_schema


class Command(BaseCommand):  # type: ignore[misc]  # Django has no types
    help = "Print the subgraph's SDL."

    def handle(self, **_: Any) -> None:
        self.stdout.write(build_schema().as_str())

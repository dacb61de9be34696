"""`ensure_indexes`: create the indexes the service relies on; unique ones are part of its correctness."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reservation_service.bootstrap import ensure_indexes, get_database


class Command(BaseCommand):  # type: ignore[misc]  # Django has no types
    help = "Create missing indexes; harmless to repeat."

    def handle(self, **_: Any) -> None:
        ensure_indexes(get_database())
        self.stdout.write("reservations: indexes are in place")

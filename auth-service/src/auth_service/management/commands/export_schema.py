"""`export_schema`: the subgraph's SDL on standard output, ready to compose."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from auth_service.schema.build import print_subgraph


class Command(BaseCommand):  # type: ignore[misc]  # Django has no types
    help = "Print the schema of this subgraph."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(print_subgraph())

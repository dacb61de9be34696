"""`export_schema`: the subgraph's SDL on standard output, ready to compose."""

from __future__ import annotations

from auth_service.management.operator_command import OperatorCommand, Options
from auth_service.schema.build import print_subgraph


class Command(OperatorCommand):
    help = "Print the schema of this subgraph."

    def run(self, options: Options) -> None:
        self.stdout.write(print_subgraph())

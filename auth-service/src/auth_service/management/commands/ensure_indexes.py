"""`ensure_indexes`: the indexes and the first signing keys; may be run at every start."""

from __future__ import annotations

from auth_service.bootstrap import get_database, get_key_store
from auth_service.management.operator_command import OperatorCommand, Options
from auth_service.storage.mongo import ensure_indexes


class Command(OperatorCommand):
    help = "Create the database's indexes and the first signing keys, where they are missing."

    def run(self, options: Options) -> None:
        ensure_indexes(get_database())
        get_key_store().ring()
        self.stdout.write("Indexes and signing keys are in place.")

"""`rotate_keys`: the announced key begins to sign, a new one is announced. Run it every few weeks, or after a leak."""

from __future__ import annotations

from datetime import timedelta

from django.core.management.base import CommandParser

from auth_service.bootstrap import get_key_store
from auth_service.management.operator_command import OperatorCommand, Options
from auth_service.tokens.jwks import KEPT_AFTER_USE, PUBLISHED_BEFORE_USE


class Command(OperatorCommand):
    help = "Put the announced signing key to use and announce a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--now",
            action="store_true",
            help="even if verifiers may not know the announced key yet: they may refuse tokens for some minutes",
        )
        parser.add_argument(
            "--leaked",
            action="store_true",
            help="withdraw the present and all retired keys at once: everybody has to refresh or log in again",
        )

    def run(self, options: Options) -> None:
        published_for = timedelta(0) if options["now"] or options["leaked"] else PUBLISHED_BEFORE_USE
        keep_retired_for = timedelta(0) if options["leaked"] else KEPT_AFTER_USE
        ring = get_key_store().rotate(published_for=published_for, keep_retired_for=keep_retired_for)
        for key in ring.keys:
            self.stdout.write(f"{key.kid}  {key.state.value:8} created {key.created_at:%Y-%m-%d %H:%M:%S}Z")

"""What all commands share: a failure that an operator can do something about is one sentence, not a traceback."""

from __future__ import annotations

from typing import TypeAlias

from django.core.management.base import BaseCommand, CommandError

from auth_service.domain.refusals import Refusal
from auth_service.tokens.key_store import RotationRefused
from auth_service.tokens.sealing import SealBroken

Options: TypeAlias = dict[str, str | bool | None]


class OperatorCommand(BaseCommand):  # type: ignore[misc]  # Django has no types
    """Commands implement `run`."""

    def handle(self, *args: object, **options: str | bool | None) -> None:
        try:
            self.run(options)
        except (Refusal, RotationRefused, SealBroken) as error:
            raise CommandError(str(error)) from error

    def run(self, options: Options) -> None:
        raise NotImplementedError

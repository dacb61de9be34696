"""`reseal_secrets`: seal by the newest DOCUMENT_SECRET what older ones have sealed; then those can be thrown away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reservation_service.bootstrap import build_reseal, get_configuration, get_database


class Command(BaseCommand):  # type: ignore[misc]  # Django has no types
    help = "Seal travel documents and webhook secrets anew by DOCUMENT_SECRET; harmless to repeat or to stop."
    requires_system_checks: list[str] = []  # they would import the schema, which this command has no use for

    def handle(self, **_: Any) -> None:
        reseal = build_reseal(get_database(), get_configuration())
        documents, webhooks = reseal.reservations_anew(), reseal.webhooks_anew()
        self.stdout.write(f"sealed anew: {documents.done} reservations, {webhooks.done} webhooks")
        if documents.broken or webhooks.broken:
            raise CommandError(
                f"No secret opens {documents.broken} reservations and {webhooks.broken} webhooks: name the secret they "
                "were sealed by in OTHER_DOCUMENT_SECRETS and run this again."
            )
        self.stdout.write("everything is sealed by DOCUMENT_SECRET")

"""Staff's webhooks: register one, see what was delivered, have it tried again, remove it. Every act goes on record."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from reservation_service.domain.ports import Clock
from reservation_service.domain.refusals import Conflict, InvalidInput, NotFound
from reservation_service.domain.vault import Vault
from reservation_service.domain.webhook_addresses import AddressRules, check_address
from reservation_service.domain.webhooks import (
    MAX_WEBHOOKS,
    Deliveries,
    Delivery,
    DeliveryState,
    Webhook,
    Webhooks,
)
from reservation_service.usecases.find_reservations import check_first
from reservation_service.usecases.staff_desk import StaffActs, require_staff
from wire.identity import Caller

SECRET_BYTES = 32
# By which the libraries of Standard Webhooks know a secret.
SECRET_PREFIX = "whsec_"  # noqa: S105 - a prefix, not a secret
MAX_DESCRIPTION_LENGTH = 100


@dataclass(frozen=True, slots=True)
class WebhookDesk:
    webhooks: Webhooks
    deliveries: Deliveries
    vault: Vault
    rules: AddressRules
    acts: StaffActs
    clock: Clock
    new_id: Callable[[], str]

    def register(self, caller: Caller, url: str, description: str) -> tuple[Webhook, str]:
        """The webhook, and its secret, which is told only now."""
        user_id = require_staff(caller)
        address, words = check_address(url, self.rules), " ".join(description.split())
        if len(words) > MAX_DESCRIPTION_LENGTH:
            raise InvalidInput("description", f"At most {MAX_DESCRIPTION_LENGTH} characters.")
        known = self.webhooks.list()
        if any(one.url == address for one in known):
            raise Conflict("There is a webhook for this address already.")
        if len(known) >= MAX_WEBHOOKS:
            raise Conflict(f"There are {MAX_WEBHOOKS} webhooks already; remove one first.")
        secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        webhook = Webhook(
            id=self.new_id(),
            url=address,
            description=words,
            sealed_secret=self.vault.seal(secret),
            created_by=user_id,
            created_at=self.clock(),
        )
        self.acts.record(caller, "register webhook", webhook.id, address)
        self.webhooks.add(webhook)
        return webhook, secret

    def remove(self, caller: Caller, webhook_id: str) -> bool:
        require_staff(caller)
        self.acts.record(caller, "remove webhook", webhook_id)
        return self.webhooks.remove(webhook_id)

    def list_deliveries(
        self, caller: Caller, webhook_id: str, *, first: int, after: str | None, state: DeliveryState | None
    ) -> tuple[list[Delivery], bool]:
        """The newest, and whether there are more."""
        require_staff(caller)
        check_first(first)
        if self.webhooks.find(webhook_id) is None:
            raise NotFound("There is no such webhook.")
        found = self.deliveries.list_of(webhook_id, limit=first + 1, before=after, state=state)
        return found[:first], len(found) > first

    def replay(self, caller: Caller, webhook_id: str, delivery_id: str) -> bool:
        require_staff(caller)
        self.acts.record(caller, "replay webhook delivery", webhook_id, delivery_id)
        return self.deliveries.replay(webhook_id, delivery_id, self.clock())

    def list(self, caller: Caller) -> list[Webhook]:
        require_staff(caller)
        return self.webhooks.list()

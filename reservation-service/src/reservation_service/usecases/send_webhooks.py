"""The worker's part in webhooks: what a traveller is told is told to partners too, signed, at least once.

The state of a reservation and that there may be something to tell are saved in one write, as for letters (ADR 0015).
From that, deliveries are made, and each is tried until it is over. One partner who does not answer holds up no other.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reservation_service.domain.notifications import Notification, collect_notifications
from reservation_service.domain.ports import Clock
from reservation_service.domain.reservation import Reservation
from reservation_service.domain.webhooks import (
    MAX_TRIES,
    Deliveries,
    Delivery,
    DeliveryState,
    Messenger,
    PartnerSaidNo,
    Webhook,
    Webhooks,
    find_pause,
    find_untold,
)

BATCH = 100
# So many partners are written to at a time.
PARTNERS_AT_ONCE = 4
# Longer than a partner may take: whoever has not written down the end by then has died.
CLAIM = timedelta(minutes=1)
# A partner who answers slowly is left after this, so that the others are not kept waiting by what is due to her.
SERVING = timedelta(seconds=10)
# What is older has been told and forgotten: it must not become news again.
KEPT = timedelta(days=30)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SendWebhooks:
    webhooks: Webhooks
    deliveries: Deliveries
    messenger: Messenger
    clock: Clock

    def __call__(self) -> int:
        """How many deliveries were tried."""
        self.deliveries.forget(self.clock() - KEPT)
        webhooks = self.webhooks.list()
        if not webhooks:
            return 0
        due = self.deliveries.list_due_reservations(self.clock(), limit=BATCH)
        for reservation in due:
            self._prepare(reservation, webhooks)
        if due:
            self._forget_removed(webhooks)
        with ThreadPoolExecutor(PARTNERS_AT_ONCE) as pool:
            return sum(pool.map(self._serve, webhooks))

    def _forget_removed(self, webhooks: Sequence[Webhook]) -> None:
        """A webhook may have been removed, with what was to be sent to it, while more was prepared."""
        for webhook in webhooks:
            if self.webhooks.find(webhook.id) is None:
                self.deliveries.forget_webhook(webhook.id)

    def _prepare(self, reservation: Reservation, webhooks: Sequence[Webhook]) -> None:
        known_until = self.clock() - KEPT
        news = [one for one in collect_notifications([reservation]) if one.at >= known_until]
        self.deliveries.add_all(
            [
                build_delivery(webhook, reservation, one, self.clock())
                for webhook in webhooks
                for one in find_untold(reservation, news, webhook)
            ]
        )
        self.deliveries.set_told(reservation)

    def _serve(self, webhook: Webhook) -> int:
        """What is due to one partner, until it fails, for then the rest would too, or takes too long."""
        tried, until = 0, self.clock() + SERVING
        for delivery in self.deliveries.list_due(webhook.id, self.clock(), limit=BATCH):
            if not self.deliveries.claim(delivery, self.clock() + CLAIM):
                continue
            tried += 1
            ended = self._try(webhook, replace(delivery, tries=delivery.tries + 1))
            self.deliveries.save(ended)
            if ended.state is not DeliveryState.DELIVERED or self.clock() >= until:
                break
        return tried

    def _try(self, webhook: Webhook, delivery: Delivery) -> Delivery:
        fields = {"webhook_id": webhook.id, "reservation_id": delivery.reservation_id, "type": delivery.type}
        try:
            answer = self.messenger.send(webhook, delivery)
        except PartnerSaidNo as error:
            return self._put_off(delivery, str(error), fields)
        except Exception as error:
            # A fault of ours with one partner must neither hold up the others nor end the worker.
            log.exception("webhook could not be sent", extra=fields)
            return self._put_off(delivery, f"Not sent: {error!r}"[:200], fields)
        log.info("webhook delivered", extra=fields)
        now = self.clock()
        return replace(delivery, state=DeliveryState.DELIVERED, again_at=None, answer=answer, closed_at=now)

    def _put_off(self, delivery: Delivery, answer: str, fields: dict[str, str]) -> Delivery:
        now = self.clock()
        if delivery.tries >= MAX_TRIES:
            log.error("webhook given up", extra={**fields, "error": answer})
            return replace(delivery, state=DeliveryState.GIVEN_UP, again_at=None, answer=answer, closed_at=now)
        log.warning("webhook not delivered, trying again", extra={**fields, "error": answer})
        return replace(delivery, again_at=now + find_pause(delivery.tries - 1), answer=answer)


def build_delivery(webhook: Webhook, reservation: Reservation, news: Notification, at: datetime) -> Delivery:
    """Who travels is nobody's affair but the airline's and hers: what is told has no names."""
    kind = f"reservation.{news.kind.lower()}"
    told = {
        "id": news.id,
        "type": kind,
        "timestamp": news.at.isoformat(),
        "data": {
            "reservation_id": reservation.id,
            "record_locator": reservation.locator.text,
            "status": reservation.status.value,
            "version": reservation.version,
        },
    }
    return Delivery(
        id=f"{webhook.id}:{news.id}",
        webhook_id=webhook.id,
        reservation_id=reservation.id,
        type=kind,
        occurred_at=news.at,
        body=json.dumps(told, separators=(",", ":")),
        again_at=at,
    )

"""Webhooks: addresses of partners who are told what becomes of reservations, and the deliveries to them.

A delivery is one notification for one webhook, under an id made of both, so that none is made twice. It is tried, with
pauses that grow, until the partner says yes or most of a day has passed; staff can have it tried again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from reservation_service.domain.notifications import Notification
from reservation_service.domain.reservation import Reservation

MAX_WEBHOOKS = 20
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# With pauses that double up to an hour this is about a day.
MAX_TRIES = 32
LONGEST_TRYING = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """The secret is shown once, when it is made, and kept sealed: what is signed with it proves that we said it."""

    id: str
    url: str
    description: str
    sealed_secret: str
    created_by: str
    created_at: datetime


class DeliveryState(StrEnum):
    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    GIVEN_UP = "GIVEN_UP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`again_at` is when it is tried next, None when it is over; `answer` is what the last try met with."""

    id: str
    webhook_id: str
    reservation_id: str
    type: str
    occurred_at: datetime
    body: str
    state: DeliveryState = DeliveryState.WAITING
    tries: int = 0
    again_at: datetime | None = None
    answer: str = ""
    closed_at: datetime | None = None

    @property
    def order(self) -> str:
        """By time, and by id where that is equal: what a page of the log begins after."""
        return f"{self.occurred_at:%Y-%m-%dT%H:%M:%S.%f}|{self.id}"


class Webhooks(Protocol):
    def add(self, webhook: Webhook) -> None: ...

    def remove(self, webhook_id: str) -> bool:
        """And what waits for it; False if there is no such one."""

    def find(self, webhook_id: str) -> Webhook | None: ...

    def reseal(self, webhook: Webhook, sealed_secret: str) -> None:
        """The same secret, sealed otherwise."""

    def list(self) -> list[Webhook]:
        """All of them: there are few."""


class Deliveries(Protocol):
    def list_due_reservations(self, at: datetime, *, limit: int) -> list[Reservation]:
        """Those that something may have to be told about."""

    def set_told(self, reservation: Reservation) -> None:
        """Nothing more to tell until it changes. Nothing, if it has changed meanwhile."""

    def add_all(self, deliveries: Sequence[Delivery]) -> None:
        """Those that are not there yet."""

    def list_due(self, webhook_id: str, at: datetime, *, limit: int) -> list[Delivery]: ...

    def claim(self, delivery: Delivery, until: datetime) -> bool:
        """Try it now; False if another does."""

    def save(self, delivery: Delivery) -> None:
        """How it ended, or when it is tried again."""

    def list_of(
        self, webhook_id: str, *, limit: int, before: str | None = None, state: DeliveryState | None = None
    ) -> list[Delivery]:
        """The newest first."""

    def replay(self, webhook_id: str, delivery_id: str, at: datetime) -> bool:
        """As if it had never been tried; False if there is no such one."""

    def forget(self, before: datetime) -> None:
        """Those that were over by then, and those that nobody can be trying any more."""

    def forget_webhook(self, webhook_id: str) -> None:
        """All of them."""


class PartnerSaidNo(Exception):
    """Or nothing, or nothing that can be understood; the message is for staff."""


class Messenger(Protocol):
    def send(self, webhook: Webhook, delivery: Delivery) -> str:
        """What the partner answered. Raises PartnerSaidNo."""


def find_untold(reservation: Reservation, news: Collection[Notification], webhook: Webhook) -> list[Notification]:
    """What happened since the webhook was there."""
    return [one for one in news if one.at >= webhook.created_at and one.reservation_id == reservation.id]


def find_pause(tries: int) -> timedelta:
    """After so many."""
    # The power is bounded, so that no try makes a number nobody can add to a date.
    pause: timedelta = FIRST_PAUSE * 2 ** min(tries, 20)
    return min(pause, LONGEST_PAUSE)

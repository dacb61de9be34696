"""The application over reservations in memory and a clock that stands still."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reservation_service.bootstrap import Application, Parts, build_application
from reservation_service.domain.staff import AuditEntry
from reservation_service.storage.memory import (
    InMemoryAvailability,
    InMemoryDirectory,
    InMemoryPaymentTroubles,
    InMemoryReservations,
)

sys.path.insert(0, str(Path(__file__).parent))  # so that tests find their neighbours

from enough_places import EnoughPlaces


@dataclass
class Clock:
    now: datetime = datetime(2026, 12, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class NoThrottle:
    def hit(self, key: str, *, limit: int, window_seconds: int) -> int | None:
        return None


class NoWaiting:
    def wait(self, reservation_id: str, known_version: int, seconds: float) -> None:
        return None


@dataclass
class InMemoryAudit:
    entries: list[AuditEntry] = field(default_factory=list)

    def record(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    def list(
        self, *, limit: int, before: str | None = None, user_id: str | None = None, target: str | None = None
    ) -> list[AuditEntry]:
        return self.entries[::-1][:limit]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reservations() -> InMemoryReservations:
    return InMemoryReservations()


@pytest.fixture
def build(clock: Clock, reservations: InMemoryReservations) -> Callable[..., Application]:
    """`payments` is for the tests that pay; nobody reads dead letters or notifications here."""

    def build_with(payments: Any = None, *, is_payment_required: bool = False) -> Application:
        nobody: Any = None
        parts = Parts(
            reservations=reservations,
            throttle=NoThrottle(),
            changes=NoWaiting(),
            payments=payments,
            payment_troubles=InMemoryPaymentTroubles(),
            audit=InMemoryAudit(),
            dead_letters=nobody,
            readers=nobody,
            closed_accounts=nobody,
            directory=InMemoryDirectory(),
            vault=nobody,
            waiting_places=nobody,
            hold_places=EnoughPlaces(),
            booking_places=EnoughPlaces(),
            used_offers=nobody,
            availability=InMemoryAvailability(),
            webhooks=nobody,
            deliveries=nobody,
            webhook_vault=nobody,
            webhook_addresses=nobody,
            clock=clock,
            pause=lambda seconds: None,  # the clock stands: nobody answers meanwhile
        )
        return build_application(parts, pending_lifetime=timedelta(minutes=10), is_payment_required=is_payment_required)

    return build_with

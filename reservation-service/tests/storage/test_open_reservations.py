"""What is over of an account's reservations is read once, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from reservation_service.storage.open_reservations import OpenReservations
from wire.database import connect

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
IN_A_WEEK = NOW + timedelta(days=7)


class Read(CommandListener):
    """Counts the documents that come from the database."""

    def __init__(self) -> None:
        self.documents = 0

    def started(self, event: CommandStartedEvent) -> None:
        """Only what is answered matters."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        cursor = event.reply.get("cursor", {})
        self.documents += len(cursor.get("firstBatch", ())) + len(cursor.get("nextBatch", ()))

    def failed(self, event: CommandFailedEvent) -> None:
        """Only what is answered matters."""


@dataclass
class Account:
    database: Any
    read: Read
    now: datetime = NOW
    reservations: OpenReservations = field(init=False)

    def __post_init__(self) -> None:
        self.reservations = OpenReservations(self.database, lambda: self.now)

    def store(self, number: int, status: str, *, at: datetime = NOW, departs_at: datetime = IN_A_WEEK) -> str:
        reservation = {"_id": f"r{number:04}", "user_id": "user 1", "status": status, "created_at": at}
        self.database["reservations"].insert_one({**reservation, "segments": [{"departs_at": departs_at}]})
        return f"r{number:04}"

    def cancel(self, reservation_id: str) -> None:
        self.database["reservations"].update_one({"_id": reservation_id}, {"$set": {"status": "CANCELLED"}})

    def ask(self) -> tuple[list[str], int]:
        """Which are open, and how many documents were read for it."""
        before = self.read.documents
        found = [one["_id"] for one in self.reservations.find("user 1")]
        return sorted(found), self.read.documents - before


@pytest.fixture
def account(mongodb_url: str) -> Iterator[Account]:
    read = Read()
    database = connect(mongodb_url, f"test_{uuid4().hex[:16]}", listeners=[read])
    yield Account(database, read)
    database.client.drop_database(database.name)
    database.client.close()


def test_what_is_over_is_read_once(account: Account) -> None:
    kept = account.store(0, "CONFIRMED")
    for number in range(1, 40):
        account.store(number, "CANCELLED")
    account.now = NOW + 10 * MINUTE
    assert account.ask() == ([kept], 40)
    assert account.ask() == ([kept], 1)
    newer = account.store(40, "PENDING", at=account.now)
    assert account.ask() == ([kept, newer], 2)
    account.cancel(kept)
    assert account.ask() == ([newer], 2)
    assert account.ask() == ([newer], 1)


def test_one_that_is_stored_a_moment_after_a_newer_one_is_not_missed(account: Account) -> None:
    account.store(5, "CANCELLED")
    assert account.ask() == ([], 1)
    late = account.store(3, "PENDING")
    assert account.ask() == ([late], 2)


def test_a_journey_is_over_days_after_its_last_flight_left(account: Account) -> None:
    flown = account.store(1, "CONFIRMED", departs_at=NOW + MINUTE)
    account.now = NOW + 10 * MINUTE
    assert account.ask() == ([flown], 1)
    account.now = NOW + timedelta(days=3)
    assert account.ask() == ([], 1)
    assert account.ask() == ([], 0)


def test_accounts_that_nothing_is_known_of_are_asked_for_together(account: Account) -> None:
    booked = account.store(1, "CONFIRMED")
    found = account.reservations.find_many(["user 2", "user 1"])
    assert {user: [one["_id"] for one in open_ones] for user, open_ones in found.items()} == {
        "user 1": [booked],
        "user 2": [],
    }

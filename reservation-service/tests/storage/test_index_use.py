"""No statement reads a whole collection, and no index is kept that none of them needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pymongo.collection import Collection

from reservation_service.bootstrap import ensure_indexes
from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.ports import Attempt, Place
from reservation_service.domain.reservation import ReservationStatus, open_reservation
from reservation_service.storage.account_places import BOOKINGS, MongoAccountPlaces
from reservation_service.storage.directory import MongoDirectory, MongoKnownReservations
from reservation_service.storage.letters import MongoLetters
from reservation_service.storage.mongo import OBSOLETE_INDEXES, MongoReservations
from reservation_service.storage.open_reservations import OpenReservations
from reservation_service.storage.webhooks import MongoDeliveries
from reservation_service.usecases.enter_directory import EnterDirectory
from wire.database import connect
from wire.index_use import Statements, explain, find_index_names, find_scans
from wire.outbox import PENDING

NOW = datetime(2026, 12, 1, tzinfo=UTC)
# The one every collection has.
ALWAYS = {"_id_"}


@pytest.fixture
def statements() -> Statements:
    return Statements()


@pytest.fixture
def database(mongodb_url: str, statements: Statements) -> Iterator[Any]:
    database = connect(mongodb_url, f"test_{uuid4().hex[:16]}", listeners=[statements])
    ensure_indexes(database)
    for number in range(20):
        store_one(MongoReservations(database), number)
    statements.asked.clear()
    yield database
    database.client.drop_database(database.name)
    database.client.close()


def store_one(reservations: MongoReservations, number: int) -> None:
    reservation = open_reservation(
        id=f"r{number}",
        locator=RecordLocator(f"L{number}"),
        user_id=f"user {number % 3}",
        segments=(Segment(flight_id=f"F{number % 2}", cabin=Cabin.ECONOMY),),
        passengers=(Passenger("Ada", "Lovelace", PassengerType.ADULT),),
        quoted_total=None,
        at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    reservations.add(reservation, Attempt(f"key {number}", "f"), [])


def ask_everything(database: Any) -> None:
    """Every way in which the service looks for reservations."""
    reservations, failed = MongoReservations(database), ReservationStatus.FAILED
    reservations.find("r1")
    reservations.find_many(["r1", "r2"])
    reservations.find_attempt("user 1", "key 1")
    reservations.find_by_locator(RecordLocator("L1"))
    reservations.find_saga("r1")
    reservations.find_versions(["r1"])
    for status in (None, failed):
        reservations.list_of_user("user 1", limit=5, before="r9", status=status)
        reservations.count_of_user("user 1", status)
        reservations.list_on_flight("F1", limit=5, before="r9", status=status)
        reservations.count_on_flight("F1", status)
    reservations.list_of_users({"user 1", "user 2"}, limit=5)
    reservations.count_with_status(failed)
    reservations.list_active_on_flight("F1")
    reservations.list_overdue(NOW, limit=5)
    reservations.list_waitlisted("F1", "ECONOMY", limit=5)
    reservations.list_waitlisted_ids("F1", "ECONOMY")
    reservations.count_waitlisted("F1", "ECONOMY", before="r9")
    reservations.list_unsettled_payments(limit=5)

    def later() -> datetime:
        """So much that what has been read once is not read again."""
        return NOW + timedelta(hours=1)

    places = MongoAccountPlaces(database, "booking_places", BOOKINGS, OpenReservations(database, later), later)
    for key in ("once", "twice"):
        places.take("user 1", key, [Place(limit=9), Place(limit=9, flight_id="F1")])
    MongoLetters(database).list_due(NOW, limit=5)
    MongoDeliveries(database).list_due_reservations(NOW, limit=5)
    list(database["reservations"].find(PENDING, {"outbox": 1}))
    EnterDirectory(MongoDirectory(database), MongoKnownReservations(database))(["r1", "r2"])
    MongoDirectory(database).list(["name:love", "name:lovelace ada"], limit=5, after="name:lovelace a")


def test_nothing_is_found_by_looking_at_everything(database: Any, statements: Statements) -> None:
    ask_everything(database)
    assert {collection for collection, _ in statements.asked} == {*("reservations", "booking_places", "directory")}
    assert find_scans(database, statements) == []


def test_every_index_is_needed_by_a_statement(database: Any, statements: Statements) -> None:
    """An index that nothing reads is still written with every reservation."""
    ask_everything(database)
    read: set[str] = set()
    for collection, wanted in list(statements.asked):
        for part in (wanted, *({field: value} for field, value in wanted.items())):
            read |= find_index_names(explain(database, collection, part))
    assert database["reservations"].index_information().keys() - ALWAYS - read == set()


def test_indexes_of_earlier_versions_are_dropped(database: Any) -> None:
    reservations = database["reservations"]
    reservations.create_index([("user_id", 1), ("status", 1), ("_id", -1)])
    reservations.create_index([("flight_ids", 1), ("_id", -1)])
    assert reservations.index_information().keys() >= OBSOLETE_INDEXES
    ensure_indexes(database)
    assert reservations.index_information().keys().isdisjoint(OBSOLETE_INDEXES)


def test_two_hosts_may_drop_them_in_the_same_moment(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """This one saw them just before the other dropped them."""
    monkeypatch.setattr(Collection, "index_information", lambda _: dict.fromkeys(OBSOLETE_INDEXES))
    ensure_indexes(database)

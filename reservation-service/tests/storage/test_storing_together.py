"""Orders that come at once are stored at once, and each is told what became of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure

from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.ports import Attempt, AttemptKnown, LocatorTaken, Reservations
from reservation_service.domain.reservation import Reservation, open_reservation
from reservation_service.storage.mongo import MongoReservations, find_failures

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def build(id: str, locator: str) -> Reservation:
    return open_reservation(
        id=id,
        locator=RecordLocator(locator),
        user_id="ada",
        segments=(Segment(flight_id="F1", cabin=Cabin.ECONOMY),),
        passengers=(Passenger("Ada", "Lovelace", PassengerType.ADULT),),
        quoted_total=None,
        at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )


def test_of_many_at_once_each_hears_its_own_outcome(store: Reservations) -> None:
    store.add(build("first", "TAKEN1"), Attempt("known", "f"), [])

    def add(number: int) -> str:
        """Every third has a locator that is taken, every third a key that was used."""
        locator = "TAKEN1" if number % 3 == 1 else f"L{number}"
        key = "known" if number % 3 == 2 else f"key {number}"
        try:
            store.add(build(f"r{number}", locator), Attempt(key, "f"), [])
        except LocatorTaken:
            return "locator taken"
        except AttemptKnown:
            return "attempt known"
        return "stored"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(add, range(48)))
    assert outcomes == ["stored", "locator taken", "attempt known"] * 16
    assert sorted(store.find_many([f"r{number}" for number in range(48)])) == sorted(
        f"r{number}" for number in range(0, 48, 3)
    )


def test_attempts_asked_for_at_once_are_each_found_or_not(store: Reservations) -> None:
    for number in range(30):
        store.add(build(f"r{number}", f"L{number}"), Attempt(f"key {number}", "f"), [])
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda number: store.find_attempt("ada", f"key {number}"), range(60)))
    assert [one[0].id if one else None for one in found] == [f"r{number}" for number in range(30)] + [None] * 30


def test_one_that_cannot_be_written_keeps_no_other_out(database: Any) -> None:
    mongo = MongoReservations(database)
    good, bad = {"_id": "good"}, {"_id": "bad", "field": object()}
    failures = mongo._insert_all([bad, good])
    assert isinstance(failures[0], Exception)
    assert failures[1] is None
    assert [one["_id"] for one in database["reservations"].find({"_id": {"$in": ["good", "bad"]}})] == ["good"]


def test_what_may_be_rolled_back_is_stored_for_nobody() -> None:
    error = BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 64, "errmsg": "waiting timed out"}]})
    with pytest.raises(BulkWriteError):
        find_failures(error, 2)


def test_failures_of_other_kinds_are_not_taken_for_duplicates() -> None:
    failed = [{"index": 0, "code": 11000, "errmsg": "there"}, {"index": 2, "code": 10334, "errmsg": "too large"}]
    first, second, third = find_failures(BulkWriteError({"writeErrors": failed}), 3)
    assert isinstance(first, DuplicateKeyError)
    assert second is None
    assert isinstance(third, OperationFailure)
    assert not isinstance(third, DuplicateKeyError)

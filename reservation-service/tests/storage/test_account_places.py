"""Places of an account for what is about to be stored."""

from __future__ import annotations

from datetime import UTC, datetime

from pymongo.database import Database

from reservation_service.domain.ports import Place
from reservation_service.storage.account_places import BOOKINGS, MongoAccountPlaces
from reservation_service.storage.open_reservations import OpenReservations
from wire.database import Document

NOW = datetime.now(UTC)


def test_an_attempt_that_comes_again_with_more_seats_has_them_counted(database: Database[Document]) -> None:
    """What it asked for first was not stored: something else was wrong with it."""
    places = MongoAccountPlaces(
        database, "booking_places", BOOKINGS, OpenReservations(database, lambda: NOW), lambda: NOW
    )

    def take(key: str, seats: int) -> bool:
        return places.take("user 1", key, [Place(18, seats, "F1")]) is None

    assert take("the first goes through unwritten", 1)
    assert [take("a", 1), take("b", 1)] == [True] * 2
    assert [take("a", 9), take("b", 9), take("a", 9), take("a", 1)] == [True] * 4
    assert not take("c", 1)
    assert not take("a", 10)

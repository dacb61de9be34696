from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from pymongo.database import Database

from reservation_service.storage.throttle import MongoThrottle
from wire.database import Document


class Clock:
    now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def throttle(database: Database[Document]) -> MongoThrottle:
    # Databases forget by their own clock what is over; modules are read long before their tests run.
    Clock.now = datetime.now(UTC).replace(microsecond=0)
    throttle = MongoThrottle(database, Clock())
    throttle.ensure_indexes()
    return throttle


def test_tries_are_allowed_up_to_the_limit_in_each_window(throttle: MongoThrottle) -> None:
    """It begins with the first of them."""
    answers = [throttle.hit("a", limit=3, window_seconds=60) for _ in range(4)]
    assert answers == [None, None, None, 60]
    Clock.now += timedelta(seconds=40)
    assert throttle.hit("a", limit=3, window_seconds=60) == 20
    assert throttle.hit("b", limit=3, window_seconds=60) is None
    Clock.now += timedelta(seconds=20)
    answers = [throttle.hit("a", limit=3, window_seconds=60) for _ in range(4)]
    assert answers == [None, None, None, 60]


def test_tries_at_once_are_all_counted(throttle: MongoThrottle) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: throttle.hit("c", limit=10, window_seconds=3600), range(40)))
    assert answers.count(None) == 10

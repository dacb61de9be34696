from __future__ import annotations

import pytest

from reservation_service.domain.ports import Reservations
from reservation_service.storage.memory import InMemoryReservations
from reservation_service.storage.mongo import MongoReservations


@pytest.fixture(params=["memory", "mongo"])
def store(request: pytest.FixtureRequest) -> Reservations:
    """Every implementation of the port; each test of the contract runs with all of them."""
    if request.param == "memory":
        return InMemoryReservations()
    mongo = MongoReservations(request.getfixturevalue("database"))
    mongo.ensure_indexes()
    return mongo

"""Stores to test against: in memory, and the same again on a real database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # so that every test finds flight_builders.py and flight_shelves.py

from flight_shelves import Shelf, build_memory_shelf, build_mongo_shelf

from flight_service.usecases.stores import Stores


@pytest.fixture(params=["memory", "mongo"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    if request.param == "memory":
        return build_memory_shelf()
    return build_mongo_shelf(request.getfixturevalue("database"))


@pytest.fixture
def stores(shelf: Shelf) -> Stores:
    return shelf.stores


@pytest.fixture
def mongo_shelf(database: Any) -> Shelf:
    return build_mongo_shelf(database)

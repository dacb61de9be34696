"""What every store of free seats promises; run over memory and over MongoDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from reservation_service.domain.availability import Availability, CabinSeats
from reservation_service.storage.availability import MongoAvailability
from reservation_service.storage.memory import InMemoryAvailability

# So late that the database does not forget it while the tests run.
NOW = datetime(2099, 12, 1, tzinfo=UTC)


@pytest.fixture(params=["memory", "mongo"])
def store(request: pytest.FixtureRequest) -> Availability:
    if request.param == "memory":
        return InMemoryAvailability()
    mongo = MongoAvailability(request.getfixturevalue("database"))
    mongo.ensure_indexes()
    return mongo


def seats(revision: int, free: int = 0, flight_id: str = "F1", cabin: str = "ECONOMY") -> CabinSeats:
    return CabinSeats(flight_id=flight_id, cabin=cabin, free=free, revision=revision, at=NOW)


def test_of_each_cabin_the_newest_is_known(store: Availability) -> None:
    store.learn([seats(3, 5), seats(4, 4), seats(2, 6), seats(1, 9, "F2"), seats(1, 2, cabin="FIRST")])
    wanted = [("F1", "ECONOMY"), ("F2", "ECONOMY"), ("F3", "ECONOMY")]
    assert store.find(wanted) == {("F1", "ECONOMY"): seats(4, 4), ("F2", "ECONOMY"): seats(1, 9, "F2")}


def test_nothing_is_known_of_nothing(store: Availability) -> None:
    store.learn([])
    assert store.find([("F1", "ECONOMY")]) == {}


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(heard=st.permutations(range(1, 9)), cut=st.integers(0, 8), again=st.integers(1, 8))
def test_in_whatever_order_it_is_heard_the_newest_stays(
    store: Availability, heard: list[int], cut: int, again: int
) -> None:
    """In two parts and a repetition, as batches of events come."""
    flight_id = f"F{'-'.join(map(str, heard))}-{cut}-{again}"
    for some in (heard[:cut], heard[cut:], [again]):
        store.learn([seats(revision, 10 - revision, flight_id) for revision in some])
    assert store.find([(flight_id, "ECONOMY")]) == {(flight_id, "ECONOMY"): seats(8, 2, flight_id)}


def test_who_was_answered_is_known_in_whatever_order_it_is_heard(store: Availability) -> None:
    for revision, who in ((3, "c"), (1, "a"), (2, "b"), (4, "d")):
        store.learn([replace(seats(revision), answered=frozenset([who]))])
    assert store.find([("F1", "ECONOMY")]) == {("F1", "ECONOMY"): replace(seats(4), answered=frozenset("abcd"))}


def test_workers_that_learn_at_once_leave_the_newest(store: Availability) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda revision: store.learn([seats(revision, 100 - revision)]), range(1, 41)))
    assert store.find([("F1", "ECONOMY")]) == {("F1", "ECONOMY"): seats(40, 60)}


def test_many_who_ask_at_once_are_each_answered_about_their_own(store: Availability) -> None:
    store.learn([seats(1, number, f"F{number}") for number in range(40)])
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda number: store.find([(f"F{number}", "ECONOMY")]), range(40)))
    assert [next(iter(one.values())).free for one in found] == list(range(40))


def test_what_is_too_old_to_be_believed_is_forgotten_by_the_database(database: Any) -> None:
    MongoAvailability(database, kept=timedelta(minutes=5)).ensure_indexes()
    indexes = database["availability"].index_information().values()
    assert [one["expireAfterSeconds"] for one in indexes if "expireAfterSeconds" in one] == [300]


def test_of_a_crowd_it_is_known_who_must_have_been_answered(database: Any) -> None:
    store = MongoAvailability(database)
    crowd = [f"r{number:03}" for number in range(300)]
    store.learn([replace(seats(1), answered=frozenset(crowd[:200]))])
    # Somebody of long ago gives a seat back.
    store.learn([replace(seats(2), answered=frozenset(crowd[200:])), replace(seats(3), answered=frozenset(["r"]))])
    (known,) = store.find([("F1", "ECONOMY")]).values()
    assert known.answered == {"r", *crowd[101:]}
    assert known.all_before == crowd[150]

"""What the small stores promise: routes, loaded days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flight_builders import day

from flight_service.domain.ports import AuditEntry
from flight_service.storage.memory import InMemoryLoadedDays
from flight_service.storage.mongo import MongoLoadedDays, MongoRoutes
from flight_service.usecases.stores import Stores


def test_routes_are_found_from_both_ends(stores: Stores) -> None:
    stores.routes.add([("JFK", "LAX"), ("JFK", "SFO"), ("EWR", "LAX")])
    stores.routes.add([("JFK", "LAX"), ("LAX", "JFK")])
    assert stores.routes.destinations_from("JFK") == {"LAX", "SFO"}
    assert stores.routes.origins_to("LAX") == {"JFK", "EWR"}
    assert stores.routes.origins_to("ORD") == frozenset()


def test_a_route_that_another_process_opened_is_seen_after_a_minute(database: Any) -> None:
    seconds = 0.0
    mine, theirs = MongoRoutes(database, lambda: seconds), MongoRoutes(database)
    assert mine.destinations_from("JFK") == frozenset()
    theirs.add([("JFK", "LAX")])
    assert mine.destinations_from("JFK") == frozenset()
    seconds = 60.0
    assert mine.destinations_from("JFK") == {"LAX"}


def test_a_day_is_complete_for_its_data_set_only(database: Any) -> None:
    for days in (MongoLoadedDays(database), InMemoryLoadedDays()):
        assert not days.is_complete("a", day("2026-12-01"))
        days.mark_complete("a", day("2026-12-01"))
        days.mark_complete("a", day("2026-12-01"))
        assert days.is_complete("a", day("2026-12-01"))
        assert not days.is_complete("b", day("2026-12-01"))
        assert not days.is_complete("a", day("2026-12-02"))


def test_the_acts_of_all_flights_are_read_from_the_newest_on(stores: Stores) -> None:
    # Two at the same instant, finer than a database keeps it: each has a place of its own all the same.
    moment = datetime(2026, 12, 1, 10, 0, 0, 123456, tzinfo=UTC)
    for seconds, flight_id, user_id in ((0, "F1", "ada"), (1, "F2", "ada"), (1, "F3", "eve")):
        at = moment + timedelta(seconds=seconds)
        stores.audit.record(AuditEntry(flight_id, 1, user_id, "created", at))
    first, second = stores.audit.newest(2)
    assert [first.subject_id, second.subject_id] == ["F3", "F2"]
    assert [one.subject_id for one in stores.audit.newest(9, before=first.place)] == ["F2", "F1"]
    assert [one.subject_id for one in stores.audit.newest(9, user_id="ada")] == ["F2", "F1"]
    assert [one.subject_id for one in stores.audit.newest(9, before=second.place, user_id="ada")] == ["F1"]

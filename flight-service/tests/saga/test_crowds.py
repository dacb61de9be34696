"""Events that come many at a time: what they do is what they would have done one after the other."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, cabins_of, hold_request, segment_of
from flight_shelves import Shelf, build_memory_shelf
from hypothesis import given, settings
from hypothesis import strategies as st

from flight_service.domain.decision import SeatsHeld, SeatsRefused, SeatsReleased
from flight_service.events.reservations import ReservationEvents
from flight_service.usecases.release_seats import build_release
from flight_service.usecases.take_seats import build_hold, take_seats
from flight_service.usecases.take_turns import Turn, take_turns
from wire.envelope import Envelope, new_event
from wire.events import ReservationConfirmed, ReservationCreated, ReservationFailed, Segment

FLIGHTS = (build_flight(), build_flight(number="1546", departs_in=timedelta(days=9)))
UNKNOWN = "UA9-20261203-JFK"
(INVENTORY, *_) = (build_inventory(flight, capacity=7) for flight in FLIGHTS)

Act = tuple[str, str, tuple[str, ...], int]  # what happens to which reservation, on which flights, with how many seats

KINDS = {"created": ReservationCreated, "confirmed": ReservationConfirmed, "failed": ReservationFailed}
RESERVATIONS = [f"r{number}" for number in range(9)]
FLIGHT_IDS = [*(flight.id for flight in FLIGHTS), UNKNOWN]
acts = st.tuples(
    st.sampled_from(sorted(KINDS)), st.sampled_from(RESERVATIONS), st.sampled_from(FLIGHT_IDS), st.integers(1, 3)
).map(lambda one: (one[0], one[1], (one[2],), one[3]))


def build_event(act: Act) -> Envelope:
    kind, rid, flight_ids, seats = act
    segments = tuple(Segment(flight_id=one, cabin="ECONOMY") for one in flight_ids)
    more = {"expires_at": NOW + timedelta(minutes=10)} if kind == "created" else {}
    data = KINDS[kind](
        reservation_id=rid, record_locator="ABC234", user_id="u1", segments=segments, seats=seats, **more
    )
    return new_event(data.type, rid, data)


def open_sale(shelf: Shelf) -> Shelf:
    shelf.stores.flights.add_missing(FLIGHTS)
    shelf.stores.inventories.add_missing([build_inventory(flight, capacity=7) for flight in FLIGHTS])
    return shelf


def handle(shelf: Shelf, events: Sequence[Envelope], at_once: int) -> None:
    handler = ReservationEvents(shelf.stores, lambda: NOW)
    for start in range(0, len(events), at_once):
        handler.handle(events[start : start + at_once])


def state_of(shelf: Shelf) -> Any:
    """Seats and claims, and what was announced of each cabin in its order; causes tell the events apart."""
    inventories = shelf.stores.inventories
    keys = [key for flight in FLIGHTS for key in flight.cabin_keys]
    found = [inventories.find_claims(key, RESERVATIONS) for key in keys]
    said = {
        flight_id: [(one["causation_id"], one["data"]) for one in shelf.outbox() if one["aggregate_id"] == flight_id]
        for flight_id in FLIGHT_IDS
    }
    return found, said


@given(st.lists(acts, max_size=30), st.integers(2, 30))
@settings(max_examples=150, deadline=None)
def test_it_makes_no_difference_how_many_events_come_at_once(history: list[Act], at_once: int) -> None:
    events = [build_event(act) for act in history]
    one_by_one, together = open_sale(build_memory_shelf()), open_sale(build_memory_shelf())
    handle(one_by_one, events, 1)
    handle(together, events, at_once)
    assert state_of(together) == state_of(one_by_one)


def test_nor_does_it_on_the_database(mongo_shelf: Shelf) -> None:
    draw = random.Random(15)
    events = [
        build_event((draw.choice(sorted(KINDS)), draw.choice(RESERVATIONS), (draw.choice(FLIGHT_IDS),), 1))
        for _ in range(80)
    ]
    one_by_one, together = open_sale(build_memory_shelf()), open_sale(mongo_shelf)
    handle(one_by_one, events, 1)
    handle(together, events, 20)
    expected, found = state_of(one_by_one), state_of(together)
    assert found[0] == expected[0]
    # Refusals of unknown flights stand in documents of their own, which come in any order.
    assert {key: sorted(said) if key == UNKNOWN else said for key, said in found[1].items()} == {
        key: sorted(said) if key == UNKNOWN else said for key, said in expected[1].items()
    }


def test_a_journey_among_the_others_is_held_whole_or_not_at_all(shelf: Shelf) -> None:
    out, back = (flight.id for flight in FLIGHTS)
    open_sale(shelf)
    wishes = [("created", "r1", (out,), 6), ("created", "r2", (back, out), 2), ("created", "r3", (out, back), 1)]
    handle(shelf, [build_event(wish) for wish in wishes], 3)
    seats = [(one.free, one.held) for flight in FLIGHTS for one in cabins_of(shelf.stores.inventories, flight)]
    assert seats == [(0, 7), (6, 1)]


def test_a_crowd_is_read_once_and_written_once(shelf: Shelf, monkeypatch: Any) -> None:
    inventories, calls = open_sale(shelf).stores.inventories, []
    for name in ("find_claims", "apply"):
        monkeypatch.setattr(inventories, name, counted(getattr(inventories, name), name, calls))
    handle(shelf, [build_event(("created", f"r{number}", (FLIGHTS[0].id,), 1)) for number in range(50)], 50)
    assert calls == ["find_claims", "apply"]
    assert shelf.announced() == ["seats_held"] * 7 + ["seats_refused"] * 43
    free = [entry["data"]["availability"]["ECONOMY"]["free"] for entry in shelf.outbox()]
    assert free == [6, 5, 4, 3, 2, 1, 0] + [0] * 43


def counted(method: Any, name: str, calls: list[str]) -> Any:
    def call(*args: Any) -> Any:
        calls.append(name)
        return method(*args)

    return call


class Killed(Exception):
    """The worker is gone, at this moment."""


@given(st.lists(acts, min_size=1, max_size=20), st.integers(1, 12), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_worker_that_dies_before_or_after_any_write_changes_nothing(
    history: list[Act], boundary: int, is_written: bool
) -> None:
    """What it had not acknowledged, which is all of it, comes to the next one."""
    events = [build_event(act) for number, act in enumerate(history) if is_possible(act, history[:number])]
    whole, broken = open_sale(build_memory_shelf()), open_sale(build_memory_shelf())
    handle(whole, events, len(history))
    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        die_at(broken, patch, boundary, is_written=is_written)
        handle(broken, events, len(history))
    handle(broken, events, len(history))
    assert state_of(broken) == state_of(whole)


def is_possible(act: Act, before: Sequence[Act]) -> bool:
    """Nobody is confirmed who has not asked."""
    kind, rid, flight_ids, _ = act
    return kind != "confirmed" or any(("created", rid, flight_ids) == one[:3] for one in before)


def die_at(shelf: Shelf, patch: pytest.MonkeyPatch, boundary: int, *, is_written: bool) -> None:
    """At the write with this number, before or after it."""
    writes = itertools.count(1)

    def dying(write: Any) -> Any:
        def call(*args: Any) -> Any:
            is_last = next(writes) == boundary
            if is_last and not is_written:
                raise Killed
            result = write(*args)
            if is_last:
                raise Killed
            return result

        return call

    patch.setattr(shelf.stores.inventories, "apply", dying(shelf.stores.inventories.apply))
    patch.setattr(shelf.stores.refusals, "record", dying(shelf.stores.refusals.record))


def build_wish(shelf: Shelf, rid: str, seats: int = 1) -> Turn:
    return build_hold(shelf.stores, hold_request(rid, seats), announce, NOW, shelf.stores.flights.find)


def test_all_decide_anew_when_somebody_else_came_in_between(shelf: Shelf, monkeypatch: Any) -> None:
    inventories, was_there = open_sale(shelf).stores.inventories, []
    find = inventories.find_claims

    def find_then_sell(*args: Any) -> Any:
        found = find(*args)
        if not was_there:
            was_there.append(True)
            take_seats(shelf.stores, [segment_of(INVENTORY)], hold_request("early", 6), announce, NOW)
        return found

    monkeypatch.setattr(inventories, "find_claims", find_then_sell)
    outcomes = take_turns(inventories, INVENTORY.key, [build_wish(shelf, "r1"), build_wish(shelf, "r2")])
    assert outcomes is not None
    assert [type(one.decision) for one in outcomes] == [SeatsHeld, SeatsRefused]


def test_who_has_two_turns_takes_the_second_after_the_first(shelf: Shelf) -> None:
    inventories, segment = open_sale(shelf).stores.inventories, segment_of(INVENTORY)
    turns = [build_wish(shelf, "r1", 7), build_release(segment, "r1", announce), build_wish(shelf, "r2", 7)]
    outcomes = take_turns(inventories, INVENTORY.key, turns)
    assert outcomes is not None
    assert [type(one.decision) for one in outcomes] == [SeatsHeld, SeatsReleased, SeatsHeld]
    assert shelf.announced() == ["seats_held", "seats_released", "seats_held"]


def test_nobody_takes_a_turn_where_there_is_no_such_cabin(shelf: Shelf) -> None:
    assert take_turns(shelf.stores.inventories, INVENTORY.key, [build_wish(shelf, "r1")]) is None

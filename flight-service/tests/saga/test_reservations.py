"""What reservations' events do to seats: each event as it comes over the wire, on both stores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, cabins_of, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.inventory import Inventory
from flight_service.domain.ports import CabinPrices
from flight_service.events.reservations import ReservationEvents
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.stores import Stores
from flight_service.usecases.update_flight import cancel_flight
from wire.envelope import Envelope, new_event
from wire.events import (
    ReservationCancelled,
    ReservationConfirmed,
    ReservationCreated,
    ReservationExpired,
    ReservationFailed,
    ReservationSettled,
    Segment,
)

OUT, BACK = build_flight(), build_flight(number="1546", departs_in=timedelta(days=9))


def open_sale(stores: Stores, *flights: Flight, capacity: int = 10) -> None:
    stores.flights.add_missing(flights)
    stores.inventories.add_missing([build_inventory(flight, capacity=capacity) for flight in flights])


def segments_of(flights: Iterable[Flight | str]) -> tuple[Segment, ...]:
    ids = (flight if isinstance(flight, str) else flight.id for flight in flights)
    return tuple(Segment(flight_id=flight_id, cabin="ECONOMY") for flight_id in ids)


def created(
    flights: Sequence[Flight | str],
    *,
    rid: str = "r1",
    seats: int = 2,
    expires_in: timedelta = timedelta(minutes=10),
    more: Sequence[Segment] = (),
) -> Envelope:
    data = ReservationCreated(
        reservation_id=rid,
        record_locator="ABC234",
        user_id="u1",
        segments=(*segments_of(flights), *more),
        seats=seats,
        expires_at=NOW + expires_in,
    )
    return new_event(ReservationCreated.type, rid, data)


def ended(type_: type[ReservationSettled], flights: Sequence[Flight], *, rid: str = "r1", seats: int = 2) -> Envelope:
    data = type_(reservation_id=rid, record_locator="ABC234", user_id="u1", segments=segments_of(flights), seats=seats)
    return new_event(type_.type, rid, data)  # type: ignore[attr-defined]  # each of the four has its type


def tell(shelf: Shelf, *events: Envelope) -> None:
    handler = ReservationEvents(shelf.stores, lambda: NOW)
    for event in events:
        handler.handle([event])


def seats(shelf: Shelf, flight: Flight) -> tuple[int, int, int]:
    (economy,) = cabins_of(shelf.stores.inventories, flight)
    return economy.free, economy.held, economy.sold


def said(shelf: Shelf) -> list[tuple[str, str, str | None]]:
    """(flight, outcome, refusal code) of each hold announced."""
    holds = [(entry["data"]["flight_id"], entry["data"].get("hold")) for entry in shelf.outbox()]
    return sorted(
        (flight_id, hold["outcome"], (hold.get("refusal") or {}).get("code")) for flight_id, hold in holds if hold
    )


def test_the_seats_of_every_segment_are_held(shelf: Shelf) -> None:
    open_sale(shelf.stores, OUT, BACK)
    tell(shelf, created([OUT, BACK]))
    assert (seats(shelf, OUT), seats(shelf, BACK)) == ((8, 2, 0), (8, 2, 0))
    assert said(shelf) == [(OUT.id, "held", None), (BACK.id, "held", None)]


def test_an_announcement_says_what_was_held_at_what_price_and_what_is_left(shelf: Shelf) -> None:
    open_sale(shelf.stores, OUT)
    cause = created([OUT])
    tell(shelf, cause)
    (entry,) = shelf.outbox()
    assert (entry["type"], entry["aggregate_id"]) == ("flight.updated", OUT.id)
    assert (entry["correlation_id"], entry["causation_id"]) == (cause.correlation_id, cause.id)
    assert entry["data"] == {
        "flight_id": OUT.id,
        "flight_version": 1,
        "change": "seats_held",
        "status": "SCHEDULED",
        "departs_at": "2026-12-03T12:00:00Z",
        "arrives_at": "2026-12-03T18:00:00Z",
        "availability": {"ECONOMY": {"capacity": 10, "free": 8, "held": 2, "sold": 0, "revision": 2}},
        "route": {
            "designator": OUT.designator,
            "origin": "JFK",
            "destination": "LAX",
            "origin_zone": "America/New_York",
            "destination_zone": "America/Los_Angeles",
        },
        "hold": {
            "reservation_id": "r1",
            "cabin": "ECONOMY",
            "outcome": "held",
            "seats": 2,
            "fare": {"amount": "199.00", "currency": "USD"},
            "fare_family": "STANDARD",
            "fare_class": "Y",
            "conditions": {
                "changeable": True,
                "change_fee": {"amount": "30.00", "currency": "USD"},
                "refundable": True,
                "refund_fee": {"amount": "50.00", "currency": "USD"},
            },
        },
    }


def test_a_refused_segment_gives_the_others_back(shelf: Shelf) -> None:
    """A failure at seat k of n leaves nothing taken."""
    open_sale(shelf.stores, OUT)
    open_sale(shelf.stores, BACK, capacity=1)
    tell(shelf, created([OUT, BACK]))
    assert (seats(shelf, OUT), seats(shelf, BACK)) == ((10, 0, 0), (1, 0, 0))
    assert said(shelf) == [(OUT.id, "held", None), (OUT.id, "released", None), (BACK.id, "refused", "SOLD_OUT")]


@pytest.mark.parametrize(
    ("flight", "expires_in", "code"),
    [
        (replace(OUT, status=FlightStatus.CANCELLED), 10, "FLIGHT_CANCELLED"),
        (replace(OUT, status=FlightStatus.BOARDING), 10, "FLIGHT_DEPARTED"),
        (replace(OUT, status=FlightStatus.DEPARTED), 10, "FLIGHT_DEPARTED"),
        (replace(OUT, departs_at=NOW), 10, "FLIGHT_DEPARTED"),
        (replace(OUT, status=FlightStatus.DELAYED), 0, "EXPIRED"),
        (OUT, -1, "EXPIRED"),
    ],
)
def test_what_can_no_longer_be_booked_is_refused_with_its_reason(
    shelf: Shelf, flight: Flight, expires_in: int, code: str
) -> None:
    open_sale(shelf.stores, flight)
    tell(shelf, created([flight], expires_in=timedelta(minutes=expires_in)))
    assert seats(shelf, flight) == (10, 0, 0)
    assert said(shelf) == [(flight.id, "refused", code)]


@pytest.mark.parametrize("unknown", [("UA9-20261203-JFK", "ECONOMY"), (OUT.id, "FIRST"), (OUT.id, "ROOF"), ("?", "?")])
def test_an_unknown_flight_or_cabin_is_refused_once_and_for_all(shelf: Shelf, unknown: tuple[str, str]) -> None:
    open_sale(shelf.stores, OUT)
    flight_id, cabin = unknown
    event = created([OUT], more=[Segment(flight_id=flight_id, cabin=cabin)])
    tell(shelf, event, event)
    assert seats(shelf, OUT) == (10, 0, 0)
    assert (flight_id, "refused", "UNKNOWN_FLIGHT") in said(shelf)
    assert len(shelf.outbox()) == 3


def test_a_refusal_of_an_unknown_flight_stands_when_the_flight_comes(shelf: Shelf) -> None:
    event = created([OUT])
    tell(shelf, event)
    open_sale(shelf.stores, OUT)
    tell(shelf, event)
    assert seats(shelf, OUT) == (10, 0, 0)
    assert said(shelf) == [(OUT.id, "refused", "UNKNOWN_FLIGHT")]


def test_a_confirmed_reservation_has_its_seats_sold(shelf: Shelf) -> None:
    open_sale(shelf.stores, OUT, BACK)
    tell(shelf, created([OUT, BACK]), ended(ReservationConfirmed, [OUT, BACK]))
    assert (seats(shelf, OUT), seats(shelf, BACK)) == ((8, 0, 2), (8, 0, 2))


@pytest.mark.parametrize("ending", [ReservationFailed, ReservationCancelled, ReservationExpired])
@pytest.mark.parametrize("sold", [False, True])
def test_an_ended_reservation_gives_its_seats_back(shelf: Shelf, ending: type[Any], sold: bool) -> None:
    open_sale(shelf.stores, OUT)
    tell(shelf, created([OUT]), *([ended(ReservationConfirmed, [OUT])] if sold else []), ended(ending, [OUT]))
    assert seats(shelf, OUT) == (10, 0, 0)


def test_a_release_gives_back_what_was_held_whatever_the_message_says(shelf: Shelf) -> None:
    """Booking one seat and cancelling ten must not make nine."""
    open_sale(shelf.stores, OUT)
    tell(shelf, created([OUT], seats=1), ended(ReservationCancelled, [OUT], seats=10))
    assert seats(shelf, OUT) == (10, 0, 0)


@pytest.mark.parametrize("ending", [ReservationFailed, ReservationCancelled, ReservationExpired])
def test_every_event_may_come_twice(shelf: Shelf, ending: type[Any]) -> None:
    open_sale(shelf.stores, OUT)
    create, confirm, end = created([OUT]), ended(ReservationConfirmed, [OUT]), ended(ending, [OUT])
    tell(shelf, create, create, confirm, confirm)
    assert seats(shelf, OUT) == (8, 0, 2)
    tell(shelf, end, end, create, confirm)
    assert seats(shelf, OUT) == (10, 0, 0)
    assert shelf.announced() == ["seats_held", "seats_sold", "seats_released"]


def test_a_release_that_overtakes_its_hold_closes_the_door(shelf: Shelf) -> None:
    open_sale(shelf.stores, OUT)
    tell(shelf, ended(ReservationExpired, [OUT]), created([OUT]))
    assert seats(shelf, OUT) == (10, 0, 0)
    assert shelf.announced() == []


def test_a_refused_reservation_stays_refused_when_seats_come_free(shelf: Shelf) -> None:
    open_sale(shelf.stores, OUT, capacity=2)
    late = created([OUT], rid="r2")
    tell(shelf, created([OUT], rid="r1"), late, ended(ReservationCancelled, [OUT], rid="r1"), late)
    assert seats(shelf, OUT) == (2, 0, 0)


def test_a_cabin_named_twice_is_held_once(shelf: Shelf) -> None:
    open_sale(shelf.stores, OUT)
    tell(shelf, created([OUT, OUT]))
    assert seats(shelf, OUT) == (8, 2, 0)


@pytest.mark.parametrize("rid", ["a.b", "$set", "x" * 65, "r 1"])
def test_a_reservation_id_that_is_no_plain_word_is_not_let_into_the_database(shelf: Shelf, rid: str) -> None:
    open_sale(shelf.stores, OUT)
    with pytest.raises(ValueError, match="not a reservation id"):
        tell(shelf, created([OUT], rid=rid))
    assert seats(shelf, OUT) == (10, 0, 0)


def test_the_events_of_one_inventory_leave_in_the_order_of_its_decisions(shelf: Shelf) -> None:
    open_sale(shelf.stores, OUT)
    tell(shelf, *(created([OUT], rid=f"r{n}", seats=1) for n in range(5)))
    tell(shelf, ended(ReservationCancelled, [OUT], rid="r0"), created([OUT], rid="r6", seats=6))
    free = [entry["data"]["availability"]["ECONOMY"]["free"] for entry in shelf.outbox()]
    assert free == [9, 8, 7, 6, 5, 6, 0]


def test_a_hold_decided_on_before_a_cancellation_is_refused(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    open_sale(shelf.stores, OUT)
    find, cancelled = shelf.stores.inventories.find_claims, False

    def find_then_cancel(key: Any, hold_ids: Any) -> tuple[Inventory, Any] | None:
        nonlocal cancelled
        found = find(key, hold_ids)
        if not cancelled:
            cancelled = True
            cancel_flight(shelf.stores, OUT.id, None, StaffMember("agent"), announce, NOW)
        return found

    monkeypatch.setattr(shelf.stores.inventories, "find_claims", find_then_cancel)
    tell(shelf, created([OUT]))
    assert seats(shelf, OUT) == (10, 0, 0)
    assert said(shelf) == [(OUT.id, "refused", "FLIGHT_CANCELLED")]


def test_fares_of_a_hold_are_those_of_its_moment(shelf: Shelf) -> None:
    open_sale(shelf.stores, OUT)
    shelf.stores.inventories.follow(replace(OUT, version=2), CabinPrices(fares={Cabin.ECONOMY: usd("250.00")}))
    tell(shelf, created([OUT]))
    assert shelf.outbox()[0]["data"]["hold"]["fare"] == {"amount": "250.00", "currency": "USD"}

"""What a change of a reservation does to seats: new ones under a key of their own, then a swap or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest
from flight_builders import NOW, build_flight, build_inventory, cabins_of
from flight_shelves import Shelf

from flight_service.domain.flight import Flight
from flight_service.events.reservations import ReservationEvents
from wire.envelope import Envelope, new_event
from wire.events import (
    ReservationCancelled,
    ReservationChanged,
    ReservationChangeFailed,
    ReservationChangeRequested,
    ReservationConfirmed,
    ReservationCreated,
    Segment,
)

OLD = build_flight()
NEW = build_flight(number="1546", departs_in=timedelta(days=3))
ELSEWHERE = build_flight(number="77", departs_in=timedelta(days=3), destination="ORD")
WHO = {"reservation_id": "r1", "record_locator": "ABC234", "user_id": "u1"}


def segment(flight: Flight, *, hold_id: str | None = None, replaces: str | None = None) -> Segment:
    return Segment(flight_id=flight.id, cabin="ECONOMY", hold_id=hold_id, replaces=replaces)


def created() -> Envelope:
    data = ReservationCreated(**WHO, segments=(segment(OLD),), seats=2, expires_at=NOW + timedelta(minutes=10))
    return new_event(data.type, "r1", data)


def confirmed() -> Envelope:
    data = ReservationConfirmed(**WHO, segments=(segment(OLD),), seats=2)
    return new_event(data.type, "r1", data)


def requested(*flights: Flight, hold_id: str = "r1_1", replaces: Flight = OLD) -> Envelope:
    segments = tuple(segment(one, hold_id=hold_id, replaces=replaces.id) for one in flights)
    data = ReservationChangeRequested(
        **WHO, change_id="c1", segments=segments, seats=2, expires_at=NOW + timedelta(minutes=10)
    )
    return new_event(data.type, "r1", data)


def changed(hold_id: str = "r1_1") -> Envelope:
    data = ReservationChanged(
        **WHO, change_id="c1", seats=2, sold=(segment(NEW, hold_id=hold_id),), released=(segment(OLD),)
    )
    return new_event(data.type, "r1", data)


def change_failed(hold_id: str = "r1_1") -> Envelope:
    data = ReservationChangeFailed(**WHO, change_id="c1", segments=(segment(NEW, hold_id=hold_id),), seats=2)
    return new_event(data.type, "r1", data)


def cancelled_while_changing() -> Envelope:
    segments = (segment(OLD), segment(NEW, hold_id="r1_1"))
    data = ReservationCancelled(**WHO, segments=segments, seats=2)
    return new_event(data.type, "r1", data)


def open_sale(shelf: Shelf, *flights: Flight, capacity: int = 10) -> None:
    shelf.stores.flights.add_missing(flights)
    shelf.stores.inventories.add_missing([build_inventory(flight, capacity=capacity) for flight in flights])


def tell(shelf: Shelf, *events: Envelope) -> None:
    handler = ReservationEvents(shelf.stores, lambda: NOW)
    for event in events:
        handler.handle([event])


def seats(shelf: Shelf, flight: Flight) -> tuple[int, int, int]:
    (economy,) = cabins_of(shelf.stores.inventories, flight)
    return economy.free, economy.held, economy.sold


def holds(shelf: Shelf) -> Sequence[tuple[str, str | None, str, bool | None]]:
    """(reservation, hold id, outcome, same route) of each announcement."""
    found = [entry["data"]["hold"] for entry in shelf.outbox()]
    return sorted(
        (hold["reservation_id"], hold.get("hold_id") or "", hold["outcome"], hold.get("same_route")) for hold in found
    )


def test_new_seats_are_held_beside_those_that_are_sold(shelf: Shelf) -> None:
    open_sale(shelf, OLD, NEW)
    tell(shelf, created(), confirmed(), requested(NEW))
    assert (seats(shelf, OLD), seats(shelf, NEW)) == ((8, 0, 2), (8, 2, 0))
    assert ("r1", "r1_1", "held", True) in holds(shelf)
    # Only who changes may bring money for seats along, and here there are none to spend it on.
    told = [entry["data"]["hold"].get("seats_worth") for entry in shelf.outbox()]
    assert [one for one in told if one] == [{"amount": "0.00", "currency": "USD"}]


def test_a_change_sells_the_new_seats_and_gives_the_old_ones_back(shelf: Shelf) -> None:
    open_sale(shelf, OLD, NEW)
    tell(shelf, created(), confirmed(), requested(NEW), changed(), changed())
    assert (seats(shelf, OLD), seats(shelf, NEW)) == ((10, 0, 0), (8, 0, 2))


def test_a_change_that_failed_leaves_everything_as_it_was(shelf: Shelf) -> None:
    open_sale(shelf, OLD, NEW)
    tell(shelf, created(), confirmed(), requested(NEW), change_failed(), requested(NEW))
    assert (seats(shelf, OLD), seats(shelf, NEW)) == ((8, 0, 2), (10, 0, 0))


def test_a_change_that_is_refused_in_part_takes_nothing(shelf: Shelf) -> None:
    open_sale(shelf, OLD, NEW)
    open_sale(shelf, ELSEWHERE, capacity=1)
    tell(shelf, created(), confirmed(), requested(NEW, ELSEWHERE))
    assert (seats(shelf, OLD), seats(shelf, NEW), seats(shelf, ELSEWHERE)) == ((8, 0, 2), (10, 0, 0), (1, 0, 0))


def test_after_a_refusal_another_attempt_may_succeed(shelf: Shelf) -> None:
    open_sale(shelf, OLD, NEW)
    tell(shelf, created(), confirmed(), requested(NEW), change_failed(), requested(NEW, hold_id="r1_2"))
    assert seats(shelf, NEW) == (8, 2, 0)
    tell(shelf, changed("r1_2"))
    assert (seats(shelf, OLD), seats(shelf, NEW)) == ((10, 0, 0), (8, 0, 2))


def test_one_may_return_to_a_flight_one_has_left(shelf: Shelf) -> None:
    open_sale(shelf, OLD, NEW)
    back = ReservationChanged(
        **WHO, change_id="c2", seats=2, sold=(segment(OLD, hold_id="r1_2"),), released=(segment(NEW, hold_id="r1_1"),)
    )
    tell(shelf, created(), confirmed(), requested(NEW), changed(), requested(OLD, hold_id="r1_2", replaces=NEW))
    tell(shelf, new_event(back.type, "r1", back))
    assert (seats(shelf, OLD), seats(shelf, NEW)) == ((8, 0, 2), (10, 0, 0))


def test_another_route_is_told_from_the_same(shelf: Shelf) -> None:
    open_sale(shelf, OLD, NEW, ELSEWHERE)
    tell(shelf, requested(ELSEWHERE), requested(NEW, hold_id="r1_2"))
    assert holds(shelf) == [("r1", "r1_1", "held", False), ("r1", "r1_2", "held", True)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_messages_come_seats_are_kept_once(shelf: Shelf, order: tuple[int, ...]) -> None:
    """Confirmed, changed and the request overtake each other; what is out of order waits for nothing, and loses none."""
    open_sale(shelf, OLD, NEW)
    tell(shelf, created(), requested(NEW))
    events = [confirmed(), changed(), requested(NEW)]
    tell(shelf, *(events[index] for index in order))
    assert (seats(shelf, OLD), seats(shelf, NEW)) == ((10, 0, 0), (8, 0, 2))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_cancelling_while_changing_gives_all_back_in_any_order(shelf: Shelf, order: tuple[int, ...]) -> None:
    open_sale(shelf, OLD, NEW)
    tell(shelf, created(), confirmed())
    events = [requested(NEW), cancelled_while_changing(), change_failed()]
    tell(shelf, *(events[index] for index in order))
    assert (seats(shelf, OLD), seats(shelf, NEW)) == ((10, 0, 0), (10, 0, 0))


def test_the_same_cabin_is_held_twice_while_the_fare_changes(shelf: Shelf) -> None:
    open_sale(shelf, OLD)
    tell(shelf, created(), confirmed(), requested(OLD))
    assert seats(shelf, OLD) == (6, 2, 2)
    swap = ReservationChanged(
        **WHO, change_id="c1", seats=2, sold=(segment(OLD, hold_id="r1_1"),), released=(segment(OLD),)
    )
    tell(shelf, new_event(swap.type, "r1", swap))
    assert seats(shelf, OLD) == (8, 0, 2)


def test_a_hold_id_that_is_no_plain_word_is_not_let_into_the_database(shelf: Shelf) -> None:
    open_sale(shelf, OLD, NEW)
    with pytest.raises(ValueError, match="not a reservation id"):
        tell(shelf, requested(NEW, hold_id="r1.1"))


def test_an_old_request_takes_nothing_from_a_journey_that_has_changed_since(shelf: Shelf) -> None:
    """The first message comes again when one of its two flights has been left for another; the other stays sold."""
    other = build_flight(number="9")
    open_sale(shelf, OLD, NEW, other)
    first = ReservationCreated(
        **WHO, segments=(segment(other), segment(OLD)), seats=2, expires_at=NOW + timedelta(minutes=10)
    )
    create = new_event(first.type, "r1", first)
    sale = ReservationConfirmed(**WHO, segments=(segment(other), segment(OLD)), seats=2)
    confirm = new_event(sale.type, "r1", sale)
    tell(shelf, create, confirm, requested(NEW), changed(), create, confirm)
    assert [seats(shelf, one) for one in (other, OLD, NEW)] == [(8, 0, 2), (10, 0, 0), (8, 0, 2)]

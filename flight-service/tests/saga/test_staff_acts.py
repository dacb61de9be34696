"""Creating, changing and cancelling flights: what is saved, what is announced, and what a crash leaves to be finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, cabins_of, hold_request, segment_of, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import Conflict, InvalidInput, NotFound
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.ports import CabinOffer, CabinPrices
from flight_service.usecases.complete_change import complete_interrupted_changes
from flight_service.usecases.create_flight import NewFlight, create_flight
from flight_service.usecases.staff import StaffMember
from flight_service.usecases.take_seats import take_seats
from flight_service.usecases.update_flight import FlightChanges, cancel_flight, update_flight

AGENT = StaffMember("agent-1")
FLIGHT = build_flight()


def new_flight(**changes: Any) -> NewFlight:
    values: dict[str, Any] = {
        "airline": "UA",
        "number": "77",
        "origin": "JFK",
        "destination": "LAX",
        "departs_at": NOW + timedelta(days=1),
        "arrives_at": NOW + timedelta(days=1, hours=6),
        "aircraft_type": "738",
        "cabins": {Cabin.ECONOMY: CabinOffer(150, usd("99.00")), Cabin.FIRST: CabinOffer(10, usd("900.00"))},
    }
    return NewFlight(**values | changes)


def create(shelf: Shelf, **changes: Any) -> Flight:
    return create_flight(shelf.stores, new_flight(**changes), AGENT, announce, NOW)


def update(shelf: Shelf, **changes: Any) -> Flight:
    return update_flight(shelf.stores, FLIGHT.id, FlightChanges(**changes), AGENT, announce, NOW)


@pytest.fixture
def on_sale(shelf: Shelf) -> Shelf:
    shelf.stores.flights.add_missing([FLIGHT])
    shelf.stores.inventories.add_missing([build_inventory(FLIGHT)])
    return shelf


def test_a_created_flight_is_on_sale_announced_and_on_record(shelf: Shelf) -> None:
    flight = create(shelf)
    assert flight.id == "UA77-20261202-JFK"
    assert shelf.stores.flights.on_route("JFK", "LAX", flight.departure_date) == [flight]
    cabins = cabins_of(shelf.stores.inventories, flight)
    assert [(one.key.cabin, one.capacity, one.free, str(one.fare)) for one in cabins] == [
        (Cabin.ECONOMY, 150, 150, "99.00 USD"),
        (Cabin.FIRST, 10, 10, "900.00 USD"),
    ]
    assert shelf.announced() == ["created"]
    (entry,) = shelf.stores.audit.of_flight(flight.id)
    assert (entry.user_id, entry.action, entry.at) == ("agent-1", "created", NOW)


def test_a_designator_leaves_an_airport_once_a_day(shelf: Shelf) -> None:
    create(shelf)
    with pytest.raises(Conflict, match="exists already"):
        create(shelf, cabins={Cabin.ECONOMY: CabinOffer(1, usd("1.00"))})
    assert shelf.announced() == ["created"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"origin": "QQQ"}, "input.origin"),
        ({"destination": "QQQ"}, "input.destination"),
        ({"destination": "JFK"}, "input.destination"),
        ({"airline": "QQ"}, "input.airline"),
        ({"number": "0"}, "input.flightNumber"),
        ({"number": "12345"}, "input.flightNumber"),
        ({"departs_at": NOW - timedelta(hours=1)}, "input.departsAt"),
        ({"arrives_at": NOW + timedelta(days=1)}, "input.arrivesAt"),
        ({"arrives_at": NOW + timedelta(days=3)}, "input.arrivesAt"),
        ({"aircraft_type": "A999"}, "input.aircraftType"),
        ({"cabins": {}}, "input.cabins"),
        ({"cabins": {Cabin.ECONOMY: CabinOffer(0, usd("1.00"))}}, "input.cabins"),
        ({"cabins": {Cabin.ECONOMY: CabinOffer(161, usd("1.00"))}}, "input.cabins"),
    ],
)
def test_an_impossible_flight_is_refused_by_its_field(shelf: Shelf, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(shelf, **changes)
    assert refused.value.field == field
    assert shelf.announced() == []


def test_each_kind_of_change_is_announced_once(on_sale: Shelf) -> None:
    flight = update(
        on_sale,
        departs_at=FLIGHT.departs_at + timedelta(hours=1),
        arrives_at=FLIGHT.arrives_at + timedelta(hours=1),
        status=FlightStatus.DELAYED,
        prices=CabinPrices(fares={Cabin.ECONOMY: usd("149.00")}),
        expected_version=1,
    )
    assert on_sale.announced() == ["rescheduled", "status_changed", "fare_changed"]
    assert on_sale.stores.flights.find(FLIGHT.id) == flight
    (economy,) = cabins_of(on_sale.stores.inventories, FLIGHT)
    assert (flight.version, economy.flight_version) == (2, 2)
    assert (economy.departs_at, economy.flight_status) == (flight.departs_at, FlightStatus.DELAYED)
    assert str(economy.fare) == "149.00 USD"


def test_a_flight_moved_over_midnight_is_found_on_its_new_day(on_sale: Shelf) -> None:
    later = timedelta(hours=20)
    flight = update(on_sale, departs_at=FLIGHT.departs_at + later, arrives_at=FLIGHT.arrives_at + later)
    assert flight.departure_date == FLIGHT.departure_date + timedelta(days=1)
    assert on_sale.stores.flights.on_route("JFK", "LAX", FLIGHT.departure_date) == []
    assert on_sale.stores.flights.on_route("JFK", "LAX", flight.departure_date) == [flight]


def test_nothing_changed_is_nothing_announced(on_sale: Shelf) -> None:
    assert update(on_sale, departs_at=FLIGHT.departs_at, status=FlightStatus.SCHEDULED) == FLIGHT
    assert on_sale.announced() == []


def test_cancelling_twice_is_cancelling_once(on_sale: Shelf) -> None:
    for _ in range(2):
        flight = cancel_flight(on_sale.stores, FLIGHT.id, "fog", AGENT, announce, NOW)
        assert flight.status is FlightStatus.CANCELLED
    assert on_sale.announced() == ["cancelled"]
    (entry,) = on_sale.stores.audit.of_flight(FLIGHT.id)
    assert entry.details == {"status": "SCHEDULED -> CANCELLED", "reason": "fog"}


def test_a_change_on_another_version_is_a_conflict(on_sale: Shelf) -> None:
    update(on_sale, status=FlightStatus.DELAYED, expected_version=1)
    with pytest.raises(Conflict, match="at version 2, not 1"):
        update(on_sale, status=FlightStatus.BOARDING, expected_version=1)
    assert on_sale.announced() == ["status_changed"]


@pytest.mark.parametrize("end", [FlightStatus.CANCELLED, FlightStatus.ARRIVED])
def test_nothing_brings_a_flight_back_from_its_end(shelf: Shelf, end: FlightStatus) -> None:
    shelf.stores.flights.add_missing([replace(FLIGHT, status=end)])
    shelf.stores.inventories.add_missing([build_inventory(FLIGHT)])
    for changes in (
        {"status": FlightStatus.SCHEDULED},
        {"departs_at": NOW + timedelta(days=5), "arrives_at": NOW + timedelta(days=5, hours=6)},
        {"prices": CabinPrices(fares={Cabin.ECONOMY: usd("1.00")})},
    ):
        with pytest.raises(Conflict):
            update(shelf, **changes)
    assert shelf.announced() == []


def test_a_fare_is_of_a_cabin_there_is_in_the_currency_it_has(on_sale: Shelf) -> None:
    with pytest.raises(InvalidInput, match="no FIRST cabin"):
        update(on_sale, prices=CabinPrices(fares={Cabin.FIRST: usd("1.00")}))
    with pytest.raises(InvalidInput, match="in USD"):
        update(on_sale, prices=CabinPrices(fares={Cabin.ECONOMY: replace(usd("1.00"), currency="EUR")}))


def test_an_unknown_flight_cannot_be_changed(shelf: Shelf) -> None:
    with pytest.raises(NotFound):
        update(shelf, status=FlightStatus.DELAYED)


@pytest.mark.parametrize("step", ["audit.record", "inventories.follow", "flights.announce"])
def test_a_change_that_was_interrupted_is_finished_by_the_worker(
    on_sale: Shelf, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store, method = step.split(".")
    with monkeypatch.context() as broken:
        broken.setattr(getattr(on_sale.stores, store), method, _die)
        with pytest.raises(ConnectionAbortedError):
            cancel_flight(on_sale.stores, FLIGHT.id, None, AGENT, announce, NOW)
    assert on_sale.announced() == []

    assert complete_interrupted_changes(on_sale.stores, announce) == 1
    assert on_sale.announced() == ["cancelled"]
    assert complete_interrupted_changes(on_sale.stores, announce) == 0
    (economy,) = cabins_of(on_sale.stores.inventories, FLIGHT)
    assert economy.flight_status is FlightStatus.CANCELLED
    assert len(on_sale.stores.audit.of_flight(FLIGHT.id)) == 1


def test_the_next_change_finishes_an_interrupted_one_first(on_sale: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(on_sale.stores.inventories, "follow", _die)
        with pytest.raises(ConnectionAbortedError):
            update(on_sale, status=FlightStatus.DELAYED)
    assert update(on_sale, status=FlightStatus.BOARDING).version == 3
    assert on_sale.announced() == ["status_changed", "status_changed"]


def test_no_seat_can_be_held_once_a_cancellation_is_announced(on_sale: Shelf) -> None:
    cancel_flight(on_sale.stores, FLIGHT.id, None, AGENT, announce, NOW)
    assert not take_seats(on_sale.stores, [segment_of(build_inventory(FLIGHT))], hold_request(), announce, NOW)
    assert on_sale.announced()[-1] == "seats_refused"


def test_a_delay_does_not_wipe_a_hold_made_meanwhile(on_sale: Shelf) -> None:
    """A staff change writes what it changes, never a stale copy of the rest."""
    assert take_seats(on_sale.stores, [segment_of(build_inventory(FLIGHT))], hold_request(seats=3), announce, NOW)
    update(on_sale, status=FlightStatus.DELAYED)
    assert take_seats(on_sale.stores, [segment_of(build_inventory(FLIGHT))], hold_request("r2", 4), announce, NOW)
    (economy,) = cabins_of(on_sale.stores.inventories, FLIGHT)
    assert (economy.free, economy.held, economy.flight_status) == (3, 7, FlightStatus.DELAYED)


def _die(*args: object) -> None:
    raise ConnectionAbortedError

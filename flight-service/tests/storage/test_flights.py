"""What every store of flights promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flight_builders import NOW, announce, build_flight, day, usd
from flight_shelves import Shelf

from flight_service.domain.announcements import Change, announce_flight
from flight_service.domain.cabin import Cabin
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.ports import AuditEntry, CabinOffer, CabinPrices, FlightFilter, StagedChange
from flight_service.domain.seat_prices import SeatPrices
from flight_service.usecases.stores import Stores

SAID = {Cabin.ECONOMY: SeatPrices.parse("20.00:*:3-5"), Cabin.BUSINESS: None}


def build_change(flight: Flight, change: Change = Change.RESCHEDULED) -> StagedChange:
    return StagedChange(
        flight=flight,
        cabins={Cabin.ECONOMY: CabinOffer(3, usd("10.00"))},
        prices=CabinPrices(fares={Cabin.ECONOMY: usd("12.50")}, seat_prices=SAID),
        outbox=[announce(announce_flight(flight, change))],
        audit=AuditEntry(flight.id, flight.version, "agent", change, NOW, {"status": "A -> B"}),
    )


def test_a_flight_is_found_as_it_was_added(stores: Stores) -> None:
    flight = build_flight(aircraft_type="738")
    stores.flights.add_missing([flight])
    assert stores.flights.find(flight.id) == flight
    assert stores.flights.find("UA1-20261203-JFK") is None
    assert stores.flights.find_many([flight.id, "UA1-20261203-JFK"]) == {flight.id: flight}


def test_adding_again_adds_nothing_and_changes_nothing(stores: Stores) -> None:
    flight, other = build_flight(), build_flight(number="7")
    assert stores.flights.add_missing([flight]) == 1
    assert stores.flights.add_missing([replace(flight, status=FlightStatus.DELAYED), other]) == 1
    assert stores.flights.find(flight.id) == flight


def test_a_route_and_day_has_its_flights_only(stores: Stores) -> None:
    on_the_day = build_flight()
    next_day = build_flight(departs_in=timedelta(days=3))
    elsewhere = build_flight(number="8", destination="ORD")
    stores.flights.add_missing([on_the_day, next_day, elsewhere])
    assert stores.flights.on_route("JFK", "LAX", day("2026-12-03")) == [on_the_day]


def test_a_day_and_a_designator_can_be_narrowed_by_every_field(stores: Stores) -> None:
    one = build_flight()
    other = build_flight(number="8", destination="ORD", status=FlightStatus.CANCELLED)
    tomorrow = build_flight(departs_in=timedelta(days=3))
    stores.flights.add_missing([one, other, tomorrow])

    def on(**wanted: object) -> set[str]:
        return {flight.id for flight in stores.flights.on_day(day("2026-12-03"), FlightFilter(**wanted))}  # type: ignore[arg-type]  # names checked by the call

    assert on() == {one.id, other.id}
    assert on(origin="JFK") == {one.id, other.id}
    assert on(destination="ORD") == {other.id}
    assert on(origin="JFK", destination="LAX") == {one.id}
    assert on(status=FlightStatus.CANCELLED) == {other.id}
    assert on(airline="B6") == set()
    named = stores.flights.with_designator("UA1545", FlightFilter(designator="UA1545"))
    assert {flight.id for flight in named} == {one.id, tomorrow.id}
    narrowed = FlightFilter(designator="UA1545", date=day("2026-12-04"))
    assert stores.flights.with_designator("UA1545", narrowed) == [tomorrow]


def test_the_last_day_is_the_last_of_all_flights(stores: Stores) -> None:
    assert stores.flights.last_day() is None
    stores.flights.add_missing([build_flight(departs_in=timedelta(days=5)), build_flight(number="8")])
    assert stores.flights.last_day() == day("2026-12-06")


def test_a_staged_change_is_announced_once(shelf: Shelf) -> None:
    stores = shelf.stores
    flight = build_flight()
    stores.flights.add_missing([flight])
    change = build_change(replace(flight, status=FlightStatus.DELAYED, version=2))
    assert stores.flights.stage(change)
    assert stores.flights.find(flight.id) == change.flight
    assert stores.flights.find_staged(flight.id) == change
    assert stores.flights.all_staged() == [change]
    assert shelf.announced() == []

    stores.flights.announce(change)
    stores.flights.announce(change)
    assert stores.flights.find_staged(flight.id) is None
    assert shelf.announced() == ["rescheduled"]


def test_a_change_is_refused_on_another_version_or_while_one_is_staged(stores: Stores) -> None:
    flight = build_flight()
    stores.flights.add_missing([flight])
    assert not stores.flights.stage(build_change(replace(flight, version=3)))
    assert stores.flights.stage(build_change(replace(flight, version=2)))
    assert not stores.flights.stage(build_change(replace(flight, version=3)))
    assert not stores.flights.stage(build_change(build_flight(number="99", version=2)))


def test_a_flight_is_created_once(stores: Stores) -> None:
    change = build_change(build_flight(), Change.CREATED)
    assert stores.flights.create(change)
    assert not stores.flights.create(change)
    assert stores.flights.find_staged(change.flight.id) == change


def test_audit_entries_are_kept_once_and_in_order(stores: Stores) -> None:
    first = AuditEntry("f", 1, "agent", "created", NOW, {})
    second = AuditEntry("f", 2, "admin", "cancelled", NOW, {"reason": "fog"})
    for entry in (second, first, second):
        stores.audit.record(entry)
    assert stores.audit.of_flight("f") == [first, second]
    assert stores.audit.of_flight("g") == []

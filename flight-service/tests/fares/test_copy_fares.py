"""Other flights get the fares of one, and nothing of it happens twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flight_builders import NOW, announce, build_flight, build_inventory, cabins_of, day, usd
from flight_shelves import Shelf

from flight_service.domain.cabin import Cabin
from flight_service.domain.errors import InvalidInput, NotFound
from flight_service.domain.fare_class import flat_ladder, rising_ladder
from flight_service.domain.flight import Flight, FlightStatus
from flight_service.domain.money import Money
from flight_service.domain.ports import StagedChange
from flight_service.domain.seat_prices import SeatPrices
from flight_service.usecases.copy_fares import MOST_AT_A_TIME, Copied, CopyPlan, FareCopy, copy_fares, plan_copy
from flight_service.usecases.staff import StaffMember

AGENT = StaffMember("agent-1")
CABINS = (Cabin.ECONOMY, Cabin.BUSINESS)
LADDER = rising_ladder(Cabin.ECONOMY, 120)
SEATS = SeatPrices.parse("25.00 9.00")


def put_on_sale(shelf: Shelf, days: int, fares: tuple[str, str] = ("100.00", "300.00"), **changes: Any) -> Flight:
    flight = build_flight(departs_in=timedelta(days=days), cabins=CABINS, **changes)
    shelf.stores.flights.add_missing([flight])
    shelf.stores.inventories.add_missing(
        [build_inventory(flight, cabin=cabin, fare=fare) for cabin, fare in zip(CABINS, fares, strict=True)]
    )
    return flight


@pytest.fixture
def source(shelf: Shelf) -> Flight:
    flight = build_flight(number="1", departs_in=timedelta(days=1), cabins=CABINS)
    economy = build_inventory(flight, capacity=120, fare="149.00")
    business = build_inventory(flight, cabin=Cabin.BUSINESS, fare="300.00")
    shelf.stores.flights.add_missing([flight])
    shelf.stores.inventories.add_missing([replace(economy, ladder=LADDER, own_seat_prices=SEATS), business])
    return flight


def wish(source: Flight, **changes: Any) -> FareCopy:
    values: dict[str, Any] = {
        "from_flight_id": source.id,
        "origin": "JFK",
        "destination": "LAX",
        "first_day": day("2026-12-02"),
        "last_day": day("2026-12-31"),
    }
    return FareCopy(**values | changes)


def plan(shelf: Shelf, copy: FareCopy) -> CopyPlan:
    return plan_copy(shelf.stores, copy, NOW)


def do(shelf: Shelf, copy: FareCopy) -> Copied:
    return copy_fares(shelf.stores, copy, AGENT, announce, NOW)


def fares_of(shelf: Shelf, flight: Flight) -> list[Money]:
    return [one.fare for one in cabins_of(shelf.stores.inventories, flight)]


def test_what_would_change_is_shown_and_nothing_is_written(shelf: Shelf, source: Flight) -> None:
    other = put_on_sale(shelf, 3)
    (target,) = plan(shelf, wish(source)).targets
    assert (target.flight, dict(target.prices.fares), dict(target.prices.ladders)) == (
        other,
        {Cabin.ECONOMY: usd("149.00")},
        {Cabin.ECONOMY: LADDER},
    )
    assert fares_of(shelf, other) == [usd("100.00"), usd("300.00")]


def test_the_fares_are_copied_announced_and_on_record(shelf: Shelf, source: Flight) -> None:
    other = put_on_sale(shelf, 3)
    copied = do(shelf, wish(source))
    assert ([flight.id for flight in copied.changed], copied.refused, copied.remaining) == ([other.id], [], 0)
    economy, business = cabins_of(shelf.stores.inventories, other)
    assert (economy.fare, economy.ladder, economy.own_seat_prices) == (usd("149.00"), LADDER, None)
    assert (business.fare, business.ladder) == (usd("300.00"), flat_ladder(Cabin.BUSINESS))
    assert shelf.announced() == ["fare_changed"]
    (act,) = shelf.stores.audit.of_flight(other.id)
    assert (act.user_id, act.details["reason"]) == ("agent-1", f"fares of {source.id}")


def test_a_second_time_nothing_is_left_to_do(shelf: Shelf, source: Flight) -> None:
    put_on_sale(shelf, 3)
    do(shelf, wish(source))
    assert (plan(shelf, wish(source)).targets, plan(shelf, wish(source)).unchanged) == ([], 1)
    assert do(shelf, wish(source)).changed == []
    assert shelf.announced() == ["fare_changed"]


def test_fare_classes_stay_and_seat_prices_come_if_that_is_wanted(shelf: Shelf, source: Flight) -> None:
    other = put_on_sale(shelf, 3)
    do(shelf, wish(source, fare_classes=False, seat_prices=True))
    economy, _ = cabins_of(shelf.stores.inventories, other)
    assert (economy.fare, economy.ladder) == (usd("149.00"), flat_ladder(Cabin.ECONOMY))
    assert economy.own_seat_prices == SEATS


def test_only_flights_that_are_wanted_and_can_be_sold_are_concerned(shelf: Shelf, source: Flight) -> None:
    wanted = put_on_sale(shelf, 3)
    put_on_sale(shelf, 4)  # another weekday
    put_on_sale(shelf, 3, number="2")  # another number
    put_on_sale(shelf, 10, status=FlightStatus.CANCELLED)
    put_on_sale(shelf, 45)  # after the period
    copy = wish(source, designator="UA1545", weekdays=frozenset({wanted.departure_date.weekday()}))
    assert [target.flight for target in plan(shelf, copy).targets] == [wanted]


def test_a_flight_sold_in_another_currency_is_refused(shelf: Shelf, source: Flight) -> None:
    flight = build_flight(departs_in=timedelta(days=3), cabins=(Cabin.ECONOMY,))
    shelf.stores.flights.add_missing([flight])
    economy = replace(build_inventory(flight), fare=replace(usd("90.00"), currency="EUR"))
    shelf.stores.inventories.add_missing([economy])
    copied = do(shelf, wish(source))
    assert (copied.changed, [one.refusal for one in copied.refused]) == ([], ["Fares of this flight are in EUR."])


def test_many_flights_are_changed_some_at_a_time(shelf: Shelf, source: Flight) -> None:
    count = MOST_AT_A_TIME + 3
    for number in range(count):
        put_on_sale(shelf, 3, number=str(1000 + number))
    assert [do(shelf, wish(source)).remaining for _ in range(2)] == [3, 0]
    assert plan(shelf, wish(source)).unchanged == count


def test_flights_that_are_refused_do_not_stand_in_the_way_of_the_others(shelf: Shelf, source: Flight) -> None:
    changed = [put_on_sale(shelf, 3, number=str(1000 + number)) for number in range(MOST_AT_A_TIME)]
    last = put_on_sale(shelf, 4, number="2000")

    class ChangedMeanwhile:
        """Somebody else is always faster with the first of them."""

        def __getattr__(self, name: str) -> Any:
            return getattr(shelf.stores.flights, name)

        def stage(self, change: StagedChange) -> bool:
            return change.flight.id == last.id and shelf.stores.flights.stage(change)

    stores = replace(shelf.stores, flights=ChangedMeanwhile())
    first = copy_fares(stores, wish(source), AGENT, announce, NOW)
    assert (len(first.changed), len(first.refused), first.remaining) == (0, len(changed), 1)
    rest = copy_fares(stores, wish(source), AGENT, announce, NOW, after=first.last)
    assert ([one.id for one in rest.changed], rest.refused, rest.last) == ([last.id], [], None)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"from_flight_id": "UA9-20261202-JFK"}, NotFound),
        ({"origin": "XXX"}, InvalidInput),
        ({"last_day": day("2026-12-01")}, InvalidInput),
        ({"last_day": day("2027-12-31")}, InvalidInput),
    ],
)
def test_what_cannot_be_copied_is_refused(
    shelf: Shelf, source: Flight, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        plan(shelf, wish(source, **changes))
